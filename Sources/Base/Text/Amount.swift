import Foundation

/// Durations, sizes and counts as people read them.
public enum Amount {
  /// `0.8 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
  public static func duration(_ seconds: Double) -> String {
    if seconds < 9.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// `512 bytes`, `3.4 KiB`, `12 MiB`, `1.5 GiB`.
  public static func bytes(_ count: Int) -> String {
    guard count >= 1024 else { return Self.count(count, "byte") }
    var amount = Double(count) / 1024
    var unit = "KiB"
    for next in ["MiB", "GiB", "TiB"] where amount >= 1023.95 {
      amount /= 1024
      unit = next
    }
    return String(format: amount < 9.95 ? "%.1f" : "%.0f", amount) + " " + unit
  }

  /// `950`, `12.3 k`, `4.5 M`, `1.2 G`.
  public static func scaled(_ count: Int) -> String {
    guard count >= 1000 else { return "\(count)" }
    var amount = Double(count) / 1000
    var unit = "k"
    for next in ["M", "G", "T"] where amount >= 999.95 {
      amount /= 1000
      unit = next
    }
    return String(format: amount < 99.95 ? "%.1f" : "%.0f", amount) + " " + unit
  }

  /// `1 stage`, `5 stages`; with a plural of its own where an s does not make it.
  public static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }
}
