/// Builds the byte string whose SHA-256 is a key: one spelling for one meaning.
///
/// Every item carries a type letter and a length, so no two different contents share their bytes.
/// Maps are sorted by the bytes of their keys; a number is its shortest round-trip text; −0 is 0.
public struct CanonicalBytes: Sendable {
  /// The bytes so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts empty.
  public init() {}

  /// Appends a value.
  public mutating func append(_ value: Value) {
    switch value {
    case .null: bytes.append(UInt8(ascii: "z"))
    case .boolean(let value): append(letter: value ? "T" : "F")
    case .integer(let value): append("i", String(value))
    case .number(let value): append("d", value == 0 ? "0" : Self.number(value))
    case .text(let value): append(value)
    case .list(let values):
      append("l", String(values.count))
      for value in values { append(value) }
    case .map(let members):
      append("m", String(members.count))
      for key in members.keys.sorted(by: Self.byteOrder) {
        append(key)
        append(members[key] ?? .null)
      }
    }
  }

  /// Appends a text.
  public mutating func append(_ text: String) {
    append("s", String(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// Appends a digest.
  public mutating func append(_ hash: ContentHash) { append("h", hash.hex) }

  /// The digest of the bytes.
  public var hash: ContentHash { ContentHash(of: bytes) }

  private mutating func append(letter: Unicode.Scalar) { bytes.append(UInt8(ascii: letter)) }

  private mutating func append(_ letter: Unicode.Scalar, _ text: String) {
    append(letter: letter)
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: ";"))
  }

  /// The shortest text that reads back as the same number; 1 and 1.0 are one.
  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func byteOrder(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

extension Value {
  /// The digest of the canonical bytes of this value.
  public var contentHash: ContentHash {
    var bytes = CanonicalBytes()
    bytes.append(self)
    return bytes.hash
  }
}
