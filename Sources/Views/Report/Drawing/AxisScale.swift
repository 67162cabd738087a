import Foundation

/// A linear axis from numbers to places on a page, with ticks at round numbers.
struct AxisScale: Hashable {
  /// The smallest number shown.
  let low: Double
  /// The largest number shown.
  let high: Double
  /// The place of `low`.
  let start: Double
  /// The place of `high`.
  let end: Double
  /// Round numbers between them, at most `ticks` asked for.
  let ticks: [Double]
  private let decimals: Int

  /// The axis that shows `numbers` between the places `start` and `end`.
  ///
  /// `rounded` widens it to round numbers at both ends; else it is as wide as the numbers.
  init(
    showing numbers: [Double], from start: Double, to end: Double, ticks count: Int,
    rounded: Bool = true
  ) {
    let finite = numbers.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if low == high {
      let room = low == 0 ? 1 : abs(low) * 0.1
      low -= room
      high += room
    }
    let raw = (high - low) / Double(max(1, count))
    let magnitude = pow(10, floor(log10(raw)))
    let step = [1.0, 2, 5, 10].map { $0 * magnitude }.first { $0 >= raw * 0.999 } ?? raw
    if rounded {
      low = floor(low / step + 1e-9) * step
      high = ceil(high / step - 1e-9) * step
    }
    self.low = low
    self.high = high
    self.start = start
    self.end = end
    let first = Int(ceil(low / step - 1e-9))
    let last = Int(floor(high / step + 1e-9))
    self.ticks = first <= last ? (first...last).map { Double($0) * step } : []
    decimals = max(0, -Int(floor(log10(step) + 1e-9)))
  }

  /// The place of a number.
  func place(_ number: Double) -> Double {
    start + (number - low) / (high - low) * (end - start)
  }

  /// A tick's label.
  func label(_ tick: Double) -> String {
    let text = String(format: "%.\(min(decimals, 9))f", tick)
    return Double(text) == 0 ? text.replacing("-", with: "") : text.replacing("-", with: "−")
  }
}

/// Places as texts for attributes of SVG.
enum Place {
  /// With one decimal: a tenth of a pixel is enough.
  static func text(_ place: Double) -> String {
    let text = String(format: "%.1f", place)
    let short = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    return short == "-0" ? "0" : short
  }

  /// The points of a polyline or polygon.
  static func points(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(text($0.x)),\(text($0.y))" }.joined(separator: " ")
  }
}
