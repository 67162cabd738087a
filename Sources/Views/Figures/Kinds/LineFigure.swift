import Base

/// Lines with bands in panels: strengths by order, numbers over epochs, sorted interactions, sweeps.
public struct LineFigure: Sendable, Hashable {
  /// The panels, row by row.
  public var panels: [Panel]
  /// How many panels stand side by side; nil where their number decides.
  public var columns: Int?

  /// Makes a figure.
  public init(panels: [Panel], columns: Int? = nil) {
    self.panels = panels
    self.columns = columns
  }

  /// One set of axes.
  public struct Panel: Sendable, Hashable {
    /// Text above the axes.
    public var title: String
    /// The horizontal axis.
    public var x: FigureAxis
    /// The vertical axis.
    public var y: FigureAxis
    /// Whether the vertical axis starts at 0.
    public var startsAtZero: Bool
    /// The curves, back to front.
    public var curves: [Curve]
    /// Published values over them.
    public var published: [PublishedMark] = []

    /// A little above what was measured, when the null leaves the axes there; else nil.
    var measuredTop: Double? {
      let measured = curves.filter { $0.stroke == .solid || $0.stroke == .dashed }
        .flatMap(\.points)
      let null = curves.filter { $0.stroke == .dotted }.flatMap(\.points)
      guard let highest = measured.map({ $0.high ?? $0.y }).max(), highest > 0,
        let highestNull = null.map(\.y).max(), highestNull > highest * 1.1
      else { return nil }
      return highest * 1.1
    }
  }

  /// How a curve is drawn.
  public enum Stroke: String, Sendable, Hashable {
    /// A trained model.
    case solid
    /// The untrained control.
    case dashed
    /// The null of independent values.
    case dotted
    /// A shape of other units, filled down to 0.
    case shaded
  }

  /// One curve.
  public struct Curve: Sendable, Hashable {
    /// The series, as in the key.
    public var label: String
    /// How it is drawn.
    public var stroke: Stroke
    /// Its colour and marker.
    public var ink: FigureInk
    /// The number of seeds behind it.
    public var seeds: Int
    /// The number of images behind it.
    public var images: Int
    /// Its points by increasing x.
    public var points: [FigurePoint]
  }
}

extension LineFigure: FigureKind {
  var table: FigureTable {
    var table = FigureTable(columns: [
      "panel", "x_label", "y_label", "series", "stroke", "seeds", "images", "x", "y", "low", "high",
    ])
    for panel in panels {
      func x(_ value: Double) -> FigureTable.Cell {
        guard !panel.x.categories.isEmpty, let place = Int(exactly: value),
          panel.x.categories.indices.contains(place)
        else { return .number(value) }
        return .text(panel.x.categories[place])
      }
      let head: [FigureTable.Cell] = [
        .text(panel.title), .text(panel.x.label), .text(panel.y.label),
      ]
      for curve in panel.curves {
        for point in curve.points {
          table.rows.append(
            head + [
              .text(curve.label), .text(curve.stroke.rawValue), .count(curve.seeds),
              .count(curve.images), x(point.x), .number(point.y), .optional(point.low),
              .optional(point.high),
            ])
        }
      }
      for mark in panel.published {
        table.rows.append(
          head + [
            .text(mark.label), .text("published, " + mark.evidence.rawValue), .empty, .empty,
            mark.x.map(x) ?? .empty, .number(mark.value), .empty, .empty,
          ])
      }
    }
    return table
  }

  func axes(_ style: FigureStyle) -> [FigureAxes] {
    panels.enumerated().map { axes($1, index: $0, style) }
  }

  private func axes(_ panel: Panel, index: Int, _ style: FigureStyle) -> FigureAxes {
    var axes = FigureAxes(title: panel.title, xLabel: panel.x.label, yLabel: panel.y.label)
    let points = panel.curves.flatMap(\.points)
    let floor = panel.y.isLog ? (points.map(\.y).filter { $0 > 0 }.min() ?? 1) / 10 : nil
    for (place, curve) in panel.curves.enumerated() {
      axes.blocks.append(
        (
          Self.block(index, place),
          curve.points.map { point in
            // A band may reach below what a logarithmic axis can show.
            let low = max(point.low ?? point.y, floor ?? -.infinity)
            return [point.x, point.y, low, point.high ?? point.y].map(GnuplotText.number)
              .joined(separator: " ")
          }
        ))
    }
    axes.settings =
      xSettings(panel, points, style) + ySettings(panel, points, floor: floor)
    for (place, curve) in panel.curves.enumerated() where curve.stroke == .shaded {
      axes.elements.append(
        "\(Self.block(index, place)) using 1:2 with filledcurves y=0"
          + " fillcolor rgb '\(style.colour(curve.ink))'")
    }
    for (place, curve) in panel.curves.enumerated()
    where curve.stroke == .solid && curve.points.contains(where: { $0.low != nil }) {
      let name = Self.block(index, place)
      let colour = style.colour(curve.ink)
      axes.elements.append(
        curve.points.count > 1 && panel.x.categories.isEmpty
          ? "\(name) using 1:3:4 with filledcurves fillcolor rgb '\(colour)'"
          : FigureAxes.intervals(name, low: 3, colour: colour))
    }
    for (place, curve) in panel.curves.enumerated() {
      axes.elements.append(
        "\(Self.block(index, place)) using 1:2 \(Self.line(curve, style))")
    }
    axes.add(panel.published, index: index, x: range(panel.x, points.map(\.x)), style)
    return axes
  }

  private func range(_ axis: FigureAxis, _ xs: [Double]) -> (Double, Double) {
    axis.categories.isEmpty
      ? (xs.min() ?? 0, xs.max() ?? 1) : (-0.5, Double(axis.categories.count) - 0.5)
  }

  private func xSettings(_ panel: Panel, _ points: [FigurePoint], _ style: FigureStyle) -> [String]
  {
    let xs = points.map(\.x) + panel.published.compactMap(\.x)
    let positive = panel.x.isLog ? xs.filter { $0 > 0 } : xs
    return AxisScript.settings(
      "x", panel.x, low: positive.min() ?? 0, high: positive.max() ?? 1,
      integers: xs.allSatisfy { Int(exactly: $0) != nil },
      rotates: FigureLayout.lacksRoom(panel.x.categories, below: panels.count, style))
  }

  private func ySettings(_ panel: Panel, _ points: [FigurePoint], floor: Double?) -> [String] {
    let published = panel.published.map(\.value)
    // A shade is as high as it is above or below 0.
    let isShaded = panel.curves.contains { $0.stroke == .shaded }
    var ys = points.flatMap { [$0.y, max($0.low ?? $0.y, floor ?? -.infinity), $0.high ?? $0.y] }
    if isShaded { ys.append(0) }
    let shown = (ys + published).filter { !panel.y.isLog || $0 > 0 }
    // Where numbers of both signs are drawn, 0 is what they are held against.
    let line =
      !panel.y.isLog && (isShaded || ys.contains { $0 < 0 } && ys.contains { $0 > 0 })
      ? ["set xzeroaxis linetype 1 linewidth 0.6 linecolor rgb '#333333'"] : []
    return line
      + AxisScript.settings(
        "y", panel.y, low: shown.min() ?? 0, high: shown.max() ?? 1, room: 0.05,
        // A band may reach below 0 although nothing measured does.
        startsAtZero: panel.startsAtZero && points.allSatisfy { $0.y >= 0 },
        top: panel.y.isLog ? nil : panel.measuredTop.map { max($0, published.max() ?? $0) })
  }

  private static func block(_ panel: Int, _ curve: Int) -> String { "$panel\(panel)_\(curve)" }

  static func stroke(_ curve: Curve, _ style: FigureStyle) -> String {
    let colour = "linecolor rgb '\(style.colour(curve.ink))'"
    return switch curve.stroke {
    case .solid: "linewidth 1.6 \(colour)"
    case .dashed: "linewidth 1.1 dashtype (9,5) \(colour)"
    case .dotted: "linewidth 1.5 dashtype (2,4) \(colour)"
    case .shaded: "linewidth 0.6 dashtype (2,3) \(colour)"
    }
  }

  /// Markers only where they do not run into each other.
  private static func line(_ curve: Curve, _ style: FigureStyle) -> String {
    guard curve.stroke == .solid else { return "with lines \(stroke(curve, style))" }
    let every = max(1, curve.points.count / 25)
    return "with linespoints \(stroke(curve, style)) pointtype \(style.marker(curve.ink))"
      + " pointsize \(KeyEntry.pointSize) pointinterval \(every)"
  }

  /// Each series once, then what the strokes mean, once, then the published values' evidence.
  func key(_ style: FigureStyle) -> [KeyEntry] {
    let curves = panels.flatMap(\.curves)
    var entries: [KeyEntry] = []
    var seen: Set<FigureInk> = []
    for curve in curves where curve.stroke == .solid && seen.insert(curve.ink).inserted {
      entries.append(
        KeyEntry(
          label: curve.label,
          mark: .line(style: Self.stroke(curve, style), marker: style.marker(curve.ink)),
          colour: style.colour(curve.ink)))
    }
    for (stroke, label) in [(Stroke.dashed, "untrained"), (.dotted, "")] {
      guard var curve = curves.first(where: { $0.stroke == stroke }) else { continue }
      curve.ink = .neutral
      entries.append(
        KeyEntry(
          label: label.isEmpty ? curve.label : label,
          mark: .line(style: Self.stroke(curve, style), marker: nil), colour: style.neutral))
    }
    if let shade = curves.first(where: { $0.stroke == .shaded }) {
      entries.append(
        KeyEntry(label: shade.label, mark: .box(pattern: nil), colour: style.shade))
    }
    return entries + PublishedMark.key(panels.flatMap(\.published), style)
  }
}

extension KeyEntry {
  /// The size of markers, in gnuplot's units.
  static let pointSize = "0.45"
}
