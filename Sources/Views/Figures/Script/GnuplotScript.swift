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
  private let axes: [FigureAxes]
  private let layout: FigureLayout

  init(data: FigureData, style: FigureStyle, formats: [Format], stem: String) {
    self.data = data
    self.style = style
    self.formats = formats
    self.stem = stem
    axes = data.kind.axes(style)
    layout = FigureLayout(data, axes: axes, style: style)
  }

  /// The script's text.
  var text: String {
    var lines = [
      "# " + data.name.unicodeScalars.map { $0.value < 0x20 ? " " : String($0) }.joined(),
      "# Draws itself with gnuplot 5.4 or later, run in this folder: gnuplot -d \(stem).gp",
      "set encoding utf8", "",
    ]
    for block in axes.flatMap(\.blocks) {
      lines.append("\(block.name) << EOD")
      lines += block.lines
      lines.append("EOD")
    }
    lines += ["", "do for [format in '\(formats.map(\.rawValue).joined(separator: " "))'] {"]
    lines += formats.flatMap(terminal).map { "  " + $0 }
    lines += drawing.map { "  " + $0 }
    lines += ["}", ""]
    return lines.joined(separator: "\n")
  }

  private func terminal(_ format: Format) -> [String] {
    let size = style.fontSize
    let (width, height) = (layout.width, layout.height)
    let output = GnuplotText.quoted("\(stem).\(format.rawValue)")
    let settings =
      switch format {
      case .svg:
        // 96 units an inch; a point is 4/3 units.
        "svg size \(Int(width * 96)),\(Int(height * 96)) dynamic enhanced"
          + " font \(GnuplotText.quoted("\(style.font),\(GnuplotText.fixed(size * 4 / 3, 1))"))"
          + " linewidth 1.2 background 'white'"
      case .pdf:
        "pdfcairo size \(GnuplotText.fixed(width, 2))in,\(GnuplotText.fixed(height, 2))in enhanced"
          + " font \(GnuplotText.quoted("\(style.cairoFont),\(GnuplotText.fixed(size, 1))"))"
          // Its own default is 0.5; at 0.75 a point of the font is a point on paper.
          + " fontscale 0.75 linewidth 1.0"
      case .png:
        // 300 dots an inch; cairo's points are 1/72 inch at 72 dots an inch.
        "pngcairo size \(Int(width * 300)),\(Int(height * 300)) enhanced"
          + " font \(GnuplotText.quoted("\(style.cairoFont),\(GnuplotText.fixed(size, 1))"))"
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
      "set style fill transparent solid \(style.bandOpacity) noborder",
    ]
    for (index, axes) in axes.enumerated() {
      lines += settings(axes, index: index)
      lines += axes.settings
      if index == 0 { lines += title + note + key }
      lines.append(
        "plot "
          + axes.elements.map { $0 + " notitle" }.joined(separator: ", \\\n         "))
      // What belongs to the figure is drawn once, with the first panel.
      lines += ["unset label", "unset arrow", "unset object"]
      lines += ["unset logscale", "set format '%g'", "unset xzeroaxis"]
    }
    return lines + ["unset multiplot", "unset output"]
  }

  private func settings(_ axes: FigureAxes, index: Int) -> [String] {
    let place = layout.place(of: axes, index: index)
    var lines = [
      axes.isFramed
        ? "set border 3 linewidth 0.6 linecolor '#333333'" : "unset border; unset tics",
      "set lmargin at screen \(GnuplotText.fixed(place.left / layout.width, 4))",
      "set rmargin at screen \(GnuplotText.fixed(place.right / layout.width, 4))",
      "set tmargin at screen \(GnuplotText.fixed(place.top / layout.height, 4))",
      "set bmargin at screen \(GnuplotText.fixed(place.bottom / layout.height, 4))",
    ]
    let middle = (x: (place.left + place.right) / 2, y: (place.top + place.bottom) / 2)
    let width = place.right - place.left
    // Placed in inches, not in characters: terminals differ in what a character is.
    if !axes.title.isEmpty {
      lines.append(
        label(3, fitted(axes.title, width + 0.4), middle.x, place.top + 0.1, "center"))
    }
    if !axes.xLabel.isEmpty {
      let tall = axes.settings.contains { $0.hasPrefix("set xtics") && $0.contains("rotate") }
      lines.append(
        label(
          4, fitted(axes.xLabel, width + 0.4), middle.x, place.bottom - (tall ? 0.56 : 0.32),
          "center"))
    }
    if !axes.yLabel.isEmpty {
      lines.append(
        label(
          5, fitted(axes.yLabel, place.top - place.bottom + 0.4), place.left - layout.yLabelGap,
          middle.y, "center rotate"))
    }
    if let bar = axes.colourBar, layout.hasColourBar(index) { lines += colourBar(bar, place) }
    return lines
  }

  /// A strip of colours right of the axes with numbers at its ends and middle, and its label.
  private func colourBar(
    _ bar: (scale: ColourScale, label: String), _ place: FigureLayout.Place
  ) -> [String] {
    let steps = 40
    let (left, right) = (place.right + 0.08, place.right + 0.18)
    let height = place.top - place.bottom
    var lines = (0..<steps).map { step in
      let value =
        bar.scale.low + (bar.scale.high - bar.scale.low) * (Double(step) + 0.5) / Double(steps)
      let from = place.bottom + height * Double(step) / Double(steps)
      let to = place.bottom + height * Double(step + 1) / Double(steps)
      return "set object \(500 + step) rectangle from \(layout.screen(left, from)) to"
        + " \(layout.screen(right, to)) fillcolor rgb"
        + " '#\(GnuplotText.hexadecimal(bar.scale.colour(value)))' fillstyle solid 1.0 noborder"
    }
    let ends = [bar.scale.low, (bar.scale.low + bar.scale.high) / 2, bar.scale.high]
    for (tag, value) in ends.enumerated() {
      let y = place.bottom + height * Double(tag) / 2
      lines.append(label(400 + tag, FigureNumber.short(value), right + 0.05, y, "left"))
    }
    lines.append(
      label(
        403, fitted(bar.label, height + 0.6), right + 0.5, (place.top + place.bottom) / 2,
        "center rotate"))
    return lines
  }

  private func fitted(_ text: String, _ inches: Double) -> String {
    GnuplotText.fitted(text, inches: inches, points: style.fontSize)
  }

  /// A text at a place given in inches from the lower left corner.
  private func label(_ tag: Int, _ text: String, _ x: Double, _ y: Double, _ rest: String)
    -> String
  {
    "set label \(tag) \(GnuplotText.quoted(text)) noenhanced at \(layout.screen(x, y)) \(rest)"
  }

  private var title: [String] {
    layout.titleLines.enumerated().map { line, text in
      label(
        200 + line, text, layout.width / 2, layout.height - 0.14 - Double(line) * 0.16, "center")
        + " font ',\(GnuplotText.fixed(style.fontSize + 1, 1))'"
    }
  }

  private var note: [String] {
    layout.noteLines.reversed().enumerated().map { line, text in
      label(210 + line, text, layout.width / 2, 0.1 + Double(line) * 0.13, "center")
        + " font ',\(GnuplotText.fixed(style.fontSize - 1, 1))' textcolor '#555555'"
    }
  }

  /// The key below the panels: a mark and a word for each entry, row by row, centred.
  ///
  /// Drawn by hand: gnuplot lays a key out by each terminal's own guess of how wide letters are.
  private var key: [String] {
    layout.keyPlaces.enumerated().flatMap { index, entry in
      let (x, y) = (entry.x, entry.y)
      let colour = "linecolor rgb '\(entry.entry.colour)'"
      let middle = layout.screen(x + FigureLayout.markWidth / 2, y)
      var lines = [
        label(10 + index, entry.label, x + FigureLayout.markWidth + FigureLayout.markGap, y, "left")
      ]
      func marker(_ number: Int, size: String) -> String {
        "set label \(100 + index) '' at \(middle) point pointtype \(number) pointsize \(size)"
          + " linewidth 1 \(colour)"
      }
      switch entry.entry.mark {
      case .line(let style, let number):
        lines.append(
          "set arrow \(10 + index) from \(layout.screen(x, y)) to"
            + " \(layout.screen(x + FigureLayout.markWidth, y)) nohead \(style)")
        if let number { lines.append(marker(number, size: KeyEntry.pointSize)) }
      case .marker(let number): lines.append(marker(number, size: "0.6"))
      case .box(let pattern):
        let corners =
          "from \(layout.screen(x + 0.09, y - 0.045)) to \(layout.screen(x + 0.24, y + 0.045))"
        let colour = "fillcolor rgb '\(entry.entry.colour)'"
        let border = "border linecolor rgb '\(entry.entry.colour)' linewidth 0.8"
        lines.append(
          "set object \(10 + index) rectangle \(corners) \(colour) fillstyle solid"
            + " \(pattern == nil ? "1.0" : "0.45") \(border)")
        if let pattern {
          lines.append(
            "set object \(100 + index) rectangle \(corners) \(colour) fillstyle transparent pattern"
              + " \(pattern) \(border)")
        }
      }
      return lines
    }
  }
}
