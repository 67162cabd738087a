/// Why a text is not JSON: where, and what is wrong.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Bytes before the fault.
  public var offset: Int
  /// What is wrong, lower case, no full stop.
  public var reason: String

  /// `not JSON at byte 12: …`.
  public var description: String { "not JSON at byte \(offset): \(reason)" }
}

extension Value {
  /// The value as JSON on one line, members sorted by the bytes of their keys.
  ///
  /// A number keeps its fraction (`1.0`), an integer has none (`1`), so both come back as they
  /// were. JSON has no NaN and no infinities: they are written as the texts `nan`, `inf`, `-inf`.
  public var json: String { String(decoding: jsonBytes, as: UTF8.self) }

  /// The bytes of `json`.
  public var jsonBytes: [UInt8] {
    var bytes: [UInt8] = []
    appendJSON(to: &bytes)
    return bytes
  }

  /// Reads one JSON value that fills `json`; white space around it is allowed.
  ///
  /// Nesting is bounded at 200 levels, so no text can exhaust the stack; of a member given twice
  /// the last counts.
  public init(json: [UInt8]) throws(JSONError) {
    var reader = JSONReader(bytes: json)
    self = try reader.document()
  }

  /// Appends the value as JSON.
  public func appendJSON(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .number(let value):
      if value.isFinite {
        bytes.append(contentsOf: value.description.utf8)
      } else {
        Self.appendText(value.description, to: &bytes)
      }
    case .text(let text): Self.appendText(text, to: &bytes)
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.appendJSON(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .map(let members):
      bytes.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.appendText(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.appendJSON(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func appendText(_ text: String, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20, 0x7F:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// Reads JSON bytes into a `Value` in one pass.
private struct JSONReader {
  let bytes: [UInt8]
  var position = 0
  var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> Value {
    let result = try value()
    skipSpace()
    guard position == bytes.count else { throw fault("text after the value") }
    return result
  }

  private func fault(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: wanted) else { return false }
    position += 1
    return true
  }

  private mutating func value() throws(JSONError) -> Value {
    skipSpace()
    guard let byte = next else { throw fault("the text ends early") }
    switch byte {
    case UInt8(ascii: "{"): return try map()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: Value) throws(JSONError) -> Value {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("no value") }
    position += word.utf8.count
    return value
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    position += 1
    guard depth <= 200 else { throw fault("nested deeper than 200 levels") }
  }

  private mutating func map() throws(JSONError) -> Value {
    try enter()
    var members: [String: Value] = [:]
    skipSpace()
    if !take("}") {
      repeat {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw fault("no member name") }
        let key = try text()
        skipSpace()
        guard take(":") else { throw fault("no colon after a member name") }
        members[key] = try value()
        skipSpace()
      } while take(",")
      guard take("}") else { throw fault("a map is not closed") }
    }
    depth -= 1
    return .map(members)
  }

  private mutating func list() throws(JSONError) -> Value {
    try enter()
    var elements: [Value] = []
    skipSpace()
    if !take("]") {
      repeat {
        elements.append(try value())
        skipSpace()
      } while take(",")
      guard take("]") else { throw fault("a list is not closed") }
    }
    depth -= 1
    return .list(elements)
  }

  private mutating func number() throws(JSONError) -> Value {
    let start = position
    var isInteger = true
    while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
      case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        isInteger = false
      default:
        return try finishNumber(from: start, isInteger: isInteger)
      }
      position += 1
    }
    return try finishNumber(from: start, isInteger: isInteger)
  }

  private func finishNumber(from start: Int, isInteger: Bool) throws(JSONError) -> Value {
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw JSONError(offset: start, reason: "no value")
    }
    return .number(number)
  }

  private mutating func text() throws(JSONError) -> String {
    position += 1
    let start = position
    // Most texts have no escapes and are taken as one slice.
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    var collected = Array(bytes[start..<position])
    while let byte = next {
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard let text = String(validating: collected, as: UTF8.self) else {
          throw fault("a text is not UTF-8")
        }
        return text
      }
      if byte == UInt8(ascii: "\\") {
        try appendEscape(to: &collected)
      } else {
        collected.append(byte)
      }
    }
    throw fault("a text is not closed")
  }

  private mutating func appendEscape(to collected: inout [UInt8]) throws(JSONError) {
    guard let byte = next else { throw fault("the text ends early") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): collected.append(0x0A)
    case UInt8(ascii: "t"): collected.append(0x09)
    case UInt8(ascii: "r"): collected.append(0x0D)
    case UInt8(ascii: "b"): collected.append(0x08)
    case UInt8(ascii: "f"): collected.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(byte)
    case UInt8(ascii: "u"):
      var unit = try hexadecimal()
      if 0xD800..<0xDC00 ~= unit {
        guard take("\\"), take("u") else { throw fault("half a surrogate pair") }
        let low = try hexadecimal()
        guard 0xDC00..<0xE000 ~= low else { throw fault("half a surrogate pair") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw fault("half a surrogate pair") }
      collected.append(contentsOf: String(Character(scalar)).utf8)
    default: throw fault("an unknown escape")
    }
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw fault("a \\u escape without four hexadecimal digits") }
    position += 4
    return unit
  }
}
