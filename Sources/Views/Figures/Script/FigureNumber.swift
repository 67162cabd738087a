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

  static func log10(_ value: Double) -> Double { Foundation.log10(value) }
  static func power10(_ value: Double) -> Double { pow(10, value) }
}
