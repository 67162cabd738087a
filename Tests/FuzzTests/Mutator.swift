import Base

/// Makes damaged inputs from whole ones, the same ones each time for the same seed.
///
/// What a reader accepted joins the corpus, so damage adds up without being refused at once.
struct Mutator {
  private var random: RandomStream
  private var corpus: [[UInt8]]
  /// Pieces that mean something to the reader.
  private let tokens: [[UInt8]]
  private let wholeCount: Int

  /// The largest input made, bytes.
  static let longest = 1 << 16
  /// How many inputs are kept beside the whole ones.
  private static let kept = 200

  init(corpus: [[UInt8]], tokens: [[UInt8]] = [], seed: UInt64, purpose: String) {
    precondition(!corpus.isEmpty, "there is nothing to damage")
    self.corpus = corpus
    self.tokens = tokens
    wholeCount = corpus.count
    random = RandomStream(seed: seed, purpose: purpose)
  }

  /// Whether the next of `count` equally likely things happens.
  mutating func oneIn(_ count: Int) -> Bool { random.below(count) == 0 }

  /// The next input: one of the corpus with one to four changes.
  mutating func next() -> [UInt8] {
    var bytes = corpus[random.below(corpus.count)]
    for _ in 0...random.below(4) { change(&bytes) }
    return Array(bytes.prefix(Self.longest))
  }

  /// Keeps an input that was accepted, in place of an earlier one when there are many.
  mutating func keep(_ bytes: [UInt8]) {
    if corpus.count < wholeCount + Self.kept {
      corpus.append(bytes)
    } else {
      corpus[wholeCount + random.below(Self.kept)] = bytes
    }
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = corpus[random.below(wholeCount)]
      return
    }
    let place = random.below(bytes.count)
    switch random.below(11) {
    case 0: bytes[place] ^= 1 << UInt8(random.below(8))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: random.nextWord())
    case 2:
      let count = 1 + random.below(8)
      let noise = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.nextWord()) }
      bytes.insert(contentsOf: noise, at: place)
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(32)))
    case 4: bytes.removeSubrange(place...)
    case 5:
      let end = min(bytes.count, place + 1 + random.below(64))
      bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
    case 6:
      let other = corpus[random.below(corpus.count)]
      bytes = Array(bytes[..<place]) + other.dropFirst(random.below(other.count + 1))
    case 7:
      writeInteger(in: &bytes) { random, _ in Self.integers[random.below(Self.integers.count)] }
    case 8:
      // A length field that is a little off, twice as large, or as long as the file.
      let length = UInt64(bytes.count)
      writeInteger(in: &bytes) { random, old in
        switch random.below(4) {
        case 0: old &+ 1
        case 1: old &- 1
        case 2: old &* 2
        default: length &- UInt64(random.below(16))
        }
      }
    case 9: writeDecimal(in: &bytes)
    default:
      guard !tokens.isEmpty else { return }
      bytes.insert(contentsOf: tokens[random.below(tokens.count)], at: place)
    }
  }

  private static let integers: [UInt64] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 32,
    1 << 40, 1 << 60, 1 << 62, UInt64(Int.max), 1 << 63, .max, UInt64(bitPattern: -46),
  ]

  /// Changes the integer of 1, 2, 4 or 8 bytes at some place, low or high byte first.
  private mutating func writeInteger(
    in bytes: inout [UInt8], _ change: (inout RandomStream, UInt64) -> UInt64
  ) {
    let width = 1 << random.below(4)
    guard bytes.count >= width else { return }
    let place = random.below(bytes.count - width + 1)
    let isBig = random.below(2) == 0
    let places = (0..<width).map { place + (isBig ? width - 1 - $0 : $0) }
    let old = places.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) }
    let new = change(&random, old)
    for (shift, place) in places.enumerated() {
      bytes[place] = UInt8(truncatingIfNeeded: new >> UInt64(8 * shift))
    }
  }

  private static let decimals = [
    "0", "-1", "1", "255", "65536", "4294967296", "1152921504606846976", "4611686018427387904",
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e308", "1e999",
    "-0.0", "1e-400", "0.5", "nan", "1e30",
  ].map { Array($0.utf8) }

  /// Replaces a number in digits by another one.
  private mutating func writeDecimal(in bytes: inout [UInt8]) {
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    let start = random.below(bytes.count)
    guard let first = bytes[start...].firstIndex(where: isDigit) else { return }
    let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(first..<end, with: Self.decimals[random.below(Self.decimals.count)])
  }
}
