/// Durations as people write them: `90s`, `15min`, `2h`, or plain seconds.
public enum DurationText {
  private static let units: [(name: String, seconds: Double)] = [
    ("h", 3600), ("min", 60), ("s", 1),
  ]

  /// The seconds of `1.5h`, `15 min`, `90s` or `90`; nil for anything else, also for 0 and less.
  public static func seconds(_ text: String) -> Double? {
    guard let (number, unit) = AmountText.split(text) else { return nil }
    let factor = unit.isEmpty ? 1 : units.first { $0.name == unit }?.seconds
    guard let seconds = factor.map({ number * $0 }), seconds > 0, seconds.isFinite else {
      return nil
    }
    return seconds
  }

  /// `2 h`, `90 s`, `0.5 s`: the largest unit of which there are a whole number.
  public static func text(_ seconds: Double) -> String {
    let unit = units.first {
      seconds >= $0.seconds && seconds.remainder(dividingBy: $0.seconds) == 0
    }
    let count = seconds / (unit?.seconds ?? 1)
    let number = Int(exactly: count).map(String.init) ?? "\(count)"
    return "\(number) \(unit?.name ?? "s")"
  }
}

/// A number followed by a unit.
enum AmountText {
  /// The number and what follows it; nil where no decimal number begins the text.
  static func split(_ text: String) -> (number: Double, unit: String)? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard digits.first?.isNumber == true, let number = Double(digits) else { return nil }
    return (number, String(text.dropFirst(digits.count).drop { $0 == " " }))
  }
}
