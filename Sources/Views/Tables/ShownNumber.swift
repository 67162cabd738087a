import Foundation

/// Writes numbers as a table shows them: few digits, the same in every locale.
enum ShownNumber {
  /// Three significant digits, without an exponent where that stays short.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    if value == 0 { return "0" }
    let size = abs(value)
    if size < 0.001 || size >= 100_000 { return String(format: "%.2e", value) }
    let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
    return String(format: "%.\(digits)f", value)
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

  /// Six significant digits: a number to be looked up, not compared at a glance.
  static func long(_ value: Double) -> String { String(format: "%.6g", value) }

  /// `0.9342 ± 0.0041`: the half-width with two significant digits, the mean with as many decimals;
  /// three significant digits of the mean without a half-width.
  static func estimate(_ mean: Double, halfWidth: Double?) -> String {
    guard let halfWidth, halfWidth.isFinite else { return text(mean) }
    guard halfWidth > 0 else { return "\(text(mean)) ± 0" }
    let decimals = 1 - Int(floor(log10(halfWidth)))
    // A mean far smaller or larger than its digits is read by its exponent.
    guard (0...6).contains(decimals) || (decimals < 0 && halfWidth < 100_000) else {
      return String(format: "%.2e ± %.1e", mean, halfWidth)
    }
    let shown = max(0, decimals)
    return String(format: "%.\(shown)f ± %.\(shown)f", mean, halfWidth)
  }

  /// A number's text with the sign that stands as high as a plus: for pages, not for terminals that
  /// people copy numbers from.
  static func typeset(_ text: String) -> String { text.replacing("-", with: "−") }
}
