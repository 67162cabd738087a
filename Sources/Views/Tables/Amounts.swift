import Foundation

/// Counts, durations and sizes as a page shows them.
enum Amounts {
  /// `1 stage`, `1,204 stages`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Digits in groups of three.
  static func grouped(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (number < 0 ? "−" : "") + String(digits)
  }

  /// `0.84 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 0.005 { return "< 0.01 s" }
    if seconds < 9.95 { return String(format: seconds < 0.995 ? "%.2f s" : "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// `512 B`, `3.4 KiB`, `12 MiB`.
  static func bytes(_ count: Int) -> String {
    guard count >= 1024 else { return "\(count) B" }
    var amount = Double(count) / 1024
    var unit = "KiB"
    for next in ["MiB", "GiB", "TiB"] where amount >= 1023.95 {
      amount /= 1024
      unit = next
    }
    return String(format: amount < 9.95 ? "%.1f" : "%.0f", amount) + " " + unit
  }
}
