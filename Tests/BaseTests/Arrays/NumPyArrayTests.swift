import Base
import Foundation
import Testing

/// A file of format version 1 with this header text.
private func file(_ header: String, _ values: [UInt8], version: UInt8 = 1) -> [UInt8] {
  let length = version == 1 ? [UInt8(header.utf8.count), 0] : [UInt8(header.utf8.count), 0, 0, 0]
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + Array(header.utf8) + values
}

private func header(_ type: String, _ shape: String, fortran: String = "False") -> String {
  "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': (\(shape)), }\n"
}

@Suite struct NumPyArrayTests {
  /// What `numpy.save` of NumPy 2 writes for `numpy.array([1.5, -0.0])`.
  private static let saved: [UInt8] =
    [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
    + Array("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }".utf8)
    + [UInt8](repeating: 0x20, count: 60) + [0x0A]
    + [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x80]

  @Test func writesWhatNumPyWrites() throws {
    #expect(NumPyArray.bytes(of: [1.5, -0.0], shape: [2]) == Self.saved)
    let array = try NumPyArray(Self.saved)
    #expect(array.shape == [2])
    #expect(array.kind == .float64)
    #expect(array.doubles.map(\.bitPattern) == [1.5, -0.0].map(\.bitPattern))
  }

  @Test(arguments: [[], [6], [2, 3], [1, 6, 1]]) func anyShapeComesBack(_ shape: [Int]) throws {
    let values = (0..<shape.reduce(1, *)).map { Double($0) / 3 }
    let bytes = NumPyArray.bytes(of: values, shape: shape)
    #expect(NumPyHeader(kind: .float64, shape: shape).length % 64 == 0)
    let array = try NumPyArray(bytes)
    #expect(array.shape == shape)
    #expect(array.doubles == values)
    #expect(array.floats == values.map(Float.init))
  }

  @Test func everyTypeIsRead() throws {
    let cases: [(String, [UInt8], [Double])] = [
      ("|u1", [0, 255], [0, 255]),
      ("<i4", [254, 255, 255, 255, 1, 1, 0, 0], [-2, 257]),
      (
        "<i8", [254, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 1, 0, 0, 0],
        [-2, 4_294_967_296]
      ),
      ("<f4", [0, 0, 0xC0, 0x3F, 0, 0, 0x80, 0xBF], [1.5, -1]),
    ]
    for (type, bytes, values) in cases {
      for version in [UInt8(1), 2] {
        let array = try NumPyArray(file(header(type, "2,"), bytes, version: version))
        #expect(array.doubles == values)
        #expect(array.floats == values.map(Float.init))
      }
    }
    #expect(
      try NumPyArray(file(header("|u1", "2, 3"), [1, 2, 3, 4, 5, 6])).place(of: 4) == [1, 1])
  }

  @Test func otherFilesAreRefused() {
    let cases: [([UInt8], String)] = [
      (Array("hello, world".utf8), "is not in NumPy's format"),
      (Array(Self.saved.prefix(9)), "is not in NumPy's format"),
      (Array(Self.saved.prefix(127)), "is cut short"),
      (file(header("|u1", "1,"), [0], version: 3), "is of format version 3, not 1 or 2"),
      (file("{'descr': '<f8'}", []), "has an unreadable header: {'descr': '<f8'}"),
      (file(header(">f8", "1,"), [0]), "is of type >f8"),
      (file(header("|u1", "1, 2", fortran: "True"), [0, 1]), "is in Fortran order"),
      (Array(Self.saved.dropLast()), "has 15 bytes of values, not 16"),
      (Self.saved + [0], "has 17 bytes of values, not 16"),
      (
        file(header("<f8", "4611686018427387904, 4"), []),
        "has 0 bytes of values, not 9223372036854775807"
      ),
    ]
    for (bytes, text) in cases {
      let error = #expect(throws: NumPyError.self) { try NumPyArray(bytes) }
      #expect(error?.description == text)
    }
  }
}

@Suite struct NumPyFileTests {
  private func write(_ bytes: [UInt8]) throws -> String {
    let path = NSTemporaryDirectory() + "runexp-npy-" + UUID().uuidString
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func blocksFollowOneAnother() throws {
    let values = (0..<1000).map { Double($0).squareRoot() }
    let path = try write(NumPyArray.bytes(of: values, shape: [1000]))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try NumPyFile(reading: path).values() == values)
    let file = try NumPyFile(reading: path)
    #expect(file.header.shape == [1000])
    var block = [Double](repeating: 0, count: 300)
    var read: [Double] = []
    for _ in 0..<3 {
      try block.withUnsafeMutableBufferPointer { try file.read(into: $0) }
      read += block
    }
    #expect(read == Array(values.prefix(900)))
    #expect(throws: NumPyError.truncated) {
      try block.withUnsafeMutableBufferPointer { try file.read(into: $0) }
    }
  }

  @Test func badFilesAreRefusedBeforeAnyValueIsRead() throws {
    let good = NumPyArray.bytes(of: [1, 2], shape: [2])
    for (bytes, error) in [
      ([UInt8](good.dropLast()), NumPyError.length(expected: 16, found: 15)),
      (good + [0], .length(expected: 16, found: 17)), (Array(good.prefix(40)), .truncated),
      ([], .notNumPy),
    ] {
      let path = try write(bytes)
      defer { try? FileManager.default.removeItem(atPath: path) }
      #expect(throws: error) { try NumPyFile(reading: path) }
    }
    #expect(throws: FileError(path: "/", reason: "is no regular file")) {
      try NumPyFile(reading: "/")
    }
    #expect(throws: FileError(path: "/no.npy", reason: "no such file or directory")) {
      try NumPyFile(reading: "/no.npy")
    }
  }
}
