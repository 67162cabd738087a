import Base
import Foundation

/// One set of axes as gnuplot draws it.
struct FigureAxes {
  /// Text above it.
  var title: String
  /// Labels of its axes.
  var xLabel = ""
  var yLabel = ""
  /// Data blocks by name, each with its lines.
  var blocks: [(name: String, lines: [String])] = []
  /// Ranges, tics and whatever else is set before plotting.
  var settings: [String] = []
  /// What the plot command draws, back to front.
  var elements: [String] = []
  /// Height over width of the axes themselves; nil to fill the place there is.
  var aspect: Double?
  /// Room for words left and right of the axes, in inches, beyond that for numbers.
  var leftRoom = 0.0
  var rightRoom = 0.0
  /// Whether there are axes at all; else only what is drawn.
  var isFramed = true
  /// What colours mean, drawn at the right.
  var colourBar: (scale: ColourScale, label: String)?
}

extension FigureAxes {
  /// The plot element of intervals, whose block holds x and, from column `low`, both ends; not gnuplot's error
  /// bars, which leave a hole where the point is.
  static func intervals(_ block: String, low: Int = 2, colour: String) -> String {
    "\(block) using 1:\(low):(0):($\(low + 1)-$\(low)) with vectors heads size graph 0.008,90"
      + " nofilled linewidth 0.9"
      + " linecolor rgb '\(colour)'"
  }
}

/// An entry of a figure's key.
struct KeyEntry {
  enum Mark {
    /// A stroke, with a marker in its middle or without.
    case line(style: String, marker: Int?)
    /// A marker alone.
    case marker(Int)
    /// A filled box; the number is gnuplot's pattern, nil for solid.
    case box(pattern: Int?)
  }

  var label: String
  var mark: Mark
  /// As `#RRGGBB`.
  var colour: String
}

/// Ranges and tics of an axis.
struct AxisScript {
  /// Settings of the axis `name`, x or y, of numbers from `low` to `high`.
  ///
  /// `room` is left at both ends, as a share of the range; `startsAtZero` ends it at 0 below.
  static func settings(
    _ name: String, _ axis: FigureAxis, low: Double, high: Double, room: Double = 0.02,
    startsAtZero: Bool = false, top: Double? = nil, integers: Bool = false, rotates: Bool = false
  ) -> [String] {
    var lines: [String] = []
    let offset = name == "x" ? "offset 0,0.3" : "offset 0.4,0"
    let tics = "set \(name)tics out nomirror scale 0.5"
    if !axis.categories.isEmpty {
      let marks = axis.categories.enumerated().map { "\(GnuplotText.tic($1)) \($0)" }
      lines.append(
        "\(tics) noenhanced \(rotates ? "rotate by 35 right" : offset)"
          + " (\(marks.joined(separator: ", ")))")
      lines.append("set \(name)range [-0.6:\(Double(axis.categories.count) - 0.4)]")
      return lines
    }
    if axis.isLog {
      lines.append("set logscale \(name)")
      let decades = log10(high / low)
      // Five and six digits side by side would run into each other: 20k, 50k, 100k.
      let isLong = low >= 1e4 && high < 1e6
      let format = decades > 3 ? "'10^{%L}'" : isLong ? "'%.0s%c'" : "'%g'"
      lines.append("set format \(name) \(format)")
      let marks = logarithmicTics(from: low, to: high)
      lines.append(
        marks.isEmpty
          ? "\(tics) autofreq \(offset)" : "\(tics) \(offset) (\(marks.joined(separator: ", ")))")
      let factor = pow(10, max(decades, 0.3) * max(room, 0.02))
      lines.append(
        "set \(name)range [\(GnuplotText.number(low / factor)):\(GnuplotText.number(high * factor))]"
      )
      return lines
    }
    let span = high - low
    let margin = span > 0 ? span * room : max(abs(high) * 0.05, 0.05)
    if integers {
      lines.append("\(tics) \(step(span)) \(offset)")
    } else if name == "x", span > 0 {
      lines.append("\(tics) \(GnuplotText.number(roundStep(span))) \(offset)")
    } else {
      lines.append("\(tics) autofreq \(offset)")
    }
    let bottom = startsAtZero ? "0" : GnuplotText.number(low - margin)
    lines.append("set \(name)range [\(bottom):\(GnuplotText.number(top ?? high + margin))]")
    return lines
  }

  /// Round numbers within two and a half decades, of which gnuplot would label powers of ten alone; none
  /// where these are enough.
  private static func logarithmicTics(from low: Double, to high: Double) -> [String] {
    let decades = log10(high / low)
    guard decades > 0, decades < 2.5 else { return [] }
    let steps: [Double] = decades < 0.7 ? [1, 1.5, 2, 3, 4, 5, 7] : [1, 2, 5]
    let powers = Int(floor(log10(low))) - 1...Int(ceil(log10(high)))
    let marks: [Double] = powers.flatMap { power -> [Double] in
      let decade = pow(10, Double(power))
      return steps.map { $0 * decade }
    }
    let shown = low / 1.15...high * 1.15
    return marks.filter(shown.contains).map { String(format: "%g", $0) }
  }

  /// Round steps such that about six tick labels, which stand side by side, share an axis.
  static func roundStep(_ span: Double) -> Double {
    let power = pow(10, floor(log10(span / 6)))
    return [1, 2, 2.5, 5].map { $0 * power }.first { span / $0 <= 6 } ?? 10 * power
  }

  /// Whole steps such that at most eight tick labels share an axis: orders and epochs are integers.
  static func step(_ span: Double) -> Int {
    [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000].first {
      span / Double($0) <= 8
    } ?? max(1, Int(span / 8))
  }
}
