import Foundation

/// Writes numbers as a table shows them: few digits, the same in every locale.
public enum ShownNumber {
  /// Three significant digits, without an exponent where that stays short.
  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    if value == 0 { return "0" }
    let size = abs(value)
    if size < 0.001 || size >= 100_000 { return String(format: "%.2e", value) }
    let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
    return String(format: "%.\(digits)f", value)
  }

  /// The number with four significant digits, which is what a list shows.
  static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.3e", value)) ?? value
  }

  /// A p-value: three decimals, or below 0.001 only that.
  static func probability(_ value: Double) -> String {
    value < 0.001 ? "<0.001" : String(format: "%.3f", value)
  }

  /// `0.934 ± 0.004`; without a spread the mean alone.
  static func spread(_ mean: Double, _ deviation: Double?) -> String {
    guard let deviation else { return text(mean) }
    return "\(text(mean)) ± \(text(deviation))"
  }
}
