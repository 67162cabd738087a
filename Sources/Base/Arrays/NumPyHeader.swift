/// The header of a file in NumPy's array format (NEP 1): what the values after it are.
public struct NumPyHeader: Sendable, Hashable {
  /// The types of numbers read, by NumPy's names.
  public enum Kind: String, Sendable, CaseIterable {
    case float32 = "<f4"
    case float64 = "<f8"
    case uint8 = "|u1"
    case int32 = "<i4"
    case int64 = "<i8"

    /// Bytes of one number.
    public var bytes: Int {
      switch self {
      case .uint8: 1
      case .float32, .int32: 4
      case .float64, .int64: 8
      }
    }
  }

  /// The type of the values.
  public let kind: Kind
  /// The length along each axis; empty for a single number.
  public let shape: [Int]
  /// Bytes of the file before the first value.
  public let length: Int

  /// The header of an array of this type and shape, format version 1.
  public init(kind: Kind, shape: [Int]) {
    self.kind = kind
    self.shape = shape
    length = Self.bytes(kind: kind, shape: shape).count
  }

  /// Reads the header that `bytes`, a file's first ones, begin with.
  ///
  /// Throws `truncated` when more bytes are needed than there are.
  public init(_ bytes: ArraySlice<UInt8>) throws(NumPyError) {
    let start = bytes.startIndex
    guard bytes.count >= 10, bytes.starts(with: Self.magic) else { throw .notNumPy }
    let version = Int(bytes[start + 6])
    guard version == 1 || version == 2 else { throw .version(version) }
    let lengthBytes = version == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthBytes else { throw .notNumPy }
    let textLength = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[start + 8 + $1]) << (8 * $1) }
    length = 8 + lengthBytes + textLength
    guard length <= bytes.count else { throw .truncated }
    let text = String(
      decoding: bytes[start + 8 + lengthBytes..<start + length], as: UTF8.self)
    let header = Self.entries(of: text)
    guard let type = header["descr"], let order = header["fortran_order"],
      let lengths = header["shape"].flatMap(Self.lengths)
    else { throw .header(String(text.prefix(80).filter { $0 != "\n" })) }
    guard let kind = Kind(rawValue: type) else { throw .type(type) }
    // One axis or none is in both orders.
    guard order == "False" || lengths.count < 2 else { throw .fortranOrder }
    self.kind = kind
    shape = lengths
  }

  /// Bytes of all values; the largest number where that overflows.
  public var valueBytes: Int {
    shape.reduce(kind.bytes) { product, length in
      let (result, overflow) = product.multipliedReportingOverflow(by: length)
      return overflow ? Int.max : result
    }
  }

  /// The header as a file begins with it.
  public var bytes: [UInt8] { Self.bytes(kind: kind, shape: shape) }

  private static let magic = [0x93] + Array("NUMPY".utf8)

  private static func bytes(kind: Kind, shape: [Int]) -> [UInt8] {
    let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text =
      "{'descr': '\(kind.rawValue)', 'fortran_order': False, 'shape': (\(lengths)), }"
    // The values begin at a multiple of 64 bytes, after a line end.
    let padded = (10 + text.utf8.count + 1 + 63) / 64 * 64 - 10
    let padding = String(repeating: " ", count: padded - text.utf8.count - 1) + "\n"
    return magic + [1, 0, UInt8(padded & 255), UInt8(padded >> 8)] + Array((text + padding).utf8)
  }

  /// `'key': value` pairs; texts without their quotes.
  private static func entries(of text: String) -> [String: String] {
    var entries: [String: String] = [:]
    for key in ["descr", "fortran_order", "shape"] {
      guard let found = text.firstRange(of: "'\(key)'") else { continue }
      let rest = text[found.upperBound...].drop { $0 == ":" || $0 == " " }
      switch rest.first {
      case "'": entries[key] = String(rest.dropFirst().prefix { $0 != "'" })
      case "(": entries[key] = String(rest.dropFirst().prefix { $0 != ")" })
      default: entries[key] = String(rest.prefix { $0 != "," && $0 != "}" })
      }
    }
    return entries
  }

  /// `3, 4` or `3,` as lengths; nil for anything else.
  private static func lengths(_ text: String) -> [Int]? {
    let parts = text.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    let lengths = parts.compactMap { Int($0) }
    return lengths.count == parts.count && lengths.allSatisfy { $0 >= 0 } ? lengths : nil
  }
}
