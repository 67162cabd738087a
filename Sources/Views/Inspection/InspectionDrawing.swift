import Base
import Foundation

/// Draws what a network makes of one sample as an SVG file for a paper.
///
/// Of an image: the input with its players, the input masked, what each player contributes and which of
/// them interact, on the picture itself; of other inputs: bars. Blue raises v, vermillion lowers it.
public struct InspectionDrawing {
  static let raises = "#0072B2"
  static let lowers = "#D55E00"
  static let quiet = "#555555"

  /// The sides of pictures, the space between them and around all.
  private static let side = 168.0
  private static let gap = 24.0
  private static let margin = 20.0
  private static let width = 2 * margin + 4 * side + 3 * gap

  private let inspection: SampleInspection
  private var svg: SVGDocument
  /// The lower end of what is drawn so far.
  private var y = 0.0

  /// The text of the SVG file.
  public static func svg(of inspection: SampleInspection) -> String {
    var drawing = InspectionDrawing(inspection)
    drawing.drawTitle()
    if let image = inspection.image { drawing.draw(image) }
    drawing.drawBars()
    drawing.drawLegend()
    return drawing.svg.text(height: drawing.y + margin)
  }

  private init(_ inspection: SampleInspection) {
    self.inspection = inspection
    svg = SVGDocument(width: Self.width, title: Self.title(inspection), font: FigureStyle().font)
  }

  private static func title(_ inspection: SampleInspection) -> String {
    "\(inspection.study): \(inspection.sample) seen by \(inspection.model)@\(inspection.checkpoint)"
  }

  private mutating func drawTitle() {
    y = Self.margin + 12
    svg.add(text: Self.title(inspection), x: Self.margin, y: y, size: 14, bold: true)
    y += 17
    let says = inspection.predicted.map { ", the network says \($0)" } ?? ""
    svg.add(
      text: "class \(inspection.label)\(says); v: \(inspection.output) of class"
        + " \(inspection.playedClass); game of \(inspection.measure); cell \(inspection.cell)",
      x: Self.margin, y: y, colour: Self.quiet)
    if inspection.image == nil {
      y += 17
      svg.add(
        text: "v(N) = \(Self.signed(inspection.grand)), v(∅) = \(Self.signed(inspection.empty))",
        x: Self.margin, y: y)
    }
    y += 12
  }

  // MARK: Pictures

  private mutating func draw(_ image: SampleInspection.Image) {
    let scale = Self.side / Double(max(image.input.height, image.input.width))
    let shape = PlayerOutlines(image, scale: scale)
    let high = Double(image.input.height) * scale
    let wide = Double(image.input.width) * scale
    func left(_ panel: Int) -> Double {
      Self.margin + Double(panel) * (Self.side + Self.gap) + (Self.side - wide) / 2
    }
    let top = y + 22
    func caption(_ svg: inout SVGDocument, _ panel: Int, _ above: String, _ below: String) {
      let middle = left(panel) + wide / 2
      svg.add(text: above, x: middle, y: top - 7, size: 12, anchor: .middle, bold: true)
      svg.add(text: below, x: middle, y: top + high + 16, anchor: .middle)
    }
    func picture(_ svg: inout SVGDocument, _ panel: Int, _ picture: SampleInspection.Picture) {
      svg.add(
        png: PNGPicture.bytes(of: picture), x: left(panel), y: top, width: wide, height: high)
    }
    func outlines(_ svg: inout SVGDocument, _ panel: Int, isFaint: Bool) {
      let path = shape.path(x: left(panel), y: top)
      if !isFaint { svg.add(path: path, colour: "#ffffff", width: 1.8, opacity: 0.85) }
      svg.add(path: path, colour: isFaint ? "#999999" : "#000000", width: 0.6)
    }

    picture(&svg, 0, image.input)
    outlines(&svg, 0, isFaint: false)
    if shape.areNumbersLegible {
      for (player, place) in shape.corners.enumerated() {
        guard let place else { continue }
        svg.add(
          text: "\(player)", x: left(0) + place.x + 2.5, y: top + place.y + 9.5, size: 8.5,
          halo: true)
      }
    }
    caption(&svg, 0, "input", "v(N) = \(Self.signed(inspection.grand))")
    picture(&svg, 1, image.masked)
    outlines(&svg, 1, isFaint: false)
    caption(&svg, 1, "all players absent", "v(∅) = \(Self.signed(inspection.empty))")
    if !inspection.attributions.isEmpty {
      picture(&svg, 2, image.input)
      fade(&svg, left(2), top, wide, high, by: 0.9)
      let most = inspection.attributions.map(abs).max() ?? 0
      for (player, value) in inspection.attributions.enumerated() where most > 0 {
        let path = shape.area(of: player, x: left(2), y: top)
        guard !path.isEmpty else { continue }
        svg.add(fill: path, colour: Self.colour(value), opacity: abs(value) / most)
      }
      outlines(&svg, 2, isFaint: true)
      caption(&svg, 2, "Shapley values", "up to ±\(Self.plain(most))")
      picture(&svg, 3, image.input)
      fade(&svg, left(3), top, wide, high, by: 0.72)
      outlines(&svg, 3, isFaint: true)
      InteractionLinks(inspection, centres: shape.centres).draw(
        into: &svg, x: left(3), y: top)
      caption(
        &svg, 3, "strongest interactions",
        "\(inspection.interactions.count) sets, up to ±\(Self.plain(strongest))")
    }
    y = top + high + 26
  }

  private func fade(
    _ svg: inout SVGDocument, _ x: Double, _ y: Double, _ width: Double, _ height: Double,
    by share: Double
  ) {
    svg.add(rectangle: (x, y, width, height), colour: "#ffffff", opacity: share)
  }

  private var strongest: Double { abs(inspection.interactions.first?.value ?? 0) }

  // MARK: Bars

  private mutating func drawBars() {
    guard !inspection.attributions.isEmpty else { return drawAbsence() }
    let isImage = inspection.image != nil
    // Names of features are long: their bars stand below each other.
    let all = Self.width - 2 * Self.margin
    let width = isImage ? (all - Self.gap) / 2 : all
    let longest = isImage ? 26 : 56
    let players = inspection.attributions.enumerated().sorted {
      (abs($0.element), $1.offset) > (abs($1.element), $0.offset)
    }.prefix(Self.mostBars).map { (self.label(of: $0.offset, longest), $0.element) }
    let sets = inspection.interactions.prefix(Self.mostBars).map {
      (self.label(of: $0, longest), $0.value)
    }
    let top = y
    draw(players, title: "Shapley values (they sum to v(N) − v(∅))", x: Self.margin, width: width)
    let left = y
    if isImage { y = top }
    draw(
      sets, title: "strongest interactions (all sum to v(N) − v(∅))",
      x: isImage ? Self.margin + width + Self.gap : Self.margin, width: width)
    y = max(y, left)
  }

  /// Bars in one list: what does not fit is told by the text and JSON forms.
  private static let mostBars = 16

  private mutating func draw(
    _ bars: [(label: String, value: Double)], title: String, x: Double, width: Double
  ) {
    y += 18
    svg.add(text: title, x: x, y: y, size: 12, bold: true)
    y += 8
    let most = bars.map { abs($0.value) }.max() ?? 0
    let labels = 0.42 * width
    // Room for the numbers on both sides.
    let zero = x + labels + 0.29 * width
    let reach = 0.29 * width - 44
    let top = y
    for (label, value) in bars {
      y += 15
      svg.add(text: label, x: x + labels - 8, y: y, size: 10, anchor: .end)
      let length = most > 0 ? reach * abs(value) / most : 0
      svg.add(
        rectangle: (value < 0 ? zero - length : zero, y - 9, max(length, 0.5), 10.5),
        colour: Self.colour(value))
      svg.add(
        text: Self.signed(value), x: value < 0 ? zero - length - 4 : zero + length + 4, y: y,
        size: 10, anchor: value < 0 ? .end : .start)
    }
    svg.add(
      path:
        "M\(SVGDocument.number(zero)) \(SVGDocument.number(top + 3))V\(SVGDocument.number(y + 4))",
      colour: Self.quiet, width: 0.6)
    y += 6
  }

  private func label(of player: Int, _ longest: Int) -> String {
    guard inspection.players.indices.contains(player) else { return "\(player)" }
    let one = inspection.players[player]
    let number = inspection.image == nil ? "" : "\(player): "
    guard one.values.count == 1 else { return Self.shortened(number + one.name, longest) }
    return Self.shortened("\(one.name) = \(Self.plain(one.values[0]))", longest)
  }

  private func label(of interaction: SampleInspection.Interaction, _ longest: Int) -> String {
    let names = interaction.players.map { player in
      inspection.image == nil && inspection.players.indices.contains(player)
        ? inspection.players[player].name : "\(player)"
    }
    let all = (interaction.kind == .or ? "or " : "") + "{\(names.joined(separator: ", "))}"
    return Self.shortened(all, longest, "… \(names.count) players}")
  }

  private static func shortened(_ text: String, _ longest: Int, _ end: String = "…") -> String {
    text.count <= longest ? text : text.prefix(longest - end.count) + end
  }

  private mutating func drawAbsence() {
    y += 20
    svg.add(
      text: "\(inspection.players.count) players: too many for all their sets, and no measurement"
        + " recorded their interactions for this sample", x: Self.margin, y: y, colour: Self.quiet)
  }

  private mutating func drawLegend() {
    guard !inspection.attributions.isEmpty else { return }
    y += 18
    var x = Self.margin
    func entry(_ svg: inout SVGDocument, _ colour: String, _ text: String, width: Double) {
      svg.add(rectangle: (x, y - 9, 10, 10), colour: colour)
      svg.add(text: text, x: x + 15, y: y)
      x += width
    }
    entry(&svg, Self.raises, "raises v", width: 75)
    entry(&svg, Self.lowers, "lowers v", width: 80)
    let hasOr = inspection.interactions.contains { $0.kind == .or }
    let or = hasOr ? "; dashed, or: where any of its players is present" : ""
    let shapes =
      inspection.image == nil
      ? ""
      : "disc: one player; link: two; area: more, up to half of all"
    svg.add(
      text: shapes + (shapes.isEmpty ? String(or.dropFirst(2)) : or), x: x, y: y,
      colour: Self.quiet)
    y += 4
  }

  // MARK: Words

  static func colour(_ value: Double) -> String { value < 0 ? lowers : raises }

  /// Three digits that count, with a true minus sign.
  static func plain(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let text = String(format: abs(value) >= 1000 ? "%.0f" : "%.3g", value)
    return text.replacing("-", with: "−")
  }

  static func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + plain(value) }
}
