import Base

/// Which things are listed: `accuracy > 0.9 and variant = "low-order"`, typed and checked against the
/// names there are.
public indirect enum Filter: Sendable, Hashable {
  /// How a value is compared.
  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equal = "="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    /// The text holds another.
    case contains = "~"
    /// The value is one of several.
    case oneOf = "in"
  }

  case and(Filter, Filter)
  case or(Filter, Filter)
  case not(Filter)
  case comparison(AskedName, Comparison, [Value])
  case tag(String)

  /// The names it asks for.
  public var names: [AskedName] {
    switch self {
    case .and(let first, let second), .or(let first, let second): first.names + second.names
    case .not(let filter): filter.names
    case .comparison(let name, _, _): [name]
    case .tag: []
    }
  }

  /// Whether a thing with these values and tags is listed.
  ///
  /// A comparison with what is not there is false.
  public func matches(_ value: (AskedName) -> Value?, tags: [String]) -> Bool {
    switch self {
    case .and(let first, let second):
      first.matches(value, tags: tags) && second.matches(value, tags: tags)
    case .or(let first, let second):
      first.matches(value, tags: tags) || second.matches(value, tags: tags)
    case .not(let filter): !filter.matches(value, tags: tags)
    case .tag(let name): tags.contains(name)
    case .comparison(let name, let comparison, let literals):
      value(name).map { Self.holds($0, comparison, literals) } ?? false
    }
  }

  private static func holds(_ value: Value, _ comparison: Comparison, _ literals: [Value]) -> Bool {
    if comparison == .oneOf { return literals.contains { holds(value, .equal, [$0]) } }
    guard let literal = literals.first else { return false }
    if let number = value.number, let other = literal.number {
      switch comparison {
      case .equal: return number == other
      case .unequal: return number != other
      case .less: return number < other
      case .atMost: return number <= other
      case .greater: return number > other
      case .atLeast: return number >= other
      case .contains, .oneOf: return false
      }
    }
    let text = value.text ?? value.json
    guard let other = literal.text else { return comparison == .unequal }
    switch comparison {
    case .equal: return text == other
    case .unequal: return text != other
    case .contains: return text.contains(other)
    default: return false
    }
  }
}
