import Foundation
import Testing

@testable import Neural

@Suite("Safetensors files")
struct SafetensorsTests {
  static let content = Safetensors(
    tensors: [
      "b": SafetensorsTensor([Float](arrayLiteral: 1, -0.5, .infinity), shape: [3]),
      "a": SafetensorsTensor([Float](arrayLiteral: 2, 3, 4, 5), shape: [2, 2]),
      "count": SafetensorsTensor([Int64](arrayLiteral: -7), shape: []),
      "labels": SafetensorsTensor([Int32](arrayLiteral: 1, 2), shape: [2]),
      "bytes": SafetensorsTensor([UInt8](arrayLiteral: 255, 0, 9), shape: [3, 1]),
      "wide": SafetensorsTensor([Double](arrayLiteral: 0.1), shape: [1]),
      "none": SafetensorsTensor([Float](), shape: [0, 4]),
    ], metadata: ["note": "a \"quoted\" ünit", "step": "12"])

  @Test("come back as they were written")
  func roundTrip() throws {
    #expect(try Safetensors(bytes: Self.content.bytes) == Self.content)
    #expect(try Safetensors(bytes: Safetensors().bytes) == Safetensors())
    let read = try Safetensors(bytes: Self.content.bytes)
    #expect(try read.numbers(of: "a", shape: [2, 2], as: Float.self) == [2, 3, 4, 5])
    #expect(try read.numbers(of: "count", shape: [], as: Int64.self) == [-7])
    #expect(try read.numbers(of: "wide", shape: [1], as: Double.self) == [0.1])
  }

  @Test("have one form for one content: wide numbers first, then by name, aligned")
  func deterministic() {
    let small = Safetensors(
      tensors: [
        "y": SafetensorsTensor([UInt8](arrayLiteral: 7), shape: [1]),
        "x": SafetensorsTensor([Float](arrayLiteral: 1), shape: [1]),
      ], metadata: ["k": "v"])
    let header =
      #"{"__metadata__":{"k":"v"},"x":{"data_offsets":[0,4],"dtype":"F32","shape":[1]},"#
      + #""y":{"data_offsets":[4,5],"dtype":"U8","shape":[1]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let length = UInt8(padded.utf8.count)
    #expect(
      small.bytes == [length, 0, 0, 0, 0, 0, 0, 0] + Array(padded.utf8) + [0, 0, 128, 63, 7])
    #expect(padded.utf8.count % 8 == 0)
  }

  @Test("are written to and read from disk")
  func files() throws {
    let path = NSTemporaryDirectory() + "runexp-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.content.write(to: path)
    #expect(try Safetensors(contentsOf: path) == Self.content)
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: SafetensorsFileError.self) { try Safetensors(contentsOf: path) }
    #expect(
      error?.description == "\(path): the file ends after 3 bytes, its header would need 8")
    #expect(throws: (any Error).self) { try Safetensors(contentsOf: path + ".absent") }
    #expect(throws: (any Error).self) { try Self.content.write(to: path + "/inside") }
  }

  /// A file with this header and `data` bytes of zeros.
  private static func file(_ header: String, data: Int) -> [UInt8] {
    let bytes = Array(header.utf8)
    return [UInt8(bytes.count & 255), UInt8(bytes.count >> 8), 0, 0, 0, 0, 0, 0] + bytes
      + [UInt8](repeating: 0, count: data)
  }

  private static func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  static let malformed: [([UInt8], String)] = [
    ([1, 2], "the file ends after 2 bytes, its header would need 8"),
    (
      [200, 0, 0, 0, 0, 0, 0, 0, 123, 125],
      "the file ends after 10 bytes, its header would need 208"
    ),
    (
      [0, 0, 0, 128, 0, 0, 0, 0, 123, 125],
      "the header claims 2147483648 bytes, more than the limit of 100000000: not a safetensors file?"
    ),
    (
      [UInt8](repeating: 255, count: 8),
      "the header claims 18446744073709551615 bytes, more than the limit of 100000000:"
        + " not a safetensors file?"
    ),
    (file("[1]", data: 0), "the header cannot be read: not an object"),
    (file(#"{"__metadata__":{"k":1}}"#, data: 0), "__metadata__: k is not a text"),
    (file(#"{"w":[1]}"#, data: 0), "tensor w: its entry is not an object"),
    (file(#"{"w":{"shape":[1]}}"#, data: 0), "tensor w: dtype is missing or not a text"),
    (
      file(#"{"w":\#(entry("BF16", "[1]", "[0,2]"))}"#, data: 2),
      "tensor w: dtype BF16 is not read here; legal: F64, F32, I64, I32, U8"
    ),
    (
      file(#"{"w":{"dtype":"F32","data_offsets":[0,4]}}"#, data: 4),
      "tensor w: shape is missing or not a list"
    ),
    (
      file(#"{"w":\#(entry("F32", "[-1]", "[0,4]"))}"#, data: 4),
      "tensor w: shape holds something that is no length"
    ),
    (
      file(#"{"w":\#(entry("F32", "[1]", "[0,4,8]"))}"#, data: 4),
      "tensor w: data_offsets holds 3 numbers, not 2"
    ),
    (
      file(#"{"w":\#(entry("F32", "[1]", "[0,4]"))}"#, data: 3),
      "tensor w: data offsets 0 to 4 do not lie in the 3 bytes of data"
    ),
    (
      file(#"{"w":\#(entry("F32", "[1]", "[4,0]"))}"#, data: 4),
      "tensor w: data offsets 4 to 0 do not lie in the 4 bytes of data"
    ),
    (
      file(#"{"w":\#(entry("F32", "[2]", "[0,4]"))}"#, data: 4),
      "tensor w: shape [2] of F32 does not fill 4 bytes"
    ),
    (
      file(#"{"w":\#(entry("F32", "[4611686018427387904,4]", "[0,0]"))}"#, data: 0),
      "tensor w: shape [4611686018427387904, 4] of F32 does not fill 0 bytes"
    ),
    (
      file(
        #"{"a":\#(entry("F32", "[2]", "[0,8]")),"b":\#(entry("F32", "[1]", "[4,8]"))}"#, data: 8),
      "tensor b: shares bytes with tensor a"
    ),
    (
      file(
        #"{"a":\#(entry("U8", "[1]", "[0,1]")),"b":\#(entry("U8", "[1]", "[2,3]"))}"#, data: 3),
      "bytes 1 to 2 of the data belong to no tensor"
    ),
    (
      file(#"{"a":\#(entry("U8", "[1]", "[0,1]"))}"#, data: 3),
      "bytes 1 to 3 of the data belong to no tensor"
    ),
  ]

  @Test("are refused when malformed, with the tensor named", arguments: malformed)
  func refusals(bytes: [UInt8], text: String) {
    let error = #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes) }
    #expect(error?.description == text)
  }

  @Test("are refused when the header is no JSON")
  func brokenHeader() {
    let error = #expect(throws: SafetensorsError.self) {
      try Safetensors(bytes: Self.file("{\"w\":", data: 0))
    }
    #expect(error?.description.hasPrefix("the header cannot be read: not JSON at byte 5") == true)
  }

  @Test("tell what is wrong with a tensor that was asked for")
  func wrongTensors() {
    func text(_ name: String, _ shape: [Int]) -> String? {
      let error = #expect(throws: SafetensorsError.self) {
        try Self.content.numbers(of: name, shape: shape, as: Float.self)
      }
      return error?.description
    }
    #expect(text("labels", [2]) == "tensor labels: dtype I32, not F32")
    #expect(text("a", [4]) == "tensor a: shape [2, 2], not [4]")
    #expect(text("lebels", [2]) == "tensor lebels is missing; there is labels")
    #expect(text("zzzzzzzzz", [2]) == "tensor zzzzzzzzz is missing")
  }
}
