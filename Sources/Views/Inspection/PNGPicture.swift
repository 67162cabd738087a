import Base

/// A picture as a PNG file (ISO/IEC 15948), not compressed: pictures of samples are small, and the
/// bytes depend on nothing but the pixels.
enum PNGPicture {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The bytes of the file.
  static func bytes(of picture: SampleInspection.Picture) -> [UInt8] {
    let row = picture.width * picture.channels
    // Each row begins with its filter, none.
    let rows = (0..<picture.height).flatMap { y in
      [0] + picture.levels[y * row..<(y + 1) * row]
    }
    let colour: UInt8 = picture.channels == 3 ? 2 : 0
    return signature
      + chunk(
        "IHDR",
        bigEndian(UInt32(picture.width)) + bigEndian(UInt32(picture.height)) + [8, colour, 0, 0, 0])
      + chunk("IDAT", zlib(rows)) + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + named + bigEndian(Checksums.crc32(named))
  }

  /// Stored blocks of RFC 1951 in a stream of RFC 1950.
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    let most = 65535
    var stream: [UInt8] = [0x78, 0x01]
    var place = 0
    repeat {
      let count = min(most, bytes.count - place)
      let isLast: UInt8 = place + count == bytes.count ? 1 : 0
      let low = UInt8(count & 0xFF)
      let high = UInt8(count >> 8)
      stream += [isLast, low, high, ~low, ~high] + bytes[place..<place + count]
      place += count
    } while place < bytes.count
    return stream + bigEndian(Checksums.adler32(bytes))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
