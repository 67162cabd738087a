import Base

/// A number as people ask for it: `strength.J[variant=normal,context_order=0]`.
public struct QuantityName: Sendable, Hashable {
  /// The measure.
  public var measure: String
  /// The metric; nil for all it records.
  public var metric: String?
  /// The values dimensions are held at; several are written `a|b`.
  public var filters: [Claim.Filter]

  /// Why a text is no such name.
  public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, lower case, no full stop.
    public var description: String
  }

  /// Reads a name; nothing is looked up.
  public init(_ text: String) throws(Fault) {
    var name = Substring(text)
    filters = []
    if let open = text.firstIndex(of: "[") {
      guard text.last == "]" else {
        throw Fault(description: "`\(text)` has a `[` without a `]` at its end")
      }
      name = text[..<open]
      let inside = text[text.index(after: open)..<text.index(before: text.endIndex)]
      for part in inside.split(separator: ",", omittingEmptySubsequences: false) {
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
          throw Fault(
            description: "`\(part)` in `\(text)` is no filter: write dimension=value, such as"
              + " variant=normal")
        }
        filters.append(
          Claim.Filter(
            dimension: Self.trimmed(sides[0]),
            values: sides[1].split(separator: "|").map { Self.value(Self.trimmed($0)) }))
      }
    }
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    measure = parts.first ?? ""
    metric = parts.count == 2 ? parts[1] : nil
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// A value by its spelling: whole numbers, numbers, `true`, `false`, else a text.
  private static func value(_ text: String) -> Value {
    if let integer = Int(text) { return .integer(integer) }
    if let number = Double(text), number.isFinite { return .number(number) }
    return text == "true" ? true : text == "false" ? false : .text(text)
  }
}
