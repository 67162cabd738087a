import Base

/// Bars side by side or stacked, upwards and downwards, with intervals.
public struct BarFigure: Sendable, Hashable {
  /// The panels, row by row.
  public var panels: [Panel]
  /// Whether the groups of one category stand on each other.
  public var isStacked: Bool
  /// Whether all panels have one vertical range: they are of one quantity.
  public var sharesHeights: Bool

  /// Makes a figure.
  public init(panels: [Panel], isStacked: Bool, sharesHeights: Bool = false) {
    self.panels = panels
    self.isStacked = isStacked
    self.sharesHeights = sharesHeights
  }

  /// One set of axes.
  public struct Panel: Sendable, Hashable {
    /// Text above the axes.
    public var title: String
    /// The horizontal axis, with the categories.
    public var x: FigureAxis
    /// The vertical axis.
    public var y: FigureAxis
    /// The groups, each with a bar or none at every category.
    public var groups: [Group]
    /// A height that bars are held against, drawn dotted.
    public var level: Double?
    /// Published values over them, their x the category's number.
    public var published: [PublishedMark] = []
  }

  /// The bars of one colour.
  public struct Group: Sendable, Hashable {
    /// What they are, as in the key.
    public var label: String
    /// Which place within a category they take; groups of one place share it.
    public var slot: Int
    /// Their colour.
    public var ink: FigureInk
    /// Whether they are hatched: the second kind of bar of a series.
    public var isHatched: Bool
    /// Seeds behind them.
    public var seeds: Int
    /// Images behind them.
    public var images: Int
    /// The bars by category; y is the height, from 0 or from the bar below.
    public var bars: [FigurePoint?]
  }
}

extension BarFigure: FigureKind {
  var table: FigureTable {
    var table = FigureTable(columns: [
      "panel", "x_label", "y_label", "series", "seeds", "images", "x", "y", "low", "high",
    ])
    for panel in panels {
      for group in panel.groups {
        for (place, bar) in group.bars.enumerated() {
          guard let bar else { continue }
          table.rows.append([
            .text(panel.title), .text(panel.x.label), .text(panel.y.label), .text(group.label),
            .count(group.seeds), .count(group.images), .text(panel.x.categories[place]),
            .number(bar.y), .optional(bar.low), .optional(bar.high),
          ])
        }
      }
      for mark in panel.published {
        table.rows.append([
          .text(panel.title), .text(panel.x.label), .text(panel.y.label),
          .text("published (\(mark.evidence.rawValue)) " + mark.label), .empty, .empty,
          mark.x.map { .text(panel.x.categories[Int($0)]) } ?? .empty, .number(mark.value), .empty,
          .empty,
        ])
      }
    }
    return table
  }

  /// A bar as it is drawn.
  private struct Box {
    var low: Double
    var high: Double
    var from: Double
    var to: Double
    var interval: (Double, Double)?
  }

  private func boxes(_ panel: Panel) -> [[Box]] {
    let slots = isStacked ? 1 : (panel.groups.map(\.slot).max() ?? 0) + 1
    let width = 0.8 / Double(slots)
    var above = [Double](repeating: 0, count: panel.x.categories.count)
    var below = above
    return panel.groups.map { group in
      group.bars.enumerated().compactMap { place, bar in
        guard let bar else { return nil }
        let slot = isStacked ? 0 : group.slot
        let left = Double(place) - 0.4 + Double(slot) * width + 0.03 * width
        var base = 0.0
        if isStacked {
          base = bar.y >= 0 ? above[place] : below[place]
          if bar.y >= 0 { above[place] += bar.y } else { below[place] += bar.y }
        }
        let interval = isStacked ? nil : bar.low.flatMap { low in bar.high.map { (low, $0) } }
        return Box(
          low: base, high: base + bar.y, from: left, to: left + 0.94 * width, interval: interval)
      }
    }
  }

  /// The lowest and the highest number drawn in a panel, 0 among them.
  private func heights(_ panel: Panel) -> (low: Double, high: Double) {
    var numbers = panel.published.map(\.value) + [panel.level ?? 0, 0]
    for box in boxes(panel).joined() {
      numbers += [box.low, box.high]
      if let interval = box.interval { numbers += [interval.0, interval.1] }
    }
    return (numbers.min() ?? 0, numbers.max() ?? 1)
  }

  func axes(_ style: FigureStyle) -> [FigureAxes] {
    let all = panels.map(heights)
    return panels.enumerated().map { index, panel in
      var axes = FigureAxes(title: panel.title, xLabel: panel.x.label, yLabel: panel.y.label)
      let boxes = boxes(panel)
      let low = sharesHeights ? all.map(\.low).min() ?? 0 : all[index].low
      let high = sharesHeights ? all.map(\.high).max() ?? 1 : all[index].high
      axes.settings =
        AxisScript.settings(
          "x", panel.x, low: 0, high: 1,
          rotates: FigureLayout.lacksRoom(panel.x.categories, below: panels.count, style))
        + AxisScript.settings(
          "y", panel.y, low: low, high: high, room: 0.06, startsAtZero: low == 0)
        + ["set xzeroaxis linetype 1 linewidth 0.6 linecolor rgb '#333333'"]
      for (place, group) in panel.groups.enumerated() where !boxes[place].isEmpty {
        let name = "$bars\(index)_\(place)"
        axes.blocks.append(
          (
            name,
            boxes[place].map { box in
              [
                (box.from + box.to) / 2, (box.low + box.high) / 2, box.from, box.to,
                min(box.low, box.high), max(box.low, box.high),
              ].map(GnuplotText.number).joined(separator: " ")
            }
          ))
        let colour = self.colour(place, of: panel, style)
        // Hatching is black on the colour: told apart without colour too.
        axes.elements.append(
          "\(name) using 1:2:3:4:5:6 with boxxyerror fillstyle solid"
            + " \(group.isHatched ? "0.45" : "1.0") border linecolor rgb '\(colour)' linewidth 0.8"
            + " fillcolor rgb '\(colour)'")
        if group.isHatched {
          axes.elements.append(
            "\(name) using 1:2:3:4:5:6 with boxxyerror fillstyle transparent pattern 5 border"
              + " linecolor rgb '\(colour)' linewidth 0.6 fillcolor rgb '\(colour)'")
        }
        let intervals = boxes[place].filter { $0.interval != nil }
        guard !intervals.isEmpty else { continue }
        let errors = "$errors\(index)_\(place)"
        axes.blocks.append(
          (
            errors,
            intervals.map { box in
              let (low, high) = box.interval ?? (box.high, box.high)
              return [(box.from + box.to) / 2, low, high].map(GnuplotText.number)
                .joined(separator: " ")
            }
          ))
        axes.elements.append(FigureAxes.intervals(errors, colour: "#111111"))
      }
      if let level = panel.level {
        let ends = [-0.6, Double(panel.x.categories.count) - 0.4]
        axes.blocks.append(
          (
            "$level\(index)",
            ends.map { [$0, level].map(GnuplotText.number).joined(separator: " ") }
          ))
        axes.elements.append(
          "$level\(index) using 1:2 with lines linewidth 1.2 dashtype 3 linecolor rgb '#333333'")
      }
      axes.add(
        panel.published, index: index, x: (-0.5, Double(panel.x.categories.count) - 0.5), style,
        isOverBars: true)
      return axes
    }
  }

  /// Stacked parts are in order, so their colours run from pale to dark.
  private func colour(_ place: Int, of panel: Panel, _ style: FigureStyle) -> String {
    let group = panel.groups[place]
    guard isStacked, case .series(let number) = group.ink else { return style.colour(group.ink) }
    let count = Set(panel.groups.map(\.ink)).count
    guard count > style.colours.count else { return style.colour(group.ink) }
    let shade = ColourScale([0, Double(count) * 1.15]).colour(Double(number) + 0.15 * Double(count))
    return "#" + GnuplotText.hexadecimal(shade)
  }

  func key(_ style: FigureStyle) -> [KeyEntry] {
    guard let panel = panels.first else { return [] }
    var seen: Set<String> = []
    let entries = panels.flatMap { panel in
      panel.groups.enumerated().compactMap { place, group -> KeyEntry? in
        // What stands below its bar already needs no entry.
        guard !group.label.isEmpty, !panel.x.categories.contains(group.label),
          seen.insert(group.label).inserted
        else { return nil }
        return KeyEntry(
          label: group.label, mark: .box(pattern: group.isHatched ? 5 : nil),
          colour: colour(place, of: panel, style))
      }
    }
    return (entries.count == 1 && panel.groups.count == 1 ? [] : entries)
      + PublishedMark.key(panels.flatMap(\.published), style)
  }
}

extension GnuplotText {
  /// Red, green and blue as six digits.
  static func hexadecimal(_ colour: Int) -> String {
    let digits = String(colour, radix: 16, uppercase: true)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }
}
