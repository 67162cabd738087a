import Base
import Testing

@testable import Experiments

@Suite("PNG images")
struct PNGImageTests {
  /// Rows of filtered bytes, by the definitions of the standard.
  private func filtered(_ pixels: [UInt8], width: Int, step: Int, filters: [Int]) -> [UInt8] {
    let row = width * step
    func at(_ y: Int, _ x: Int) -> Int { y < 0 || x < 0 ? 0 : Int(pixels[y * row + x]) }
    return filters.enumerated().flatMap { y, filter in
      [UInt8(filter)]
        + (0..<row).map { x in
          let (a, b, c) = (at(y, x - step), at(y - 1, x), at(y - 1, x - step))
          let nearest = [(abs(b - c), a), (abs(a - c), b), (abs(a + b - 2 * c), c)]
            .min { $0.0 < $1.0 }
          let guess = [0, a, b, (a + b) / 2, nearest?.1 ?? 0][filter]
          return UInt8(truncatingIfNeeded: at(y, x) - guess)
        }
    }
  }

  private func noise(_ count: Int) -> [UInt8] {
    var stream = RandomStream(seed: 1, purpose: "pixels")
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.nextWord()) }
  }

  @Test(
    "grey and colour, with and without alpha, through all filters",
    arguments: [(0, 1), (2, 3), (4, 2), (6, 4)])
  func kinds(colour: Int, channels: Int) throws {
    let (width, height) = (7, 11)
    let pixels = noise(width * height * channels)
    let filters = (0..<height).map { $0 % 5 }
    let file = try Packing.png(
      width: width, height: height, colour: colour,
      rows: filtered(pixels, width: width, step: channels, filters: filters))
    let image = try PNGImage(file, path: "a.png")
    #expect(image.shape == [height, width, channels])
    #expect(image.pixels == pixels)
  }

  @Test("a palette is looked up")
  func palette() throws {
    let file = try Packing.png(
      width: 2, height: 2, colour: 3, rows: [0, 1, 0, 0, 0, 1], palette: [9, 8, 7, 30, 20, 10])
    let image = try PNGImage(file, path: "a.png")
    #expect(image.shape == [2, 2, 3])
    #expect(image.pixels == [30, 20, 10, 9, 8, 7, 9, 8, 7, 30, 20, 10])
  }

  @Test("alpha is left out; grey is the weighted mean of colours")
  func channels() throws {
    func image(_ channels: Int, _ pixels: [UInt8]) throws -> PNGImage {
      try PNGImage(
        Packing.png(
          width: 1, height: 1, colour: [1: 0, 2: 4, 3: 2, 4: 6][channels] ?? 0,
          rows: [0] + pixels), path: "a.png")
    }
    #expect(try image(1, [5]).with(channels: 3).pixels == [5, 5, 5])
    #expect(try image(2, [5, 9]).with(channels: 1).pixels == [5])
    #expect(try image(2, [5, 9]).with(channels: 3).pixels == [5, 5, 5])
    #expect(try image(4, [1, 2, 3, 9]).with(channels: 3).pixels == [1, 2, 3])
    // 0.299 · 100 + 0.587 · 50 + 0.114 · 10 = 60.39.
    #expect(try image(3, [100, 50, 10]).with(channels: 1).pixels == [60])
    #expect(try image(4, [1, 2, 3, 9]).with(channels: 3).shape == [1, 1, 3])
  }

  @Test("bad images: what was found, and what to do")
  func faults() throws {
    let rows: [UInt8] = [0, 1, 2, 0, 3, 4]
    let good = try Packing.png(width: 2, height: 2, colour: 0, rows: rows)
    var crc = good
    crc[20] ^= 1
    var data = good
    data[good.count - 20] ^= 1
    let again = "write or fetch the file again"
    let convert = "convert it to a PNG image of 8 bits, not interlaced"
    let cases: [([UInt8], String)] = [
      (Array("GIF89a".utf8), "a.png: not a PNG image\n  \(convert)"),
      (Array(good.dropLast(15)), "a.png: the image is cut short\n  \(again)"),
      (crc, "a.png: chunk IHDR has a wrong checksum (CRC-32)\n  \(again)"),
      (data, "a.png: chunk IDAT has a wrong checksum (CRC-32)\n  \(again)"),
      (
        try Packing.png(width: 2, height: 2, colour: 0, rows: rows, depth: 16),
        "a.png: 16 bits per sample, not 8\n  \(convert)"
      ),
      (
        try Packing.png(width: 2, height: 2, colour: 0, rows: rows, interlace: 1),
        "a.png: the image is interlaced\n  \(convert)"
      ),
      (
        try Packing.png(width: 2, height: 2, colour: 1, rows: rows),
        "a.png: the image's header is not legal\n  \(again)"
      ),
      (
        try Packing.png(width: 2, height: 3, colour: 0, rows: rows),
        "a.png: 6 bytes of pixels, not 9\n  \(again)"
      ),
      (
        try Packing.png(width: 2, height: 2, colour: 0, rows: [0, 1, 2, 7, 3, 4]),
        "a.png: row 1 has unknown filter 7\n  \(again)"
      ),
      (
        try Packing.png(width: 2, height: 2, colour: 3, rows: rows, palette: [1, 2, 3]),
        "a.png: a pixel names a colour the palette does not have\n  \(again)"
      ),
      (
        try Packing.png(width: 1, height: 2, colour: 0, rows: rows),
        "a.png: the pixels cannot be unpacked\n  \(again)"
      ),
      (
        try Packing.png(width: 20_000, height: 1, colour: 0, rows: rows),
        "a.png: 20000×1 pixels, more than 16,384 a side\n  make it smaller"
      ),
    ]
    for (bytes, words) in cases {
      let error = #expect(throws: ImageFileError.self) { try PNGImage(bytes, path: "a.png") }
      #expect(error?.description == words)
    }
    // The pixels' own checksum, under a right one of the chunk.
    let wrong = try [0x78, 0x9C] + Packing.deflated(rows) + [1, 2, 3, 4]
    let header = Packing.big(2, 4) + Packing.big(2, 4) + [8, 0, 0, 0, 0]
    let file =
      Packing.pngSignature + Packing.chunk("IHDR", header) + Packing.chunk("IDAT", wrong)
      + Packing.chunk("IEND", [])
    let error = #expect(throws: ImageFileError.self) { try PNGImage(file, path: "a.png") }
    #expect(error == .unpacking(path: "a.png"))
  }
}
