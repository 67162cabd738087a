import Base
import Foundation
import Neural
import Spec

@testable import Experiments

extension FuzzReader {
  static let arrayReaders: [FuzzReader] = [
    safetensors, npy, npyFile, npz("npz", "{path: a.npz}"),
    npz("npz-tokens", "{path: a.npz, tokens: true}"),
    npz("npz-targets", "{path: a.npz, learn: targets}"),
  ]

  private static let safetensors = FuzzReader(
    name: "safetensors", cases: 2000,
    corpus: {
      let tensors = [
        "a.weight": SafetensorsTensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]),
        "b": SafetensorsTensor([1.5] as [Double], shape: []),
        "c": SafetensorsTensor([] as [Int32], shape: [0, 4]),
        "d": SafetensorsTensor([1, 2, 3] as [UInt8], shape: [3]),
      ]
      return [
        Safetensors(tensors: tensors, metadata: ["format": "pt", "step": "4"]).bytes,
        Safetensors(tensors: ["n": SafetensorsTensor([7] as [Int64], shape: [1, 1])]).bytes,
        Safetensors().bytes,
      ]
    }, tokens: ["[0,4611686018427387904]", "{}", "\"F64\"", "null", "[]"],
    accepts: { bytes in
      guard let content = try? Safetensors(bytes: bytes) else { return false }
      let again = try Safetensors(bytes: content.bytes)
      try require(again == content, "tensors are read back otherwise")
      return true
    })

  private static func npyCorpus() -> [[UInt8]] {
    let values = (0..<12).map { Double($0) / 7 }
    return [
      NumPyArray.bytes(of: values, shape: [3, 4]), NumPyArray.bytes(of: values, shape: [12]),
      NumPyArray.bytes(of: [1], shape: []),
      NumPyHeader(kind: .uint8, shape: [2, 2, 1]).bytes + [1, 2, 3, 4],
    ]
  }
  private static let npyTokens = [
    "(", ")", ",", "'", "<f8", "<i8", "True", "4611686018427387904, ",
  ]

  private static let npy = FuzzReader(
    name: "npy", cases: 2000, corpus: npyCorpus, tokens: npyTokens,
    accepts: { bytes in
      guard let array = try? NumPyArray(bytes) else { return false }
      try require(
        array.doubles.count == array.count && array.floats.count == array.count,
        "values are lost or invented")
      if array.count > 0 {
        try require(
          array.place(of: array.count - 1).count == array.shape.count, "a place has other axes")
      }
      let again = try NumPyArray(array.header.bytes + array.data)
      try require(
        again.kind == array.kind && again.shape == array.shape && again.data == array.data,
        "an array is read back otherwise")
      return true
    })

  /// The same through the reader of large files.
  private static let npyFile = FuzzReader(
    name: "npy-file", cases: 500, corpus: npyCorpus, tokens: npyTokens,
    accepts: { bytes in
      let path = NSTemporaryDirectory() + "/runexp-fuzz-\(getpid()).npy"
      defer { unlink(path) }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      guard let file = try? NumPyFile(reading: path) else { return false }
      guard file.header.kind == .float64 else { return true }
      try require(try file.values().count == file.count, "values are lost or invented")
      return true
    })

  private static func npz(_ name: String, _ parameters: String) -> FuzzReader {
    FuzzReader(
      name: name, cases: 800,
      corpus: {
        name == "npz-tokens"
          ? [SeedFiles.storedNPZ, SeedFiles.longNPZ]
          : [SeedFiles.storedNPZ, SeedFiles.deflatedNPZ, SeedFiles.longNPZ]
      }, tokens: npyTokens + ["PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "PK\u{6}\u{6}"],
      seal: SeedFiles.sealedZip,
      accepts: { bytes in
        let source = try ParameterReader.read(yaml: parameters) { NPZ($0) }.made
        guard
          let table = try? source.table(
            bytes, shares: .standard, seed: 0, path: "a.npz")
        else { return false }
        for split in table.splits.keys { _ = try table.inputs(of: split) }
        return true
      })
  }
}
