import Base

/// Writes values as YAML that reads back as the same values.
enum YAMLText {
  /// A value on one line, in flow style.
  static func flow(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let integer): "\(integer)"
    case .number(let number): NumberRange.text(number)
    case .text(let text): scalar(text)
    case .list(let values): "[" + values.map(flow).joined(separator: ", ") + "]"
    case .map(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\(scalar($0.key)): \(flow($0.value))" }
        .joined(separator: ", ") + "}"
    }
  }

  /// A text: plain where no reader could take it for anything else, else in double quotes.
  static func scalar(_ text: String) -> String {
    let isPlain =
      (text.unicodeScalars.first.map(isLetter) ?? false)
      && text.unicodeScalars.allSatisfy {
        isLetter($0) || "0123456789_./@-".unicodeScalars.contains($0)
      }
      && CoreScalar.boolean(text) == nil && CoreScalar.number(text) == nil
      && text.lowercased() != "null"
    return isPlain ? text : quoted(text)
  }

  /// A text in double quotes, on one line.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          result += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }
}
