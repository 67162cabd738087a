import Base

@testable import Experiments

extension FuzzReader {
  static let imageReaders: [FuzzReader] = [inflate, png]

  private static let inflate = FuzzReader(
    name: "inflate", cases: 2000,
    corpus: {
      [
        SeedFiles.dynamicDeflate, SeedFiles.fixedDeflate,
        [0, 3, 0, 0xFC, 0xFF, 5, 6, 7, 1, 1, 0, 0xFE, 0xFF, 8],
      ]
    },
    accepts: { bytes in
      let limit = 1 << 20
      guard let (output, used) = try? Inflate.unpack(bytes, expecting: 1 << 60, limit: limit) else {
        return false
      }
      try require(output.count <= limit && used <= bytes.count, "more than was allowed")
      return true
    })

  private static let png = FuzzReader(
    name: "png", cases: 1500,
    corpus: { [SeedFiles.greyPNG, SeedFiles.colourPNG, SeedFiles.palettePNG] },
    tokens: ["IHDR", "PLTE", "IDAT", "IEND"], seal: SeedFiles.sealedPNG,
    accepts: { bytes in
      guard let image = try? PNGImage(bytes, path: "a.png") else { return false }
      try require(image.pixels.count == image.shape.reduce(1, *), "pixels are lost or invented")
      return true
    })
}
