import Testing

@testable import Experiments

@Suite struct IDXFileTests {
  @Test func `shape and values are read`() throws {
    let file = try IDXFile(
      [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6], dimensions: 2, path: "x")
    #expect(file.shape == [2, 3])
    #expect(file.values == [1, 2, 3, 4, 5, 6])
    #expect(
      try IDXFile([0, 0, 8, 1, 0, 0, 1, 0] + [UInt8](0...255), dimensions: 1, path: "x")
        .shape == [256])
  }

  @Test(
    arguments: [
      ([], "x: not an IDX file: it begins with nothing, not 00 00 08 01"),
      ([0, 0, 8, 1, 0], "x: not an IDX file: it begins with 00 00 08 01, not 00 00 08 01"),
      (
        [0, 0, 8, 3, 0, 0, 0, 0], "x: not an IDX file: it begins with 00 00 08 03, not 00 00 08 01"
      ),
      ([60, 104, 116, 109], "x: not an IDX file: it begins with 3c 68 74 6d, not 00 00 08 01"),
      ([0, 0, 8, 1, 0, 0, 0, 2, 5], "x: 9 bytes after unpacking, but its header promises 10"),
      ([0, 0, 8, 1, 0, 0, 0, 0, 5], "x: 9 bytes after unpacking, but its header promises 8"),
    ] as [([UInt8], String)])
  func `what is not IDX is told`(bytes: [UInt8], words: String) {
    let error = #expect(throws: DatasetError.self) {
      try IDXFile(bytes, dimensions: 1, path: "x")
    }
    #expect(error?.description == words + "\n  replace it by the published file")
  }

  @Test func `hostile dimensions do not overflow`() {
    let huge: [UInt8] = [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)
    #expect(throws: DatasetError.wrongLength(path: "x", expected: Int.max, found: 16)) {
      try IDXFile(huge, dimensions: 3, path: "x")
    }
  }
}
