import Base

/// A PNG image (ISO/IEC 15948) of 8 bits per sample, not interlaced: grey, RGB, either with alpha,
/// or of a palette.
struct PNGImage: Sendable, Hashable {
  /// Rows, columns and channels: 1 grey, 2 with alpha, 3 colours, 4 with alpha.
  let shape: [Int]
  /// Rows × columns × channels; palettes are looked up.
  let pixels: [UInt8]

  private struct Header {
    var width: Int
    var height: Int
    var colour: Int

    /// Bytes of a pixel in the file.
    var bytes: Int {
      switch colour {
      case 2: 3
      case 4: 2
      case 6: 4
      default: 1
      }
    }
  }

  /// Reads a file's bytes.
  init(_ bytes: [UInt8], path: String) throws(ImageFileError) {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw .notPNG(path: path)
    }
    var header: Header?
    var palette: [UInt8] = []
    var packed: [UInt8] = []
    var isComplete = false
    var place = 8
    while !isComplete {
      guard place + 12 <= bytes.count else { throw .truncated(path: path) }
      let length = bytes.bigEndian(at: place, 4)
      guard length <= bytes.count - place - 12 else { throw .truncated(path: path) }
      let name = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      let content = bytes[place + 8..<place + 8 + length]
      let check = UInt32(bytes.bigEndian(at: place + 8 + length, 4))
      guard Checksums.crc32(bytes[place + 4..<place + 8 + length]) == check else {
        throw .checksum(chunk: name, path: path)
      }
      switch name {
      case "IHDR": header = try Self.header(content, path)
      case "PLTE": palette = Array(content)
      case "IDAT": packed += content
      case "IEND": isComplete = true
      default: break
      }
      place += 12 + length
    }
    guard let header else { throw .header(path: path) }
    let rows = try Self.unfiltered(try Self.unpacked(packed, header, path), header, path)
    if header.colour == 3 {
      guard let highest = rows.max(), 3 * Int(highest) + 3 <= palette.count else {
        throw .palette(path: path)
      }
      pixels = rows.flatMap { palette[3 * Int($0)..<3 * Int($0) + 3] }
      shape = [header.height, header.width, 3]
    } else {
      pixels = rows
      shape = [header.height, header.width, header.bytes]
    }
  }

  private static func header(_ content: ArraySlice<UInt8>, _ path: String) throws(ImageFileError)
    -> Header
  {
    guard content.count == 13 else { throw .header(path: path) }
    let header = Header(
      width: content.bigEndian(at: 0, 4), height: content.bigEndian(at: 4, 4),
      colour: content.bigEndian(at: 9, 1))
    guard [0, 2, 3, 4, 6].contains(header.colour), header.width > 0, header.height > 0,
      content.bigEndian(at: 10, 2) == 0
    else { throw .header(path: path) }
    let depth = content.bigEndian(at: 8, 1)
    guard depth == 8 else { throw .depth(depth, path: path) }
    guard content.bigEndian(at: 12, 1) == 0 else { throw .interlaced(path: path) }
    guard header.width <= 16_384, header.height <= 16_384 else {
      throw .tooLarge(width: header.width, height: header.height, path: path)
    }
    return header
  }

  /// The filtered rows of a zlib stream (RFC 1950).
  private static func unpacked(_ packed: [UInt8], _ header: Header, _ path: String)
    throws(ImageFileError) -> [UInt8]
  {
    let expected = header.height * (1 + header.width * header.bytes)
    guard packed.count >= 6, packed[0] & 0x0F == 8, packed[1] & 0x20 == 0,
      packed.bigEndian(at: 0, 2) % 31 == 0
    else { throw .unpacking(path: path) }
    let rows: [UInt8]
    let used: Int
    do {
      (rows, used) = try Inflate.unpack(packed[2...], expecting: expected, limit: expected)
    } catch { throw .unpacking(path: path) }
    guard rows.count == expected else {
      throw .length(expected: expected, found: rows.count, path: path)
    }
    guard packed.count >= 2 + used + 4,
      Checksums.adler32(rows) == UInt32(packed.bigEndian(at: 2 + used, 4))
    else { throw .unpacking(path: path) }
    return rows
  }

  /// Undoes the filter that each row begins with (section 9 of the standard).
  private static func unfiltered(_ rows: [UInt8], _ header: Header, _ path: String)
    throws(ImageFileError) -> [UInt8]
  {
    let step = header.bytes
    let width = header.width * step
    var pixels = [UInt8](repeating: 0, count: header.height * width)
    for row in 0..<header.height {
      let filter = Int(rows[row * (width + 1)])
      guard filter < 5 else { throw .filter(filter, row: row, path: path) }
      for x in 0..<width {
        let place = row * width + x
        let left = x >= step ? Int(pixels[place - step]) : 0
        let up = row > 0 ? Int(pixels[place - width]) : 0
        let corner = x >= step && row > 0 ? Int(pixels[place - width - step]) : 0
        let guess =
          switch filter {
          case 1: left
          case 2: up
          case 3: (left + up) / 2
          case 4: paeth(left, up, corner)
          default: 0
          }
        pixels[place] = rows[row * (width + 1) + 1 + x] &+ UInt8(guess)
      }
    }
    return pixels
  }

  /// Whichever of the three is nearest to left + up − corner.
  private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
    let guess = left + up - corner
    let (a, b, c) = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return a <= b && a <= c ? left : b <= c ? up : corner
  }
}
