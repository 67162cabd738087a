import Crypto

/// A SHA-256 digest: the identity of a content or of a stage.
public struct ContentHash: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  /// The 64 lower-case hexadecimal digits.
  public let hex: String

  /// The digest of `bytes`.
  public init(of bytes: some Sequence<UInt8>) {
    var hasher = ContentHasher()
    hasher.update(Array(bytes))
    self = hasher.finish()
  }

  /// The digest written as `hex`; nil unless it is 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    let isDigit: (UInt8) -> Bool = {
      $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
        || $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f")
    }
    guard hex.utf8.count == 64, hex.utf8.allSatisfy(isDigit) else { return nil }
    self.hex = hex
  }

  fileprivate init(digest: SHA256.Digest) {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    hex = String(decoding: text, as: UTF8.self)
  }

  /// The hexadecimal digits.
  public var description: String { hex }

  /// Orders digests by their digits.
  public static func < (left: ContentHash, right: ContentHash) -> Bool { left.hex < right.hex }

  /// Reads the hexadecimal digits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let hash = ContentHash(hex: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a SHA-256 digest: \(text)")
    }
    self = hash
  }

  /// Writes the hexadecimal digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

/// Computes a `ContentHash` piece by piece.
public struct ContentHasher {
  private var state = SHA256()

  /// Makes a hasher that has seen nothing.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { state.update(data: bytes) }

  /// Adds the bytes of a buffer.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    state.update(bufferPointer: bytes)
  }

  /// The digest of all bytes added.
  public func finish() -> ContentHash { ContentHash(digest: state.finalize()) }
}
