import Foundation

/// An SVG file made fit to stand inside a page: known elements and attributes only, its ids made
/// the page's own, nothing that loads or runs.
///
/// Two figures of one program use the same ids (`gpPt6`), and a page resolves each to the first.
public struct InlineFigure: Sendable, Hashable {
  /// Why a file is not taken in: one line, lower case, no full stop.
  public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason.
    public let description: String
  }

  /// The figure's elements as markup, without the outermost `svg`.
  let inside: String
  /// The four numbers of its `viewBox`.
  let viewBox: String
  /// Its width in its own units.
  let width: Double

  /// Reads an SVG file; every id in it begins with `prefix` afterwards.
  public init(_ bytes: [UInt8], prefix: String) throws(Refusal) {
    var reader = Reader(text: bytes, prefix: prefix)
    try reader.read()
    guard let viewBox = reader.viewBox else { throw Refusal(description: "it has no viewBox") }
    let numbers = viewBox.split { " ,\n\t".contains($0) }.compactMap { Double($0) }
    guard numbers.count == 4, numbers[2] > 0, numbers[3] > 0 else {
      throw Refusal(description: "`\(viewBox)` is no viewBox")
    }
    self.viewBox = viewBox
    inside = String(decoding: reader.written, as: UTF8.self)
    width = numbers[2]
  }

  /// The figure as an element that a screen reader calls `title`.
  func markup(title: String, id: String) -> Markup {
    .tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": viewBox, "role": "img",
        "aria-labelledby": id,
      ],
      .tag("title", ["id": id], .text(title)), .checked(inside))
  }
}

/// Reads the tags of an SVG file one after the other and writes what is allowed.
private struct Reader {
  let text: [UInt8]
  let prefix: String
  var place = 0
  var written: [UInt8] = []
  var viewBox: String?
  /// The elements that are open, outermost first.
  private var open: [String] = []
  /// How many of them are left out, with all they hold.
  private var leftOut = 0

  init(text: [UInt8], prefix: String) {
    self.text = text
    self.prefix = prefix
  }

  private typealias Refusal = InlineFigure.Refusal

  mutating func read() throws(InlineFigure.Refusal) {
    while place < text.count {
      if text[place] != UInt8(ascii: "<") {
        let end = text[place...].firstIndex(of: UInt8(ascii: "<")) ?? text.count
        if leftOut == 0, open.count > 0 { written += text[place..<end] }
        place = end
      } else if starts("<?") {
        try skip(through: "?>")
      } else if starts("<!--") {
        try skip(through: "-->")
      } else if starts("<!") {
        throw Refusal(description: "it has a declaration or a CDATA section")
      } else if starts("</") {
        try close()
      } else {
        try element()
      }
    }
    guard open.isEmpty else {
      throw Refusal(description: "element `\(open[open.count - 1])` is not closed")
    }
  }

  /// Elements that draw, and those that describe what is drawn; `metadata` and our caller's `title`
  /// are the page's to give.
  private static let drawing: Set<String> = [
    "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "use", "title", "desc", "clipPath", "mask", "pattern", "linearGradient",
    "radialGradient", "stop", "filter", "feFlood", "feComposite", "symbol", "image", "marker",
  ]

  private mutating func element() throws(InlineFigure.Refusal) {
    place += 1
    let name = self.name()
    guard !name.isEmpty else { throw Refusal(description: "a `<` that begins no element") }
    var attributes: [(name: String, value: String)] = []
    while true {
      skipSpace()
      guard place < text.count else { throw Refusal(description: "it ends inside `\(name)`") }
      if starts("/>") {
        place += 2
        if !open.isEmpty { begin(name, attributes, isEmpty: true) }
        return
      }
      if text[place] == UInt8(ascii: ">") {
        place += 1
        break
      }
      attributes.append(try attribute(of: name))
    }
    if open.isEmpty {
      guard name == "svg", viewBox == nil else {
        throw Refusal(description: "its outermost element is `\(name)`, not one `svg`")
      }
      viewBox = attributes.first { $0.name == "viewBox" }?.value
    } else {
      begin(name, attributes, isEmpty: false)
    }
    open.append(name)
  }

  private mutating func begin(
    _ name: String, _ attributes: [(name: String, value: String)], isEmpty: Bool
  ) {
    let isDocumentTitle = open.count == 1 && (name == "title" || name == "desc")
    let isKept = leftOut == 0 && Self.drawing.contains(name) && !isDocumentTitle
    if !isKept {
      if !isEmpty { leftOut += 1 }
      return
    }
    written += "<\(name)".utf8
    for (name, value) in attributes {
      guard let value = allowed(name, value) else { continue }
      written += " \(name)=\"\(value)\"".utf8
    }
    written += isEmpty ? "/>".utf8 : ">".utf8
  }

  private mutating func close() throws(InlineFigure.Refusal) {
    place += 2
    let name = self.name()
    skipSpace()
    guard place < text.count, text[place] == UInt8(ascii: ">"), open.last == name else {
      throw Refusal(description: "`</\(name)>` closes nothing")
    }
    place += 1
    open.removeLast()
    if open.isEmpty { return }
    if leftOut > 0 {
      leftOut -= 1
    } else {
      written += "</\(name)>".utf8
    }
  }

  /// The value as it may stand in a page; nil for an attribute that is left out.
  ///
  /// It is still escaped as it came, so quotes and brackets in it are references.
  private func allowed(_ name: String, _ value: String) -> String? {
    let lower = name.lowercased()
    if lower.hasPrefix("on") || lower.hasPrefix("xmlns") || lower == "class" { return nil }
    let value = value.replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
    switch lower {
    case "id": return prefix + value
    case "href", "xlink:href":
      if value.hasPrefix("#") { return "#" + prefix + value.dropFirst() }
      return value.hasPrefix("data:image/png;base64,") ? value : nil
    case "aria-labelledby", "aria-describedby":
      return value.split(separator: " ").map { prefix + $0 }.joined(separator: " ")
    default:
      // An address that is not in the figure itself would be loaded.
      let parts = value.components(separatedBy: "url(").map { part in
        part.hasPrefix("'") ? String(part.dropFirst()).replacing("')", with: ")") : part
      }
      guard parts.dropFirst().allSatisfy({ $0.hasPrefix("#") }) else { return nil }
      return parts[0] + parts.dropFirst().map { "url(#" + prefix + $0.dropFirst() }.joined()
    }
  }

  private mutating func attribute(of element: String) throws(InlineFigure.Refusal) -> (
    name: String, value: String
  ) {
    let name = self.name()
    skipSpace()
    guard !name.isEmpty, place < text.count, text[place] == UInt8(ascii: "=") else {
      throw Refusal(description: "an attribute of `\(element)` has no value")
    }
    place += 1
    skipSpace()
    guard place < text.count, text[place] == UInt8(ascii: "\"") || text[place] == UInt8(ascii: "'"),
      let end = text[(place + 1)...].firstIndex(of: text[place])
    else { throw Refusal(description: "attribute `\(name)` of `\(element)` is not quoted") }
    let value = String(decoding: text[(place + 1)..<end], as: UTF8.self)
    place = end + 1
    return (name, value)
  }

  private mutating func name() -> String {
    let end =
      text[place...].firstIndex { byte in
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        return !isLetter && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          && !"-_:.".utf8.contains(byte)
      } ?? text.count
    defer { place = end }
    return String(decoding: text[place..<end], as: UTF8.self)
  }

  private mutating func skipSpace() {
    while place < text.count, " \n\t\r".utf8.contains(text[place]) { place += 1 }
  }

  private func starts(_ prefix: String) -> Bool { text[place...].starts(with: prefix.utf8) }

  private mutating func skip(through end: String) throws(InlineFigure.Refusal) {
    let bytes = Array(end.utf8)
    while place < text.count, !text[place...].starts(with: bytes) { place += 1 }
    guard place < text.count else { throw Refusal(description: "`\(end)` is missing") }
    place += bytes.count
  }
}
