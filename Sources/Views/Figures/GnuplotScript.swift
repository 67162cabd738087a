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
    style.footHeight + Double(max(0, keyRowCounts.count - 1)) * 0.16
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
          // Its own default is 0.5; at 0.75 a point of the font is a point on paper.
          + " fontscale 0.75 linewidth 1.0"
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
      // What belongs to the figure is drawn once, with the first panel.
      if index == 0 { lines += ["unset label", "unset arrow"] }
    }
    return lines + ["unset multiplot", "unset output"]
  }

  private func axes(_ panel: FigureData.Panel, index: Int) -> [String] {
    let row = index / columns
    let column = index % columns
    // Room for the vertical axis' label and numbers left of each panel, in inches.
    let left = 0.57
    let cell = (width - 0.1) / Double(columns)
    let top = height - titleHeight - Double(row) * style.rowHeight
    let edges = (
      left: Double(column) * cell + left, right: Double(column + 1) * cell - 0.02,
      top: top - 0.24, bottom: top - style.rowHeight + 0.46
    )
    let middle = (x: (edges.left + edges.right) / 2, y: (edges.top + edges.bottom) / 2)
    let lines = [
      "set lmargin at screen \(Self.fixed(edges.left / width, 4))",
      "set rmargin at screen \(Self.fixed(edges.right / width, 4))",
      "set tmargin at screen \(Self.fixed(edges.top / height, 4))",
      "set bmargin at screen \(Self.fixed(edges.bottom / height, 4))",
      // Placed in inches, not in characters: terminals differ in what a character is.
      label(3, panel.title, middle.x, edges.top + 0.1, "center"),
      label(4, data.xLabel, middle.x, edges.bottom - 0.32, "center"),
      label(5, panel.yLabel, edges.left - 0.48, middle.y, "center rotate"),
      "set xrange [\(xRange.low):\(xRange.high)]",
      "set xtics out nomirror scale 0.5 \(xStep) offset 0,0.3",
      "set ytics out nomirror scale 0.5 autofreq offset 0.4,0",
      "set yrange [\(panel.startsAtZero ? "0" : "*"):\(Self.top(panel))]",
    ]
    return index == 0 ? lines + note + key : lines
  }

  /// A text at a place given in inches from the lower left corner.
  private func label(_ tag: Int, _ text: String, _ x: Double, _ y: Double, _ rest: String)
    -> String
  {
    "set label \(tag) \(GnuplotText.quoted(text)) noenhanced at \(place(x, y)) \(rest)"
  }

  private func place(_ x: Double, _ y: Double) -> String {
    "screen \(Self.fixed(x / width, 4)), screen \(Self.fixed(y / height, 4))"
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

  /// The key below the panels: a stroke and a word for each entry, row by row, centred.
  ///
  /// Drawn by hand: gnuplot lays a key out by each terminal's own guess of how wide letters are.
  private var key: [String] {
    let stroke = 0.3
    let gap = 0.06
    let widths = keyWidths
    var lines: [String] = []
    var start = 0
    for (row, count) in keyRowCounts.enumerated() {
      let total = widths[start..<start + count].reduce(0, +) - 0.22
      var x = (width - total) / 2
      let y = footHeight - 0.1 - Double(row) * 0.16
      for entry in start..<start + count {
        let (text, curve) = keyLabels[entry]
        let tag = 10 + entry
        lines.append(
          "set arrow \(tag) from \(place(x, y)) to \(place(x + stroke, y)) nohead"
            + " \(strokeStyle(curve))")
        lines.append(label(tag, text, x + stroke + gap, y, "left"))
        if curve.stroke == .solid {
          lines.append(
            "set label \(100 + entry) '' at \(place(x + stroke / 2, y)) point pointtype 7"
              + " pointsize \(Self.pointSize) linecolor rgb '\(colour(curve))'")
        }
        x += widths[entry]
      }
      start += count
    }
    return lines
  }

  private static let pointSize = "0.28"

  private func strokeStyle(_ curve: FigureData.Curve) -> String {
    let colour = "linecolor rgb '\(colour(curve))'"
    return switch curve.stroke {
    case .solid: "linewidth 1.6 \(colour)"
    case .dashed: "linewidth 1.1 dashtype (9,5) \(colour)"
    case .dotted: "linewidth 1.5 dashtype (2,4) \(colour)"
    }
  }

  private func line(_ curve: FigureData.Curve) -> String {
    curve.stroke == .solid
      ? "with linespoints \(strokeStyle(curve)) pointtype 7 pointsize \(Self.pointSize)"
      : "with lines \(strokeStyle(curve))"
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

  /// About the width of a letter in inches: half the font's size.
  private var letterWidth: Double { style.fontSize / 72 * 0.5 }

  /// The width of each entry of the key in inches: stroke, gap, word, room to the next.
  private var keyWidths: [Double] {
    keyLabels.map { 0.36 + Double($0.label.count) * letterWidth + 0.22 }
  }

  /// How many entries stand in each row of the key: as many as fit.
  private var keyRowCounts: [Int] {
    var counts: [Int] = []
    var used = Double.infinity
    for entry in keyWidths {
      if used + entry > width - 0.2 {
        counts.append(0)
        used = 0
      }
      counts[counts.count - 1] += 1
      used += entry
    }
    return counts
  }

  /// A number with `digits` decimals, the same in every locale.
  private static func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
