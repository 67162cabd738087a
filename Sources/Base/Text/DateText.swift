import Glibc

/// Moments in universal time, as people read them and as names hold them.
public enum DateText {
  /// `2026-11-28 15:20:11 UTC`, from seconds since 1970.
  public static func text(_ seconds: Double) -> String {
    let digits = digits(seconds)
    return digits[0..<3].joined(separator: "-") + " " + digits[3...].joined(separator: ":") + " UTC"
  }

  /// `20261128-152011`, which sorts by time.
  public static func name(_ seconds: Double) -> String {
    let digits = digits(seconds)
    return digits[0..<3].joined() + "-" + digits[3...].joined()
  }

  /// Year, month, day, hour, minute, second.
  private static func digits(_ seconds: Double) -> [String] {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    let numbers = [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
    return ["\(parts.tm_year + 1900)"] + numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }
  }
}
