import Base

/// Points in panels, with a fitted line and its correlation, or with means over some of them.
public struct ScatterFigure: Sendable, Hashable {
  /// The panels, row by row.
  public var panels: [Panel]

  /// Makes a figure.
  public init(panels: [Panel]) { self.panels = panels }

  /// One set of axes.
  public struct Panel: Sendable, Hashable {
    /// Text above the axes.
    public var title: String
    /// The horizontal axis.
    public var x: FigureAxis
    /// The vertical axis.
    public var y: FigureAxis
    /// The points of each series.
    public var series: [Series]
    /// Published values over them.
    public var published: [PublishedMark] = []

    /// Whether means are drawn over the points.
    var hasMeans: Bool { series.contains { !$0.means.isEmpty } }

    /// The line of least squares through all points; nil without spread, and where means are drawn.
    public var fit: Fit? { hasMeans || !x.categories.isEmpty ? nil : Fit(of: self) }
  }

  /// The points of one series.
  public struct Series: Sendable, Hashable {
    /// The series, as in the key.
    public var label: String
    /// Its colour and marker.
    public var ink: FigureInk
    /// Its points.
    public var points: [Point]
    /// Means over points at one place or near it, by increasing x; the points are drawn faint then.
    public var means: [FigurePoint] = []
    /// Spearman's correlation of the points, where means are over points near each other.
    public var trend: Double?
  }

  /// A point and what it stands for.
  public struct Point: Sendable, Hashable {
    /// The unit: a cell, a sample.
    public var unit: String
    /// The horizontal position.
    public var x: Double
    /// The vertical position.
    public var y: Double
  }

  /// A fitted line.
  ///
  /// On logarithmic axes it is fitted to the logarithms, which is what is seen.
  public struct Fit: Sendable, Hashable {
    /// Rise for each unit of x.
    public var slope: Double
    /// Height at x = 0.
    public var intercept: Double
    /// Pearson's correlation.
    public var correlation: Double
    /// The number of points.
    public var count: Int

    init?(of panel: Panel) {
      let points = panel.series.flatMap(\.points)
      let xs = points.map { panel.x.isLog ? FigureNumber.log10($0.x) : $0.x }
      let ys = points.map { panel.y.isLog ? FigureNumber.log10($0.y) : $0.y }
      guard let r = Statistics.pearson(xs, ys), let meanX = Statistics.mean(xs),
        let meanY = Statistics.mean(ys), let deviationX = Statistics.standardDeviation(xs),
        let deviationY = Statistics.standardDeviation(ys)
      else { return nil }
      slope = r * deviationY / deviationX
      intercept = meanY - slope * meanX
      correlation = r
      count = points.count
    }
  }
}

extension ScatterFigure: FigureKind {
  var table: FigureTable {
    var table = FigureTable(columns: [
      "panel", "x_label", "y_label", "mark", "series", "unit", "x", "y", "slope", "intercept", "r",
      "n",
    ])
    let hasMeans = panels.contains(where: \.hasMeans)
    if hasMeans { table.columns += ["low", "high"] }
    let ends = [FigureTable.Cell](repeating: .empty, count: hasMeans ? 2 : 0)
    let none = [FigureTable.Cell](repeating: .empty, count: 4)
    for panel in panels {
      func x(_ value: Double) -> FigureTable.Cell {
        guard let place = Int(exactly: value), panel.x.categories.indices.contains(place) else {
          return .number(value)
        }
        return .text(panel.x.categories[place])
      }
      let head: [FigureTable.Cell] = [
        .text(panel.title), .text(panel.x.label), .text(panel.y.label),
      ]
      for series in panel.series {
        for point in series.points {
          table.rows.append(
            head + [
              .text("point"), .text(series.label), .text(point.unit), x(point.x),
              .number(point.y),
            ] + none + ends)
        }
        for mean in series.means {
          table.rows.append(
            head + [.text("mean"), .text(series.label), .empty, x(mean.x), .number(mean.y)]
              + none + [.optional(mean.low), .optional(mean.high)])
        }
      }
      if let fit = panel.fit {
        table.rows.append(
          head + [
            .text("fit"), .empty, .empty, .empty, .empty, .number(fit.slope),
            .number(fit.intercept), .number(fit.correlation), .number(Double(fit.count)),
          ] + ends)
      }
      for mark in panel.published {
        table.rows.append(
          head + [
            .text("published, " + mark.evidence.rawValue), .text(mark.label), .text(mark.source),
            .optional(mark.x), .number(mark.value),
          ] + none + ends)
      }
    }
    return table
  }

  func axes(_ style: FigureStyle) -> [FigureAxes] {
    panels.enumerated().map { index, panel in
      var axes = FigureAxes(title: panel.title, xLabel: panel.x.label, yLabel: panel.y.label)
      let points = panel.series.flatMap(\.points)
      let (xs, ys) = (points.map(\.x), points.map(\.y) + panel.ends)
      let (low, high) = (xs.min() ?? 0, xs.max() ?? 1)
      axes.settings =
        AxisScript.settings("x", panel.x, low: low, high: high, room: 0.06)
        + AxisScript.settings(
          "y", panel.y, low: (ys + panel.published.map(\.value)).min() ?? 0,
          high: (ys + panel.published.map(\.value)).max() ?? 1, room: 0.08)
      if let fit = panel.fit {
        let name = "$fit\(index)"
        // Straight on these axes: two ends are enough.
        axes.blocks.append(
          (
            name,
            [low, high].map { x in
              let at = panel.x.isLog ? FigureNumber.log10(x) : x
              let height = fit.intercept + fit.slope * at
              let y = panel.y.isLog ? FigureNumber.power10(height) : height
              return "\(GnuplotText.number(x)) \(GnuplotText.number(y))"
            }
          ))
        axes.elements.append(
          "\(name) using 1:2 with lines linewidth 1.1 dashtype (9,5) linecolor rgb"
            + " '\(style.neutral)'")
      }
      let fitted = panel.fit.map { "r = \(FigureNumber.short($0.correlation)), n = \($0.count)" }
      let counted = panel.trend.map { "ρ = \(FigureNumber.short($0)), n = \(points.count)" }
      axes.title = [panel.title, fitted ?? counted ?? "n = \(points.count)"].filter { !$0.isEmpty }
        .joined(separator: ": ")
      for (place, series) in panel.series.enumerated() where !series.points.isEmpty {
        let name = "$points\(index)_\(place)"
        axes.blocks.append(
          (name, series.points.map { "\(GnuplotText.number($0.x)) \(GnuplotText.number($0.y))" }))
        axes.elements.append(
          "\(name) using 1:2 with points pointtype \(style.marker(series.ink)) pointsize 0.45"
            + " linecolor rgb '\(panel.hasMeans ? style.faint(series.ink) : style.colour(series.ink))'"
        )
      }
      for (place, series) in panel.series.enumerated() where !series.means.isEmpty {
        axes.add(
          series.means, named: "$means\(index)_\(place)", isLine: panel.x.categories.isEmpty,
          ink: series.ink, style)
      }
      axes.add(panel.published, index: index, x: (low, high), style)
      return axes
    }
  }

  func key(_ style: FigureStyle) -> [KeyEntry] {
    var entries: [KeyEntry] = []
    var seen: Set<FigureInk> = []
    for series in panels.flatMap(\.series) where seen.insert(series.ink).inserted {
      entries.append(
        KeyEntry(
          label: series.label, mark: .marker(style.marker(series.ink)),
          colour: style.colour(series.ink)))
    }
    if panels.contains(where: \.hasMeans) {
      entries.append(
        KeyEntry(
          label: "mean over points",
          mark: .line(style: "linewidth 1.6 linecolor rgb '\(style.neutral)'", marker: nil),
          colour: style.neutral))
    }
    if panels.contains(where: { $0.fit != nil }) {
      entries.append(
        KeyEntry(
          label: "least squares",
          mark: .line(
            style: "linewidth 1.1 dashtype (9,5) linecolor rgb '\(style.neutral)'", marker: nil),
          colour: style.neutral))
    }
    return entries + PublishedMark.key(panels.flatMap(\.published), style)
  }
}

extension ScatterFigure.Panel {
  /// The ends of the intervals that a logarithmic axis can show.
  fileprivate var ends: [Double] {
    series.flatMap(\.means).flatMap { [$0.low, $0.high] }.compactMap(\.self)
      .filter { !y.isLog || $0 > 0 }
  }

  /// The correlation where it is of all points.
  fileprivate var trend: Double? { series.count == 1 ? series[0].trend : nil }
}

extension FigureAxes {
  /// Draws means with their intervals, joined by a line where x is a number.
  fileprivate mutating func add(
    _ means: [FigurePoint], named name: String, isLine: Bool, ink: FigureInk, _ style: FigureStyle
  ) {
    blocks.append(
      (
        name,
        means.map { mean in
          [mean.x, mean.y, mean.low ?? mean.y, mean.high ?? mean.y].map(GnuplotText.number)
            .joined(separator: " ")
        }
      ))
    let colour = style.colour(ink)
    if means.contains(where: { $0.low != nil }) {
      elements.append(Self.intervals(name, low: 3, colour: colour))
    }
    elements.append(
      "\(name) using 1:2 with \(isLine ? "linespoints linewidth 1.6" : "points") pointtype"
        + " \(style.marker(ink)) pointsize 0.7 linecolor rgb '\(colour)'")
  }
}
