import Base

/// Numbers by two dimensions, as colours.
public struct HeatMapFigure: Sendable, Hashable {
  /// The panels, row by row; they share one scale of colours.
  public var panels: [Panel]
  /// The horizontal axis, with the categories.
  public var x: FigureAxis
  /// The vertical axis, with the categories, from below.
  public var y: FigureAxis
  /// What the colours mean, with the unit.
  public var label: String

  /// Makes a figure; see the properties.
  public init(panels: [Panel], x: FigureAxis, y: FigureAxis, label: String) {
    self.panels = panels
    self.x = x
    self.y = y
    self.label = label
  }

  /// One map.
  public struct Panel: Sendable, Hashable {
    /// Text above it.
    public var title: String
    /// Seeds behind each number.
    public var seeds: Int
    /// Images behind each number.
    public var images: Int
    /// The numbers, shape [y][x]; nil where there is none.
    public var values: [[Double?]]
  }
}

extension HeatMapFigure: FigureKind {
  var table: FigureTable {
    var table = FigureTable(columns: [
      "panel", "x_label", "y_label", "label", "seeds", "images", "x", "y", "value",
    ])
    for panel in panels {
      for (row, values) in panel.values.enumerated() {
        for (column, value) in values.enumerated() {
          guard let value else { continue }
          table.rows.append([
            .text(panel.title), .text(x.label), .text(y.label), .text(label), .count(panel.seeds),
            .count(panel.images), .text(x.categories[column]), .text(y.categories[row]),
            .number(value),
          ])
        }
      }
    }
    return table
  }

  func axes(_ style: FigureStyle) -> [FigureAxes] {
    let scale = ColourScale(panels.flatMap { $0.values.flatMap { $0.compactMap(\.self) } })
    return panels.enumerated().map { index, panel in
      var axes = FigureAxes(title: panel.title, xLabel: x.label, yLabel: y.label)
      let name = "$map\(index)"
      axes.blocks.append(
        (
          name,
          panel.values.enumerated().flatMap { row, values in
            values.enumerated().compactMap { column, value in
              value.map { "\(column) \(row) \(scale.colour($0))" }
            }
          }
        ))
      axes.settings = Self.tics("x", x.categories) + Self.tics("y", y.categories)
      axes.elements = [
        "\(name) using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 with boxxyerror fillstyle solid 1.0"
          + " noborder fillcolor rgb variable"
      ]
      if let written = numbers(panel, scale) {
        axes.blocks += written.blocks
        axes.elements += written.elements
      }
      if x.categories.count == y.categories.count { axes.aspect = 1 }
      axes.colourBar = (scale, label)
      return axes
    }
  }

  /// The numbers themselves, where cells are large enough to hold them.
  private func numbers(_ panel: Panel, _ scale: ColourScale)
    -> (blocks: [(name: String, lines: [String])], elements: [String])?
  {
    guard panels.count == 1, x.categories.count <= 8, y.categories.count <= 12,
      let index = panels.firstIndex(of: panel)
    else { return nil }
    var blocks: [(name: String, lines: [String])] = []
    var elements: [String] = []
    for (isLight, colour) in [(true, "#111111"), (false, "#FFFFFF")] {
      let lines = panel.values.enumerated().flatMap { row, values in
        values.enumerated().compactMap { column, value -> String? in
          guard let value, scale.isLight(value) == isLight else { return nil }
          return "\(column) \(row) \(FigureNumber.short(value))"
        }
      }
      guard !lines.isEmpty else { continue }
      let name = "$numbers\(index)_\(isLight ? "dark" : "light")"
      blocks.append((name, lines))
      elements.append(
        "\(name) using 1:2:3 with labels font ',6.5' textcolor rgb '\(colour)' noenhanced")
    }
    return (blocks, elements)
  }

  /// Tics at the middles of cells; every k-th where there are many.
  private static func tics(_ name: String, _ categories: [String]) -> [String] {
    let step = max(1, (categories.count + 15) / 16)
    let marks = categories.enumerated().filter { $0.offset.isMultiple(of: step) }.map {
      "\(GnuplotText.tic($0.element)) \($0.offset)"
    }
    return [
      "set \(name)tics out nomirror scale 0.3 noenhanced"
        + " \(name == "x" ? "offset 0,0.3" : "offset 0.4,0") (\(marks.joined(separator: ", ")))",
      "set \(name)range [-0.5:\(Double(categories.count) - 0.5)]",
    ]
  }

  func key(_ style: FigureStyle) -> [KeyEntry] { [] }
}
