import Base
import Neural

/// The folder of files that all sides read, and of their results; `peer/interactions/exchange.py`
/// fills it.
struct ExchangeFolder {
  let path: String

  init(_ path: String) { self.path = path }

  /// The path of a file of the folder.
  func file(_ name: String) -> String { path + "/" + name }

  /// The numbers of an array `NAME.npy` of float64.
  func numbers(_ name: String) throws -> [Double] {
    try NumPyFile(reading: file(name + ".npy")).values()
  }

  /// Writes the results into `ROW.runexp.safetensors`.
  func write(_ results: [String: [Double]], of row: String) throws {
    let tensors = results.mapValues { SafetensorsTensor($0, shape: [$0.count]) }
    try Safetensors(tensors: tensors).write(to: file("\(row).runexp.safetensors"))
  }
}
