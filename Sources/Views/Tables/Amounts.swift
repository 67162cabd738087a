import Base
import Foundation

/// Counts, durations and sizes as a page shows them.
enum Amounts {
  /// `1 stage`, `1,204 stages`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// The same of a noun with a plural of its own.
  static func count(_ number: Int, _ noun: String, _ plural: String) -> String {
    "\(grouped(number)) \(number == 1 ? noun : plural)"
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
    return seconds < 0.995 ? String(format: "%.2f s", seconds) : Amount.duration(seconds)
  }

  /// `512 B`, `3.4 KiB`, `12 MiB`.
  static func bytes(_ count: Int) -> String {
    count < 1024 ? "\(count) B" : Amount.bytes(count)
  }
}
