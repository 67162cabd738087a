/// Why numbers are not a table of values.
public enum ValueTableError: Error, Sendable, Hashable {
  /// The number of players is negative or above `ValueTable.mostPlayers`.
  case playerCount(Int)
  /// The number of values is not 2ⁿ, for the given n or, when nil, for any n.
  case length(Int, playerCount: Int?)
  /// The value of this coalition is NaN or infinite.
  case notFinite(Double, Coalition)
  /// A game answered with this many values.
  case answers(Int, asked: Int)
}

extension ValueTableError: CustomStringConvertible {
  /// One line for a person, lower case, no full stop.
  public var description: String {
    switch self {
    case .playerCount(let count):
      return "a table of values has 0 to \(ValueTable.mostPlayers) players, not \(count)"
    case .length(let count, let playerCount?):
      return "\(playerCount) players need \(1 << playerCount) values, one per coalition, "
        + "not \(count)"
    case .length(let count, nil):
      return "\(count) values are no table: there must be 2^n of them, one per coalition"
    case .notFinite(let value, let coalition):
      return "the value of coalition \(coalition) is \(value); every value must be finite"
    case .answers(let count, let asked):
      return "the game answered \(count) values to \(asked) coalitions"
    }
  }
}
