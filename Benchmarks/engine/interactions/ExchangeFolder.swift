import Base
import Foundation

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

  /// Writes `ROW.runexp.NAME.npy` for each of the results.
  func write(_ results: [String: [Double]], of row: String) throws {
    for (name, values) in results {
      try Data(NumPyArray.bytes(of: values, shape: [values.count])).write(
        to: URL(fileURLWithPath: file("\(row).runexp.\(name).npy")))
    }
  }
}
