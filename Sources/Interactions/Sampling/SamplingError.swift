/// Why interactions or values cannot be sampled as asked.
public enum SamplingError: Error, Sendable, Hashable {
  /// The budget is below the forward passes of the first round.
  case budget(Int, needed: Int)
  /// Fewer contexts per pair (or permutations, or draws) than a standard error takes.
  case repetitions(Int, atLeast: Int)
  /// A context order outside 0...n−2.
  case contextOrder(Int, playerCount: Int)
  /// A pair with a player outside 0..<n.
  case pair(PlayerPair, playerCount: Int)
  /// No pair, or no context order, to measure.
  case nothingAsked
  /// Too few or too many players.
  case playerCount(Int)
  /// The game and the sampling differ in their number of players.
  case players(ofGame: Int, ofSampling: Int)
  /// A game answered with this many values.
  case answers(Int, asked: Int)
  /// A game answered with NaN or infinity.
  case notFinite(Double)
}

extension SamplingError: CustomStringConvertible {
  /// One line for a person, lower case, no full stop.
  public var description: String {
    switch self {
    case .budget(let budget, let needed):
      return "a budget of \(budget) forward passes is below the \(needed) of the first round; "
        + "raise it, or ask for fewer pairs, context orders or contexts"
    case .repetitions(let count, let least):
      return "\(count) independent repetitions give no standard error; ask for \(least) or more"
    case .contextOrder(let order, let count):
      return "there is no context order \(order): of \(count) players it is 0 to \(count - 2)"
    case .pair(let pair, let count):
      return "there is no pair (\(pair.first), \(pair.second)) of \(count) players, "
        + "who are 0 to \(count - 1)"
    case .nothingAsked:
      return "there is no pair or no context order to sample; name at least one of each"
    case .playerCount(let count):
      return "interactions are sampled of 2 to 1048576 players, not of \(count)"
    case .players(let game, let sampling):
      return "the game has \(game) players, the sampling \(sampling)"
    case .answers(let count, let asked):
      return "the game answered \(count) values to \(asked) coalitions"
    case .notFinite(let value):
      return "the value of a sampled coalition is \(value); every value must be finite"
    }
  }
}
