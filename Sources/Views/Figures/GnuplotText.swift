/// Writes texts and numbers as gnuplot's script reads them.
enum GnuplotText {
  /// A single-quoted string, the only kind in which gnuplot runs no backticks.
  ///
  /// It expands no escapes either. Control characters, which no label needs, become spaces.
  static func quoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || scalar.value == 0x7F {
        result.append(" ")
      } else if scalar == "'" {
        result.append("''")
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }

  /// A number: an integer without a fraction, else the shortest text that reads back the same.
  static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
