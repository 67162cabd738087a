import Base

/// Ratios with intervals in rows, one network below the other, each row with a word for what it shows.
public struct IntervalFigure: Sendable, Hashable {
  /// The panels, one below the other.
  public var panels: [Panel]
  /// What the marks of every row are called.
  public var marks: [String]
  /// The ratio that a mark is above or below.
  public var reference: Double

  /// Makes a figure.
  public init(panels: [Panel], marks: [String], reference: Double) {
    self.panels = panels
    self.marks = marks
    self.reference = reference
  }

  /// One set of axes.
  public struct Panel: Sendable, Hashable {
    /// Text above the axes.
    public var title: String
    /// The horizontal axis; it is logarithmic.
    public var x: FigureAxis
    /// The rows, downwards.
    public var rows: [Row]
  }

  /// One network.
  public struct Row: Sendable, Hashable {
    /// The series; empty where all series share the network.
    public var label: String
    /// Whether it was not trained.
    public var isUntrained: Bool
    /// The number of seeds behind it.
    public var seeds: Int
    /// Its marks in the figure's order; nil where there is no such ratio.
    public var marks: [Mark?]
    /// What it is called for where its marks lie.
    public var word: String

    /// As the vertical axis names it.
    var name: String {
      isUntrained ? label.isEmpty ? "untrained" : "– untrained" : label
    }

    /// As a table names it.
    var network: String { isUntrained ? "untrained" : "trained" }
  }

  /// A ratio.
  public struct Mark: Sendable, Hashable {
    /// The estimate.
    public var ratio: Double
    /// Its interval; nil of one seed.
    public var interval: Interval?
    /// The same of a null; nil where there is none.
    public var null: Double?
  }
}

extension IntervalFigure: FigureKind {
  var table: FigureTable {
    var table = FigureTable(columns: [
      "panel", "x_label", "series", "network", "mark", "seeds", "x", "low", "high", "null", "word",
    ])
    for panel in panels {
      for row in panel.rows {
        for (label, mark) in zip(marks, row.marks) {
          guard let mark else { continue }
          table.rows.append([
            .text(panel.title), .text(panel.x.label), .text(row.label), .text(row.network),
            .text(label), .count(row.seeds), .number(mark.ratio), .optional(mark.interval?.low),
            .optional(mark.interval?.high), .optional(mark.null), .text(row.word),
          ])
        }
      }
    }
    return table
  }

  /// A row a network: its ratios with their intervals, the null's, and the word.
  var reading: TextTable? {
    let hasTitles = panels.contains { !$0.title.isEmpty }
    let hasNulls = panels.contains { $0.rows.contains { $0.marks.contains { $0?.null != nil } } }
    return TextTable(
      columns: (hasTitles ? [.init("")] : []) + [.init("series"), .init("network")]
        + marks.map { .init($0, .right) } + (hasNulls ? [.init("null", .right)] : [])
        + [.init("reading")],
      rows: panels.flatMap { panel in
        panel.rows.map { row in
          (hasTitles ? [panel.title] : []) + [row.label.isEmpty ? "all" : row.label, row.network]
            + row.marks.map { $0.map(Self.text) ?? "–" }
            + (hasNulls ? [Self.nulls(row)] : []) + [row.word]
        }
      })
  }

  /// `1.52 [1.40, 1.65]`.
  private static func text(_ mark: Mark) -> String {
    ShownNumber.text(mark.ratio)
      + (mark.interval.map { " [\(ShownNumber.text($0.low)), \(ShownNumber.text($0.high))]" } ?? "")
  }

  /// The nulls of a row: one number where they are alike.
  private static func nulls(_ row: Row) -> String {
    let texts = row.marks.map { $0?.null.map { ShownNumber.text($0) } ?? "–" }
    return Set(texts).count == 1 ? texts[0] : texts.joined(separator: ", ")
  }

  var columns: Int? { 1 }

  var isWide: Bool { true }

  /// In millimetres: each row has a line a mark.
  var rowHeight: Double? {
    let rows = panels.map(\.rows.count).max() ?? 1
    return 20 + Double(rows) * (2 + 2.6 * Double(marks.count))
  }

  func axes(_ style: FigureStyle) -> [FigureAxes] {
    panels.enumerated().map { axes($1, index: $0, style) }
  }

  private func axes(_ panel: Panel, index: Int, _ style: FigureStyle) -> FigureAxes {
    var axes = FigureAxes(title: panel.title, xLabel: panel.x.label)
    let letter = GnuplotText.letterWidth(style.fontSize)
    func width(_ words: [String]) -> Double {
      Double(min(24, words.map(\.count).max() ?? 0)) * letter
    }
    axes.leftRoom = max(0, width(panel.rows.map(\.name)) - 0.35)
    axes.rightRoom = width(panel.rows.map(\.word)) + 0.12
    let present = panel.rows.flatMap(\.marks).compactMap(\.self)
    let ends =
      present.flatMap { [$0.ratio, $0.interval?.low, $0.interval?.high, $0.null] }
      .compactMap(\.self) + [reference]
    axes.settings =
      AxisScript.settings(
        "x", panel.x, low: ends.min() ?? 0.5, high: ends.max() ?? 2, room: 0.03)
      + AxisScript.settings(
        "y", FigureAxis("", categories: panel.rows.reversed().map(\.name)), low: 0, high: 1)
    let count = panel.rows.count
    axes.settings.append(
      "set arrow 600 from first \(GnuplotText.number(reference)), graph 0 to first"
        + " \(GnuplotText.number(reference)), graph 1 nohead back linewidth 0.8 dashtype (4,4)"
        + " linecolor rgb '#333333'")
    for (place, row) in panel.rows.enumerated() {
      axes.settings.append(
        "set label \(600 + place) \(GnuplotText.quoted(row.word)) noenhanced at graph 1.0, first"
          + " \(count - 1 - place) left offset 1,0")
    }
    for kind in marks.indices {
      for isUntrained in [false, true] {
        add(kind, isUntrained: isUntrained, of: panel, index: index, to: &axes, style)
      }
    }
    return axes
  }

  /// The marks of one kind of the trained or untrained networks: null, interval, ratio.
  private func add(
    _ kind: Int, isUntrained: Bool, of panel: Panel, index: Int, to axes: inout FigureAxes,
    _ style: FigureStyle
  ) {
    let rows = panel.rows.enumerated().filter { $1.isUntrained == isUntrained }
    let found = rows.compactMap { place, row in
      row.marks[kind].map { (Double(panel.rows.count - 1 - place) + offset(kind), $0) }
    }
    guard !found.isEmpty else { return }
    let name = "$rows\(index)_\(kind)_\(isUntrained ? 1 : 0)"
    let colour = style.colour(kind)
    axes.blocks.append(
      (
        name,
        found.map { y, mark in
          [
            mark.ratio, y, mark.interval?.low ?? mark.ratio, mark.interval?.high ?? mark.ratio,
            mark.null ?? .nan,
          ].map { $0.isNaN ? "NaN" : GnuplotText.number($0) }.joined(separator: " ")
        }
      ))
    axes.elements.append(
      "\(name) using 5:2 with points pointtype 2 pointsize 0.5 linewidth 1 linecolor rgb"
        + " '\(style.neutral)'")
    axes.elements.append(
      "\(name) using 3:2:($4-$3):(0) with vectors heads size graph 0.004,90 nofilled linewidth 1.1"
        + " linecolor rgb '\(colour)'")
    axes.elements.append(
      "\(name) using 1:2 with points pointtype \(marker(kind, isUntrained, style)) pointsize 0.65"
        + " linewidth 1.2 linecolor rgb '\(colour)'")
  }

  /// The first mark of a row is drawn highest.
  private func offset(_ kind: Int) -> Double {
    0.4 * (Double(marks.count - 1) / 2 - Double(kind)) / Double(max(1, marks.count - 1))
  }

  /// Filled where trained, open where not.
  private func marker(_ kind: Int, _ isUntrained: Bool, _ style: FigureStyle) -> Int {
    style.markers[kind % style.markers.count] - (isUntrained ? 1 : 0)
  }

  func key(_ style: FigureStyle) -> [KeyEntry] {
    let rows = panels.flatMap(\.rows)
    var entries = marks.enumerated().map { kind, label in
      KeyEntry(
        label: label, mark: .marker(marker(kind, false, style)), colour: style.colour(kind))
    }
    if rows.contains(where: \.isUntrained) {
      entries.append(
        KeyEntry(
          label: "untrained", mark: .marker(marker(0, true, style)), colour: style.neutral))
    }
    if rows.contains(where: { $0.marks.contains { $0?.null != nil } }) {
      entries.append(KeyEntry(label: "i.i.d. null", mark: .marker(2), colour: style.neutral))
    }
    return entries
  }
}
