import Foundation

/// Writes texts and numbers as gnuplot's script reads them.
enum GnuplotText {
  /// A single-quoted string, the only kind in which gnuplot runs no backticks.
  ///
  /// It expands no escapes either. Control characters, which no label needs, become spaces.
  static func quoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || scalar.value == 0x7F || isLineBreak(scalar) {
        result.append(" ")
      } else if scalar == "'" {
        result.append("''")
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }

  /// The label of a tic: a format of numbers to gnuplot, so that percent signs are doubled; long ones
  /// end early.
  static func tic(_ text: String) -> String {
    let shown = text.count > 24 ? text.prefix(23) + "…" : text
    return quoted(shown.replacing("%", with: "%%"))
  }

  /// Whether a scalar ends a line although it is no control character of ASCII.
  static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x85 || scalar.value == 0x2028 || scalar.value == 0x2029
  }

  /// A number: an integer without a fraction, else the shortest text that reads back the same.
  static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// A number with `digits` decimals, the same in every locale.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  /// `text`, its end replaced by an ellipsis where it is wider than `inches` in letters of `points`.
  static func fitted(_ text: String, inches: Double, points: Double) -> String {
    let most = max(4, Int(inches / letterWidth(points)))
    return text.count > most ? text.prefix(most - 1) + "…" : text
  }

  /// `text` broken between words into lines of at most `inches`, and at most `most` of them.
  static func wrapped(_ text: String, inches: Double, points: Double, most: Int) -> [String] {
    let width = max(8, Int(inches / letterWidth(points)))
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    guard lines.count > most else {
      return lines.map { $0.count > width ? $0.prefix(width - 1) + "…" : $0 }
    }
    let kept = lines.prefix(most).map { $0.count > width ? $0.prefix(width - 1) + "…" : $0 }
    return kept.dropLast() + [(kept.last ?? "").prefix(width - 1) + "…"]
  }

  /// About the width of a letter in inches: half the font's size.
  static func letterWidth(_ points: Double) -> Double { points / 72 * 0.5 }
}
