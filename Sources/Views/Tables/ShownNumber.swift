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

  /// Six significant digits: a number to be looked up, not compared at a glance.
  static func long(_ value: Double) -> String { String(format: "%.6g", value) }

  /// `0.9342 ± 0.0041`: the half-width with two significant digits, the mean with as many decimals;
  /// three significant digits of the mean without a half-width.
  static func estimate(_ mean: Double, halfWidth: Double?) -> String {
    guard let halfWidth, halfWidth.isFinite else { return text(mean) }
    guard halfWidth > 0 else { return "\(text(mean)) ± 0" }
    guard let decimals = decimals(halfWidth) else {
      return String(format: "%.2e ± %.1e", mean, halfWidth)
    }
    return String(format: "%.\(decimals)f ± %.\(decimals)f", mean, halfWidth)
  }

  /// A number with the decimals its half-width has with two significant digits; three significant
  /// digits without a half-width.
  static func text(_ value: Double, halfWidth: Double?) -> String {
    guard let halfWidth, halfWidth.isFinite, halfWidth > 0 else { return text(value) }
    guard let decimals = decimals(halfWidth) else { return String(format: "%.2e", value) }
    let text = String(format: "%.\(decimals)f", value)
    return Double(text) == 0 ? text.replacing("-", with: "") : text
  }

  /// The decimals of two significant digits; nil where a number is read by its exponent.
  private static func decimals(_ halfWidth: Double) -> Int? {
    let decimals = 1 - Int(floor(log10(halfWidth)))
    guard decimals <= 6, halfWidth < 100_000 else { return nil }
    return max(0, decimals)
  }

  /// The shortest text that reads back the same: `0.5`, `20`.
  static func shortest(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// A number's text with the sign that stands as high as a plus: for pages, not for terminals that
  /// people copy numbers from.
  static func typeset(_ text: String) -> String { text.replacing("-", with: "−") }
}
