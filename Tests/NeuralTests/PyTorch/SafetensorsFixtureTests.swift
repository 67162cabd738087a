import Foundation
import Testing

@testable import Neural

@Suite("Files that Python's safetensors wrote")
struct SafetensorsFixtureTests {
  @Test("are read bit for bit: every kind of number, scalars, nothing, names with escapes")
  func kinds() throws {
    let content = try Fixture("kinds").content
    #expect(content.metadata == ["format": "pt", "note": "a \"b\" \\ ü\n"])
    var expected: [String: SafetensorsTensor] = [:]
    expected["float32"] = SafetensorsTensor((0..<6).map { Float($0) / 3 - 1 }, shape: [2, 3])
    expected["float64"] = SafetensorsTensor((0..<4).map { Double($0) / 7 }, shape: [4, 1])
    expected["int64"] = SafetensorsTensor([-(1 << 62), -1, 1 << 40] as [Int64], shape: [3])
    expected["int32"] = SafetensorsTensor([-7, Int32.max], shape: [2])
    expected["uint8"] = SafetensorsTensor([0, 255, 1, 128] as [UInt8], shape: [2, 2])
    expected["scalar"] = SafetensorsTensor([-0.0] as [Float], shape: [])
    expected["count"] = SafetensorsTensor([12] as [Int64], shape: [])
    expected["nothing"] = SafetensorsTensor([] as [Float], shape: [0, 4])
    expected["special"] = SafetensorsTensor(
      [.infinity, -.infinity, Float(bitPattern: 0x7FC0_0000), Float(bitPattern: 1)], shape: [4])
    expected["layer.0 \"quoted\" é"] = SafetensorsTensor([1] as [Float], shape: [1])
    #expect(content.tensors == expected)
  }

  @Test("are written again with the same tensors in the same places")
  func places() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "kinds", withExtension: "safetensors", subdirectory: "Fixtures"))
    let theirs = try [UInt8](Data(contentsOf: url))
    let ours = try Safetensors(bytes: theirs).bytes
    #expect(data(ours) == data(theirs))
    #expect(try Safetensors(bytes: ours) == Safetensors(bytes: theirs))
  }

  @Test("are refused when they end anywhere before their end")
  func truncated() throws {
    let whole = try Fixture("kinds").content.bytes
    for length in whole.indices {
      #expect(throws: SafetensorsError.self, "\(length) bytes") {
        try Safetensors(bytes: Array(whole[..<length]))
      }
    }
    let error = #expect(throws: SafetensorsError.self) {
      try Safetensors(bytes: Array(whole.dropLast()))
    }
    let data = data(whole).count
    #expect(
      error?.description
        == "tensor uint8: data offsets \(data - 4) to \(data) do not lie in the \(data - 1)"
        + " bytes of data")
  }

  /// What lies behind the header.
  private func data(_ file: [UInt8]) -> [UInt8] {
    let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(file[(8 + length)...])
  }
}
