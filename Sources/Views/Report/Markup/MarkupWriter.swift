/// Writes markup as the bytes of a page.
struct MarkupWriter {
  private(set) var bytes: [UInt8] = []

  /// The bytes of `markup`.
  static func bytes(of markup: Markup) -> [UInt8] {
    var writer = MarkupWriter()
    writer.write(markup)
    return writer.bytes
  }

  /// The text of `markup`.
  static func text(of markup: Markup) -> String {
    String(decoding: bytes(of: markup), as: UTF8.self)
  }

  /// Adds `markup`.
  mutating func write(_ markup: Markup) {
    switch markup {
    case .text(let text): escape(text, isAttribute: false)
    case .checked(let text): bytes += text.utf8
    case .group(let pieces): for piece in pieces { write(piece) }
    case .element(let name, let attributes, let children):
      bytes += "<\(name)".utf8
      for attribute in attributes {
        bytes += " \(attribute.name)=\"".utf8
        escape(attribute.value, isAttribute: true)
        bytes.append(UInt8(ascii: "\""))
      }
      bytes.append(UInt8(ascii: ">"))
      guard !Self.withoutEnd.contains(name) else { return bytes.append(UInt8(ascii: "\n")) }
      for child in children { write(child) }
      bytes += "</\(name)>".utf8
      if Self.onLinesOfTheirOwn.contains(name) { bytes.append(UInt8(ascii: "\n")) }
    }
  }

  private static let withoutEnd: Set<String> = ["meta", "br", "hr"]
  private static let onLinesOfTheirOwn: Set<String> = [
    "html", "head", "title", "style", "body", "main", "nav", "section", "header", "footer", "h1",
    "h2", "h3", "p", "ul", "ol", "li", "dl", "dd", "table", "caption", "thead", "tbody", "tr",
    "figure", "figcaption", "details", "summary", "div", "pre", "svg",
  ]

  /// Characters that HTML has no place for become U+FFFD, so that nothing vanishes silently.
  private mutating func escape(_ text: String, isAttribute: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": bytes += "&amp;".utf8
      case "<": bytes += "&lt;".utf8
      case ">": bytes += "&gt;".utf8
      case "\"" where isAttribute: bytes += "&quot;".utf8
      case "\n", "\t": bytes.append(UInt8(scalar.value))
      default:
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        bytes += UTF8.encode(isControl ? "\u{FFFD}" : scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
  }
}
