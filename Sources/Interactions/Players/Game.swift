/// A value function v over the coalitions of n players.
public protocol Game {
  /// The number of players n.
  var playerCount: Int { get }
  /// v of each coalition, in the order given.
  ///
  /// Many at once, so that a network can evaluate them as one batch; a value depends on its
  /// coalition and its place in the block alone, not on its neighbours.
  func values(of coalitions: CoalitionBlock) throws -> [Double]
}

extension Game {
  /// v of each coalition of at most 64 players.
  public func values(of coalitions: [Coalition]) throws -> [Double] {
    try values(of: CoalitionBlock(coalitions, playerCount: playerCount))
  }
}
