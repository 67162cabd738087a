import Foundation

/// Numbers as figures show them.
enum FigureNumber {
  /// A number of about three digits: `0.87`, `1.2e-05`, `15`.
  static func short(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(whole) < 1_000_000 { return "\(whole)" }
    let size = abs(value)
    if size >= 0.001, size < 10_000 {
      return String(
        format: size < 1 ? "%.2g" : size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f", value)
    }
    return String(format: "%.1e", value)
  }

  /// How many letters the longest number at a tick of an axis has, about.
  static func letters(from low: Double, to high: Double, isLog: Bool) -> Int {
    guard !isLog else {
      let decades = [low, high].map { pow(10, Foundation.log10($0).rounded(.down)) }
      return decades.map { String(format: "%g", $0).count }.max() ?? 1
    }
    // The finest step that gnuplot takes: a fifth of the range, rounded down to 1, 2 or 5.
    let part = (high - low) / 5
    let decade = pow(10, Foundation.log10(part).rounded(.down))
    let step = part / decade >= 5 ? 5 * decade : part / decade >= 2 ? 2 * decade : decade
    let decimals = max(0, -Int(Foundation.log10(step * 1.000001).rounded(.down)))
    let sign = low < 0 ? 1 : 0
    // Below 0.0001 numbers have an exponent.
    guard decimals < 5 else { return sign + 7 }
    let digits = max(1, Int(Foundation.log10(max(abs(low), abs(high))).rounded(.down)) + 1)
    return sign + digits + (decimals > 0 ? 1 + decimals : 0)
  }

  static func log10(_ value: Double) -> Double { Foundation.log10(value) }
  static func power10(_ value: Double) -> Double { pow(10, value) }
}
