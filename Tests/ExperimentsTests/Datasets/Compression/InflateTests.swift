import Base
import Testing

@testable import Experiments

@Suite("unpacking deflate streams")
struct InflateTests {
  /// Texts that repeat, numbers that do not, and nothing.
  private static let contents: [[UInt8]] = {
    var stream = RandomStream(seed: 3, purpose: "deflate")
    let noise = (0..<3000).map { _ in UInt8(truncatingIfNeeded: stream.nextWord()) }
    let words = (0..<2000).map { _ in UInt8(ascii: "a") + UInt8(stream.below(4)) }
    return [[], [7], [UInt8](repeating: 9, count: 70_000), noise, words, noise + words + noise]
  }()

  @Test("what gzip packed comes back", arguments: [1, 6, 9])
  func roundTrip(level: Int) throws {
    for content in Self.contents {
      let packed = try Packing.deflated(content, level: level)
      let (output, used) = try Inflate.unpack(packed + [1, 2, 3], limit: content.count)
      #expect(output == content)
      #expect(used == packed.count)
    }
  }

  @Test("stored blocks are copied")
  func stored() throws {
    let packed: [UInt8] = [0, 3, 0, 0xFC, 0xFF, 5, 6, 7, 1, 1, 0, 0xFE, 0xFF, 8]
    let (output, used) = try Inflate.unpack(packed + [9], limit: 4)
    #expect(output == [5, 6, 7, 8])
    #expect(used == packed.count)
  }

  @Test("what is cut short, damaged or too long is told apart")
  func faults() throws {
    let content = Self.contents[4]
    let packed = try Packing.deflated(content)
    for count in [0, 1, packed.count / 2, packed.count - 1] {
      #expect(throws: Inflate.Fault.truncated) {
        try Inflate.unpack(packed[..<count], limit: content.count)
      }
    }
    #expect(throws: Inflate.Fault.tooLong) {
      try Inflate.unpack(packed, limit: content.count - 1)
    }
    // A block of the reserved type; a length without its complement; a distance before the start.
    for bytes: [UInt8] in [[7], [1, 3, 0, 0, 0, 1, 2, 3], [3, 2, 0]] {
      #expect(throws: Inflate.Fault.self) { try Inflate.unpack(bytes, limit: 100) }
    }
  }

  @Test("any damage ends with a fault or other bytes, never a crash")
  func damage() throws {
    let packed = try Packing.deflated(Self.contents[4])
    for place in 0..<min(packed.count, 300) {
      var damaged = packed
      damaged[place] ^= 1 << UInt8(place % 8)
      _ = try? Inflate.unpack(damaged, limit: 5000)
    }
  }

  @Test("checksums of the published examples")
  func checksums() {
    // The check value of CRC-32 in the catalogue of parametrised CRCs, and RFC 1950's Adler-32.
    #expect(Checksums.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(Checksums.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
    #expect(Checksums.crc32([]) == 0)
    #expect(Checksums.adler32([]) == 1)
  }
}
