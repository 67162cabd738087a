import Crypto

/// A SHA-256 digest: the identity of a content or of a stage.
public struct ContentHash: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  /// The digest's 32 bytes as big-endian words, so that words compare as digits do.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The digest of `bytes`.
  public init(of bytes: some Sequence<UInt8>) {
    var hasher = ContentHasher()
    hasher.update(Array(bytes))
    self = hasher.finish()
  }

  /// The digest written as `hex`; nil unless it is 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    var hex = hex
    let words = hex.withUTF8 { digits -> (UInt64, UInt64, UInt64, UInt64)? in
      guard digits.count == 64 else { return nil }
      func word(_ index: Int) -> UInt64? {
        var word: UInt64 = 0
        for digit in digits[index * 16..<index * 16 + 16] {
          switch digit {
          case UInt8(ascii: "0")...UInt8(ascii: "9"):
            word = word << 4 | UInt64(digit - UInt8(ascii: "0"))
          case UInt8(ascii: "a")...UInt8(ascii: "f"):
            word = word << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
          default: return nil
          }
        }
        return word
      }
      guard let first = word(0), let second = word(1), let third = word(2), let last = word(3)
      else { return nil }
      return (first, second, third, last)
    }
    guard let words else { return nil }
    self.words = words
  }

  /// The digest whose 32 bytes are at the start of `bytes`; nil when there are fewer.
  public init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 32 else { return nil }
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    words = (word(0), word(1), word(2), word(3))
  }

  /// The 64 lower-case hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 64) { text in
      var place = 0
      withBytes { bytes in
        for byte in bytes {
          text[place] = Self.digit(byte >> 4)
          text[place + 1] = Self.digit(byte & 15)
          place += 2
        }
      }
      return place
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// Calls `body` with the 32 bytes.
  public func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    let ordered = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    withUnsafeBytes(of: ordered, body)
  }

  /// The first 60 bits: a place for the digest among numbers.
  public var prefix60: Int { Int(words.0 >> 4) }

  /// Whether the digests are the same.
  public static func == (left: ContentHash, right: ContentHash) -> Bool {
    left.words == right.words
  }

  /// Feeds a hasher; every word of a digest is as random as the others.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  /// The hexadecimal digits.
  public var description: String { hex }

  /// Orders digests by their digits.
  public static func < (left: ContentHash, right: ContentHash) -> Bool { left.words < right.words }

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
  public func finish() -> ContentHash {
    guard let hash = state.finalize().withUnsafeBytes({ ContentHash(bytes: $0) }) else {
      preconditionFailure("a SHA-256 digest has 32 bytes")
    }
    return hash
  }
}
