import Base

/// A figure's numbers as text for people and their tools: comments, then one row per point.
enum FigureCSV {
  /// The header row.
  static let columns = [
    "panel", "y_label", "series", "stroke", "seeds", "images", "x", "y", "low", "high",
  ]

  /// The file's text; `state` names what was drawn from it, nil when nothing was yet.
  static func text(_ data: FigureData, state: String?) -> String {
    var lines = [
      comment("figure: \(data.name)"), comment("title: \(data.title)"),
      comment("caption: \(data.caption)"), comment("x: \(data.xLabel)"),
    ]
    if let state { lines.append(comment(statePrefix + state)) }
    lines.append(columns.joined(separator: ","))
    for panel in data.panels {
      for curve in panel.curves {
        let head = [
          field(panel.title), field(panel.yLabel), field(curve.label), curve.stroke.rawValue,
          curve.seeds > 0 ? "\(curve.seeds)" : "", curve.images > 0 ? "\(curve.images)" : "",
        ].joined(separator: ",")
        for point in curve.points {
          let numbers = [point.x, point.y, point.low, point.high].map {
            $0.map(GnuplotText.number) ?? ""
          }
          lines.append(head + "," + numbers.joined(separator: ","))
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The state written into a file's comments.
  static func state(in text: String) -> String? {
    text.split(separator: "\n").prefix { $0.hasPrefix("#") }
      .first { $0.hasPrefix("# " + statePrefix) }
      .map { String($0.dropFirst(2 + statePrefix.count)) }
  }

  private static let statePrefix = "drawn: "

  private static func comment(_ text: String) -> String {
    "# " + String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }

  /// A field, quoted where it has to be.
  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
