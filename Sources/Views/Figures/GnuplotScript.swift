import Base
import Foundation

/// A figure as a gnuplot script that stands alone: data, style and drawing.
struct GnuplotScript {
  /// The file formats a script writes.
  enum Format: String, Sendable, Hashable, CaseIterable {
    case svg, pdf, png
  }

  let data: FigureData
  let style: FigureStyle
  let formats: [Format]
  /// The name of the files, without their extension.
  let stem: String

  /// Panels in one row up to three, four in two rows.
  private var columns: Int { data.panels.count == 4 ? 2 : min(3, max(1, data.panels.count)) }
  private var rowCount: Int { (data.panels.count + columns - 1) / columns }
  private var titleHeight: Double { data.title.isEmpty ? 0.06 : style.titleHeight }
  private var width: Double {
    data.panels.count == 1 ? style.width / 2 : style.width
  }
  private var height: Double {
    titleHeight + Double(rowCount) * style.rowHeight + footHeight
  }
  private var footHeight: Double {
    style.footHeight + Double(keyRows - 1) * 0.16
  }

  /// The script's text.
  var text: String {
    var lines = [
      "# \(data.name.unicodeScalars.map { $0.value < 0x20 ? " " : String($0) }.joined())",
      "# Draws itself with gnuplot 5.4 or later, run in this folder: gnuplot -d \(stem).gp",
      "set encoding utf8", "",
    ]
    for (index, panel) in data.panels.enumerated() {
      for (place, curve) in panel.curves.enumerated() {
        lines.append("\(Self.block(index, place)) << EOD")
        for point in curve.points {
          let numbers = [point.x, point.y, point.low ?? point.y, point.high ?? point.y]
          lines.append(numbers.map(GnuplotText.number).joined(separator: " "))
        }
        lines.append("EOD")
      }
    }
    lines += ["", "do for [format in '\(formats.map(\.rawValue).joined(separator: " "))'] {"]
    lines += formats.flatMap(terminal).map { "  " + $0 }
    lines += drawing.map { "  " + $0 }
    lines += ["}", ""]
    return lines.joined(separator: "\n")
  }

  private static func block(_ panel: Int, _ curve: Int) -> String { "$panel\(panel)_\(curve)" }

  private func terminal(_ format: Format) -> [String] {
    let size = style.fontSize
    let output = GnuplotText.quoted("\(stem).\(format.rawValue)")
    let settings =
      switch format {
      case .svg:
        // 96 units an inch; a point is 4/3 units.
        "svg size \(Int(width * 96)),\(Int(height * 96)) dynamic enhanced"
          + " font \(GnuplotText.quoted("\(style.font),\(Self.fixed(size * 4 / 3, 1))"))"
          + " linewidth 1.2 background 'white'"
      case .pdf:
        "pdfcairo size \(Self.fixed(width, 2))in,\(Self.fixed(height, 2))in enhanced"
          + " font \(GnuplotText.quoted("\(style.cairoFont),\(Self.fixed(size, 1))"))"
          + " linewidth 1.0"
      case .png:
        // 300 dots an inch; cairo's points are 1/72 inch at 72 dots an inch.
        "pngcairo size \(Int(width * 300)),\(Int(height * 300)) enhanced"
          + " font \(GnuplotText.quoted("\(style.cairoFont),\(Self.fixed(size, 1))"))"
          + " fontscale 3.1 linewidth 3.1 pointscale 3.1 background 'white'"
      }
    return [
      "if (format eq '\(format.rawValue)') { set terminal \(settings); set output \(output) }"
    ]
  }

  private var drawing: [String] {
    var lines = [
      // gnuplot's own format leaves room for a sign, which moves every number off its tick.
      "set format '%g'", "set multiplot", "unset key",
      "set border 3 linewidth 0.6 linecolor '#333333'",
      "set style fill transparent solid \(style.bandOpacity) noborder",
    ]
    if !data.title.isEmpty {
      lines.append(
        "set label 1 \(GnuplotText.quoted(data.title)) noenhanced at screen 0.5,"
          + " screen \(Self.fixed(1 - 0.14 / height, 4)) center"
          + " font ',\(Self.fixed(style.fontSize + 1, 1))'")
    }
    for (index, panel) in data.panels.enumerated() {
      lines += axes(panel, index: index)
      lines += plot(panel, index: index)
      if index == 0 { lines += ["unset label 1", "unset label 2"] }
    }
    return lines + key + ["unset multiplot", "unset output"]
  }

  private func axes(_ panel: FigureData.Panel, index: Int) -> [String] {
    let row = index / columns
    let column = index % columns
    // Room for the vertical axis' label and numbers left of each panel, in inches.
    let left = 0.5
    let cell = (width - 0.1) / Double(columns)
    let top = height - titleHeight - Double(row) * style.rowHeight
    let lines = [
      "set lmargin at screen \(Self.fixed((Double(column) * cell + left) / width, 4))",
      "set rmargin at screen \(Self.fixed((Double(column + 1) * cell - 0.02) / width, 4))",
      "set tmargin at screen \(Self.fixed((top - 0.24) / height, 4))",
      "set bmargin at screen \(Self.fixed((top - style.rowHeight + 0.42) / height, 4))",
      "set title \(GnuplotText.quoted(panel.title)) noenhanced offset 0,-0.6",
      "set xlabel \(GnuplotText.quoted(data.xLabel)) noenhanced offset 0,0.5",
      "set ylabel \(GnuplotText.quoted(panel.yLabel)) noenhanced offset 0.7,0",
      "set xrange [\(xRange.low):\(xRange.high)]",
      "set xtics out nomirror scale 0.5 \(xStep) offset 0,0.3",
      "set ytics out nomirror scale 0.5 autofreq offset 0.4,0",
      "set yrange [\(panel.startsAtZero ? "0" : "*"):\(Self.top(panel))]",
    ]
    return index == 0 ? lines + note : lines
  }

  /// The top of the vertical axis where the null, which may be many times higher than what was
  /// measured, would flatten the rest; else gnuplot's choice.
  private static func top(_ panel: FigureData.Panel) -> String {
    panel.measuredTop.map { fixed($0, 4) } ?? "*"
  }

  private var note: [String] {
    guard !data.note.isEmpty else { return [] }
    return [
      "set label 2 \(GnuplotText.quoted(data.note)) noenhanced at screen 0.5,"
        + " screen \(Self.fixed(0.1 / height, 4)) center font ',\(Self.fixed(style.fontSize - 1, 1))'"
        + " textcolor '#555555'"
    ]
  }

  private var xs: [Double] { data.panels.flatMap(\.curves).flatMap { $0.points.map(\.x) } }

  private var xRange: (low: String, high: String) {
    let low = xs.min() ?? 0
    let high = xs.max() ?? 1
    let room = max((high - low) * 0.02, 0.05)
    return (GnuplotText.number(low - room), GnuplotText.number(high + room))
  }

  /// Whole steps such that at most eight tick labels share an axis: orders and epochs are integers.
  private var xStep: Int {
    let span = (xs.max() ?? 1) - (xs.min() ?? 0)
    return [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000].first {
      span / Double($0) <= 8
    } ?? max(1, Int(span / 8))
  }

  private func plot(_ panel: FigureData.Panel, index: Int) -> [String] {
    var parts: [String] = []
    for (place, curve) in panel.curves.enumerated()
    where curve.stroke == .solid && curve.points.contains(where: { $0.low != nil }) {
      parts.append(
        "\(Self.block(index, place)) using 1:3:4 with filledcurves"
          + " fillcolor rgb '\(colour(curve))'")
    }
    for (place, curve) in panel.curves.enumerated() {
      parts.append("\(Self.block(index, place)) using 1:2 \(line(curve))")
    }
    return ["plot " + parts.joined(separator: ", \\\n         ")]
  }

  /// The key as a plot of its own below the panels, as wide as the figure, with nothing in it.
  private var key: [String] {
    let entries = keyLabels.map { "1/0 \(line($0.curve)) title \(GnuplotText.quoted($0.label))" }
    return [
      "set lmargin at screen 0.01", "set rmargin at screen 0.99",
      "set tmargin at screen \(Self.fixed(footHeight / height, 4))", "set bmargin at screen 0",
      "unset border", "unset tics", "unset title", "unset xlabel", "unset ylabel",
      "set xrange [0:1]", "set yrange [0:1]",
      "set key at screen 0.5, screen \(Self.fixed((footHeight - 0.02) / height, 4)) center top"
        + " horizontal maxrows \(keyRows) Left reverse noenhanced samplen 2.5 width 1 spacing 1.1",
      "plot " + entries.joined(separator: ", \\\n         "),
    ]
  }

  private func line(_ curve: FigureData.Curve) -> String {
    let colour = "linecolor rgb '\(colour(curve))'"
    return switch curve.stroke {
    case .solid:
      "with linespoints linewidth 1.6 pointtype 7 pointsize 0.28 \(colour)"
    case .dashed: "with lines linewidth 1.1 dashtype (9,5) \(colour)"
    case .dotted: "with lines linewidth 1.5 dashtype (2,4) \(colour)"
    }
  }

  private func colour(_ curve: FigureData.Curve) -> String {
    switch curve.ink {
    case .series(let index): style.colour(index)
    case .neutral: style.neutral
    }
  }

  /// The key's words: each series once, then what the strokes mean, once.
  var keyLabels: [(label: String, curve: FigureData.Curve)] {
    let curves = data.panels.flatMap(\.curves)
    var labels: [(label: String, curve: FigureData.Curve)] = []
    var seen: Set<FigureData.Ink> = []
    for curve in curves where curve.stroke == .solid && seen.insert(curve.ink).inserted {
      labels.append((curve.label, curve))
    }
    for (stroke, label) in [
      (FigureData.Stroke.dashed, "untrained"), (.dotted, "i.i.d. null"),
    ] {
      guard var curve = curves.first(where: { $0.stroke == stroke }) else { continue }
      curve.ink = .neutral
      labels.append((label, curve))
    }
    return labels
  }

  /// About how many rows the key needs at this width: a letter is half the font's size wide.
  private var keyRows: Int {
    let letter = style.fontSize / 72 * 0.5
    let longest = keyLabels.map { Double($0.label.count) * letter + 0.5 }.max() ?? 1
    let perRow = max(1, Int((width - 0.2) / longest))
    return max(1, (keyLabels.count + perRow - 1) / perRow)
  }

  /// A number with `digits` decimals, the same in every locale.
  private static func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
