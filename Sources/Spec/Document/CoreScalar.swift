/// Readings of an unquoted scalar, after the YAML 1.2 core schema.
enum CoreScalar {
  /// `true` or `false`; YAML 1.1's `yes`, `on`, `y` and the like are texts.
  static func boolean(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// An integer, also where written with an empty fraction or an exponent (`1e3`, `20.0`).
  static func integer(_ text: String) -> Int? {
    if let value = Int(text) { return value }
    guard let value = number(text), value.magnitude < 0x1p53 else { return nil }
    return Int(exactly: value)
  }

  /// A decimal number, NaN or an infinity; nil for other texts (hexadecimal floats, `1_000`).
  static func number(_ text: String) -> Double? {
    switch text.lowercased() {
    case ".nan", "nan": return .nan
    case ".inf", "+.inf", "inf", "+inf", "infinity": return .infinity
    case "-.inf", "-inf", "-infinity": return -.infinity
    default: break
    }
    // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
    var rest = Substring(text).utf8[...]
    func skip(_ set: StaticString) -> Bool {
      guard let first = rest.first, set.description.utf8.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    func digits() -> Int {
      let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    _ = skip("+-")
    let whole = digits()
    var fraction = 0
    if skip(".") { fraction = digits() }
    guard whole + fraction > 0 else { return nil }
    if skip("eE") {
      _ = skip("+-")
      guard digits() > 0 else { return nil }
    }
    guard rest.isEmpty else { return nil }
    return Double(text) ?? Double("0" + text) ?? Double(text + "0")
  }
}
