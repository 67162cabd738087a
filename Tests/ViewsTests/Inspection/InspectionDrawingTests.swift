import Base
import Foundation
import Testing

@testable import Views

@Suite("drawings of inspected samples")
struct InspectionDrawingTests {
  /// A picture of 4×4 pixels and 2×2 players, or a table of two features.
  private static func inspection(
    isImage: Bool = true, name: String = "study",
    interactions: [SampleInspection.Interaction] = [
      .init(kind: .and, players: [0, 3], value: 2), .init(kind: .or, players: [1], value: -1.5),
      .init(kind: .and, players: [0, 1, 2], value: 0.5),
    ]
  ) -> SampleInspection {
    let input = SampleInspection.Picture(
      height: 4, width: 4, channels: 1, levels: (0..<16).map { UInt8($0 * 17) })
    let masked = SampleInspection.Picture(
      height: 4, width: 4, channels: 1, levels: [UInt8](repeating: 128, count: 16))
    let owners: [Int?] = (0..<16).map { $0 / 8 * 2 + $0 % 4 / 2 }
    return SampleInspection(
      study: name, cell: "seed=0", model: "main", checkpoint: 2, sample: "main.test/17", label: 3,
      predicted: 5, playedClass: 3, output: "log-odds", measure: "game",
      players: (0..<4).map { player in
        isImage
          ? SampleInspection.Player(name: "row \(player / 2), column \(player % 2)")
          : SampleInspection.Player(name: "age", values: [Double(player)], absentValues: [0])
      },
      image: isImage ? .init(input: input, masked: masked, players: owners) : nil, grand: 3.25,
      empty: -1, source: .computed,
      attributions: interactions.isEmpty ? [] : [1.5, -0.5, 0.25, 1], interactions: interactions)
  }

  private static func parsed(_ svg: String) -> Bool {
    let parser = XMLParserProbe()
    return parser.reads(svg)
  }

  @Test("of an image: pictures, values, links; the same bytes twice; well-formed")
  func image() {
    let svg = InspectionDrawing.svg(of: Self.inspection())
    #expect(svg == InspectionDrawing.svg(of: Self.inspection()))
    #expect(Self.parsed(svg))
    #expect(svg.components(separatedBy: "<image ").count == 5)
    #expect(svg.contains("v(N) = +3.25"))
    #expect(svg.contains("v(∅) = −1<"))
    #expect(svg.contains("main.test/17 seen by main@2"))
    #expect(svg.contains("or {1}"))
    // Blue raises, vermillion lowers, OR is dashed.
    #expect(svg.contains("#0072B2") && svg.contains("#D55E00"))
    #expect(svg.contains("stroke-dasharray"))
    #expect(!svg.contains("http://") || svg.components(separatedBy: "http://").count == 2)
  }

  @Test("of other inputs: bars with names and values, no picture")
  func table() {
    let svg = InspectionDrawing.svg(of: Self.inspection(isImage: false))
    #expect(Self.parsed(svg))
    #expect(!svg.contains("<image "))
    #expect(svg.contains("age = 3"))
  }

  @Test("without interactions it says why")
  func nothing() {
    let svg = InspectionDrawing.svg(of: Self.inspection(interactions: []))
    #expect(Self.parsed(svg))
    #expect(svg.contains("4 players: too many for all their sets"))
    #expect(svg.components(separatedBy: "<image ").count == 3)
  }

  @Test(
    "hostile names stay text",
    arguments: ["<script>alert(1)</script>", "a\"b'c", "&amp;", "\u{1}\u{1F}", "日本\n"])
  func hostile(_ name: String) {
    let svg = InspectionDrawing.svg(of: Self.inspection(name: name))
    #expect(Self.parsed(svg))
    #expect(!svg.contains("<script>"))
  }

  @Test("a picture's PNG holds its pixels: signature, size, checksums, rows")
  func png() throws {
    let picture = SampleInspection.Picture(
      height: 2, width: 1, channels: 3, levels: [1, 2, 3, 4, 5, 6])
    let bytes = PNGPicture.bytes(of: picture)
    #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let header: [UInt8] = [0, 0, 0, 13] + Array("IHDR".utf8)
    let size: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 2, 8, 2, 0, 0, 0]
    #expect(Array(bytes[8..<16]) == header)
    #expect(Array(bytes[16..<29]) == size)
    let rows: [UInt8] = [0, 1, 2, 3, 0, 4, 5, 6]
    let begin: [UInt8] = [0x78, 0x01, 1, 8, 0, 0xF7, 0xFF]
    let stored = begin + rows
    #expect(Array(bytes[41..<41 + stored.count]) == stored)
    // CRC-32 of the empty last chunk, as in every PNG file.
    let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    #expect(Array(bytes.suffix(12)) == end)
  }

  @Test("outlines run between players, areas cover their pixels")
  func outlines() throws {
    let image = try #require(Self.inspection().image)
    let outlines = PlayerOutlines(image, scale: 10)
    #expect(outlines.path(x: 0, y: 0) == "M0 0H40M0 20H40M0 40H40M0 0V40M20 0V40M40 0V40")
    #expect(outlines.area(of: 3, x: 0, y: 0) == "M20 20h20v10h-20zM20 30h20v10h-20z")
    #expect(outlines.centres.map { $0?.x } == [10, 30, 10, 30])
    #expect(outlines.corners.map { $0?.y } == [0, 0, 20, 20])
  }
}

/// Whether a text is well-formed XML: tags close in order, no stray markup, quotes paired.
private struct XMLParserProbe {
  func reads(_ text: String) -> Bool {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return false }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("?") { continue }
      guard tag.count(where: { $0 == "\"" }).isMultiple(of: 2), !tag.contains("<") else {
        return false
      }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { $0 != " " })
      }
    }
    return open.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" }
  }
}
