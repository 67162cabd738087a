import Foundation

/// An SVG drawing that is written element by element; the same calls give the same bytes.
struct SVGDocument {
  /// Where a text's place is in it.
  enum Anchor: String {
    case start, middle, end
  }

  private let width: Double
  private let title: String
  private let font: String
  private var lines: [String] = []

  /// Begins a drawing; `title` is for programs that read it aloud or list it.
  init(width: Double, title: String, font: String) {
    self.width = width
    self.title = title
    self.font = font
  }

  /// The whole file, `height` high.
  func text(height: Double) -> String {
    let size = "\(Self.number(width)) \(Self.number(height))"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" \
      height="\(Self.number(height))" viewBox="0 0 \(size)" font-family="\(XMLText.escaped(font))" \
      font-size="11" fill="#000000">
      <title>\(XMLText.escaped(title))</title>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(lines.joined(separator: "\n"))
      </svg>

      """
  }

  /// A length or place with two digits after the point, none of them needless.
  static func number(_ value: Double) -> String {
    var text = String(format: "%.2f", value)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : text
  }

  // MARK: Elements

  /// A text whose base line is at `y`; `halo` puts a white edge around its letters.
  mutating func add(
    text: String, x: Double, y: Double, size: Double = 11, anchor: Anchor = .start,
    bold: Bool = false, colour: String = "#000000", halo: Bool = false
  ) {
    var more = ""
    if size != 11 { more += " font-size=\"\(Self.number(size))\"" }
    if anchor != .start { more += " text-anchor=\"\(anchor.rawValue)\"" }
    if bold { more += " font-weight=\"bold\"" }
    if colour != "#000000" { more += " fill=\"\(colour)\"" }
    if halo {
      more +=
        " stroke=\"#ffffff\" stroke-width=\"2\" stroke-linejoin=\"round\""
        + " paint-order=\"stroke\""
    }
    lines.append(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(more)>\(XMLText.escaped(text))</text>"
    )
  }

  /// A rectangle.
  mutating func add(
    rectangle: (x: Double, y: Double, width: Double, height: Double), colour: String,
    opacity: Double = 1
  ) {
    lines.append(
      "<rect x=\"\(Self.number(rectangle.x))\" y=\"\(Self.number(rectangle.y))\""
        + " width=\"\(Self.number(rectangle.width))\" height=\"\(Self.number(rectangle.height))\""
        + " fill=\"\(colour)\"\(Self.opacity("fill-opacity", opacity))/>")
  }

  /// A line along `path`, in the words of SVG.
  mutating func add(
    path: String, colour: String, width: Double, opacity: Double = 1, isDashed: Bool = false
  ) {
    let dashes = isDashed ? " stroke-dasharray=\"4 3\"" : ""
    lines.append(
      "<path d=\"\(path)\" stroke=\"\(colour)\" stroke-width=\"\(Self.number(width))\""
        + " stroke-linejoin=\"round\" stroke-linecap=\"round\""
        + "\(Self.opacity("stroke-opacity", opacity)) fill=\"none\"\(dashes)/>")
  }

  /// What lies within `path`, evenly coloured.
  mutating func add(fill path: String, colour: String, opacity: Double = 1) {
    lines.append(
      "<path d=\"\(path)\" fill=\"\(colour)\"\(Self.opacity("fill-opacity", opacity))/>")
  }

  /// What lies within `path` and around it, with round corners.
  mutating func add(area path: String, colour: String, opacity: Double) {
    lines.append(
      "<path d=\"\(path)\" fill=\"\(colour)\" stroke=\"\(colour)\" stroke-width=\"14\""
        + " stroke-linejoin=\"round\"\(Self.opacity("opacity", opacity))/>")
  }

  /// A disc with a white edge.
  mutating func add(disc x: Double, _ y: Double, radius: Double, colour: String, isDashed: Bool) {
    let dashes =
      isDashed
      ? " fill-opacity=\"0.35\" stroke=\"\(colour)\" stroke-width=\"1.5\" stroke-dasharray=\"3 2\""
      : " stroke=\"#ffffff\" stroke-width=\"1\""
    lines.append(
      "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\""
        + " fill=\"\(colour)\"\(dashes)/>")
  }

  /// A picture whose pixels stay squares.
  mutating func add(
    png: [UInt8], x: Double, y: Double, width: Double, height: Double
  ) {
    let base64 = Data(png).base64EncodedString()
    lines.append(
      "<image x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\""
        + " height=\"\(Self.number(height))\" preserveAspectRatio=\"none\""
        + " style=\"image-rendering:pixelated\" href=\"data:image/png;base64,\(base64)\"/>")
  }

  private static func opacity(_ name: String, _ value: Double) -> String {
    value < 1 ? " \(name)=\"\(number(value))\"" : ""
  }
}
