import Base
import Foundation

/// Makes gnuplot's SVG a part of a larger page: a title and description for readers of screens, where
/// the numbers come from, and names of its own for everything that is referred to.
///
/// Every id begins with `fig-STEM-`, where STEM is the name of the figure's files, and every reference
/// follows, so that several figures of a study can stand in one HTML page. The same SVG gives the same
/// bytes.
public struct FigureSVG: Sendable {
  /// What every id begins with.
  public let prefix: String

  /// Names everything after the figure whose files are called `stem`.
  public init(stem: String) { prefix = "fig-\(stem)-" }

  /// The SVG of `drawn`, made ready for pages.
  func finished(_ drawn: String, data: FigureData, provenance: FigureProvenance?) -> String {
    var result = ""
    result.reserveCapacity(drawn.utf8.count + drawn.utf8.count / 8)
    var seen: [String: Int] = [:]
    var rest = drawn[...]
    var isPlaced = false
    while let open = rest.firstIndex(of: "<") {
      result += rest[..<open]
      let close = rest[open...].firstIndex(of: ">") ?? rest.index(before: rest.endIndex)
      let tag = rest[open...close]
      rest = rest[rest.index(after: close)...]
      if !isPlaced, tag == "<title>" {
        // gnuplot's own title and description, which say nothing of the figure.
        if let end = rest.range(of: "</desc>") { rest = rest[end.upperBound...] }
        result += head(data, provenance)
        isPlaced = true
      } else if tag.hasPrefix("<svg") {
        result += tag.dropLast() + " role=\"img\" aria-labelledby=\"\(prefix)title \(prefix)desc\">"
      } else {
        result += renamed(tag, &seen)
      }
    }
    return result + rest
  }

  private func head(_ data: FigureData, _ provenance: FigureProvenance?) -> String {
    let title = data.title.isEmpty ? data.name : data.title
    var lines = [
      "<title id=\"\(prefix)title\">\(XMLText.escaped(title))</title>",
      "<desc id=\"\(prefix)desc\">\(XMLText.escaped(data.caption))</desc>",
    ]
    if let provenance { lines.append(metadata(provenance, of: data)) }
    return lines.joined(separator: "\n")
  }

  private func metadata(_ provenance: FigureProvenance, of data: FigureData) -> String {
    "<metadata id=\"\(prefix)metadata\">"
      + "\(XMLText.escaped(provenance.value(figure: data.name).json))</metadata>"
  }

  /// Whether a finished picture says that it comes from there.
  func tells(_ provenance: FigureProvenance?, of data: FigureData, in picture: String) -> Bool {
    provenance.map { picture.contains(metadata($0, of: data)) } ?? true
  }

  /// A tag with its id and references renamed; an id given twice gets a number the second time.
  private func renamed(_ tag: Substring, _ seen: inout [String: Int]) -> String {
    guard tag.contains("id=") || tag.contains("#") else { return String(tag) }
    var text = String(tag)
    for quote in ["\"", "'"] {
      let marks: [(mark: String, end: String, isID: Bool)] = [
        (" id=\(quote)", quote, true), ("href=\(quote)#", quote, false), ("url(#", ")", false),
      ]
      for (mark, end, isID) in marks where quote == "\"" || mark != "url(#" {
        guard let found = text.range(of: mark),
          let stop = text[found.upperBound...].range(of: end)
        else { continue }
        let name = String(text[found.upperBound..<stop.lowerBound])
        var new = prefix + name
        if isID {
          seen[name, default: 0] += 1
          if let count = seen[name], count > 1 { new += "-\(count)" }
        }
        text.replaceSubrange(found.upperBound..<stop.lowerBound, with: new)
      }
    }
    return text
  }
}
