import Base
import Foundation

extension DateText {
  /// Seconds since 1970 of `2026-11-28`, `2026-11-28 15:20` or `2026-11-28 15:20:11`, in universal
  /// time; nil for anything else.
  static func seconds(_ text: String) -> Double? {
    let halves = text.replacing(" UTC", with: "").split { $0 == " " || $0 == "T" }
    let date = halves.first.map { numbers($0, separator: "-") } ?? []
    let time = halves.count == 2 ? numbers(halves[1], separator: ":") : [0, 0, 0]
    guard halves.count <= 2, date.count == 3, (2...3).contains(time.count), date[0] > 1000,
      (1...12).contains(date[1]), (1...31).contains(date[2]), time[0] < 24, time[1] < 60
    else { return nil }
    var parts = tm()
    parts.tm_year = Int32(date[0] - 1900)
    parts.tm_mon = Int32(date[1] - 1)
    parts.tm_mday = Int32(date[2])
    parts.tm_hour = Int32(time[0])
    parts.tm_min = Int32(time[1])
    parts.tm_sec = Int32(time.count == 3 ? min(time[2], 60) : 0)
    return Double(timegm(&parts))
  }

  /// The whole numbers between separators; empty when anything is no number.
  private static func numbers(_ text: Substring, separator: Character) -> [Int] {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.count <= 4 && $0.allSatisfy(\.isNumber) ? Int($0) : nil }
    return numbers.count == parts.count ? numbers : []
  }
}
