/// Unpacks raw deflate streams (RFC 1951), as PNG and zip files hold them.
///
/// Gzip files go through the system's gzip, which is faster; it knows neither zlib's wrapping nor
/// members of zip files, and starting it for each of many small images would cost more.
struct Inflate {
  /// Why a stream cannot be unpacked.
  enum Fault: Error, Sendable, Hashable {
    case truncated, corrupt, tooLong
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0
  /// Bits read and not used, the first lowest.
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  private let limit: Int
  /// Bytes that one packed byte can stand for: four repetitions of 258 at one bit each and their
  /// distances.
  private static let highestRatio = 1032

  private init(_ bytes: UnsafeBufferPointer<UInt8>, expecting size: Int, limit: Int) {
    self.bytes = bytes
    self.limit = limit
    // What a file promises is believed as far as its bytes could hold it.
    let most = bytes.count.multipliedReportingOverflow(by: Self.highestRatio)
    output.reserveCapacity(min(size, limit, most.overflow ? .max : most.partialValue))
  }

  /// The unpacked bytes and how many packed ones they took.
  ///
  /// Throws when more than `limit` come out.
  static func unpack(_ packed: some Collection<UInt8>, expecting size: Int = 0, limit: Int)
    throws(Fault) -> (output: [UInt8], used: Int)
  {
    let array = Array(packed)
    let result = array.withUnsafeBufferPointer { bytes in
      Result { () throws(Fault) in
        var stream = Inflate(bytes, expecting: size, limit: limit)
        try stream.run()
        return (stream.output, stream.place - stream.bitCount / 8)
      }
    }
    return try result.get()
  }

  private mutating func run() throws(Fault) {
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try copyStored()
      case 1: try decode(Self.fixedLengths, Self.fixedDistances)
      case 2:
        let (lengths, distances) = try readCodes()
        try decode(lengths, distances)
      default: throw .corrupt
      }
    }
  }

  // MARK: - Bits

  private mutating func take(_ count: Int) throws(Fault) -> Int {
    while bitCount < count {
      guard place < bytes.count else { throw .truncated }
      bits |= UInt32(bytes[place]) << UInt32(bitCount)
      place += 1
      bitCount += 8
    }
    let value = bits & ((1 << UInt32(count)) - 1)
    bits >>= UInt32(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func copyStored() throws(Fault) {
    // The rest of the byte is passed over; whole bytes read ahead are given back.
    place -= bitCount / 8
    bits = 0
    bitCount = 0
    guard place + 4 <= bytes.count else { throw .truncated }
    let count = Int(bytes[place]) | Int(bytes[place + 1]) << 8
    let check = Int(bytes[place + 2]) | Int(bytes[place + 3]) << 8
    guard count == ~check & 0xFFFF else { throw .corrupt }
    place += 4
    guard place + count <= bytes.count else { throw .truncated }
    guard output.count + count <= limit else { throw .tooLong }
    output.append(contentsOf: bytes[place..<place + count])
    place += count
  }

  // MARK: - Codes

  /// A canonical Huffman code: how many codes there are of each length, and the symbols in order.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    /// The code in which symbol k has `lengths[k]` bits, 0 for none.
    init(_ lengths: some Collection<Int>) throws(Fault) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      var left = 1
      for length in 1..<16 {
        left = 2 * left - counts[length]
        guard left >= 0 else { throw .corrupt }
      }
      for length in 1..<16 {
        for (symbol, own) in lengths.enumerated() where own == length { symbols.append(symbol) }
      }
    }

    init(fixed lengths: [Int]) {
      for length in lengths { counts[length] += 1 }
      for length in 1..<16 {
        for (symbol, own) in lengths.enumerated() where own == length { symbols.append(symbol) }
      }
    }
  }

  private static let fixedLengths = Code(
    fixed: [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
      + [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8))
  private static let fixedDistances = Code(fixed: [Int](repeating: 5, count: 30))

  /// The next symbol: codes of one length follow each other, after twice the shorter ones.
  private mutating func symbol(of code: Code) throws(Fault) -> Int {
    var value = 0
    var first = 0
    var index = 0
    for length in 1..<16 {
      value |= try take(1)
      let count = code.counts[length]
      if value - first < count { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw .corrupt
  }

  /// The codes that a block begins with.
  private mutating func readCodes() throws(Fault) -> (Code, Code) {
    let lengthCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let orderCount = try take(4) + 4
    guard lengthCount <= 286, distanceCount <= 30 else { throw .corrupt }
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var own = [Int](repeating: 0, count: 19)
    for index in 0..<orderCount { own[order[index]] = try take(3) }
    let code = try Code(own)
    var lengths: [Int] = []
    while lengths.count < lengthCount + distanceCount {
      let symbol = try symbol(of: code)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw .corrupt }
        lengths += [Int](repeating: last, count: 3 + (try take(2)))
      case 17: lengths += [Int](repeating: 0, count: 3 + (try take(3)))
      case 18: lengths += [Int](repeating: 0, count: 11 + (try take(7)))
      default: lengths.append(symbol)
      }
    }
    guard lengths.count == lengthCount + distanceCount, lengths[256] > 0 else { throw .corrupt }
    return (try Code(lengths[..<lengthCount]), try Code(lengths[lengthCount...]))
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]

  private mutating func decode(_ lengths: Code, _ distances: Code) throws(Fault) {
    while true {
      let symbol = try symbol(of: lengths)
      if symbol < 256 {
        guard output.count < limit else { throw .tooLong }
        output.append(UInt8(symbol))
        continue
      }
      guard symbol > 256 else { return }
      guard symbol - 257 < Self.lengthBases.count else { throw .corrupt }
      let count = Self.lengthBases[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
      let place = try self.symbol(of: distances)
      guard place < Self.distanceBases.count else { throw .corrupt }
      let distance = Self.distanceBases[place] + (try take(max(0, place / 2 - 1)))
      guard distance <= output.count else { throw .corrupt }
      guard output.count + count <= limit else { throw .tooLong }
      // What is copied may be what was just written.
      for _ in 0..<count { output.append(output[output.count - distance]) }
    }
  }
}
