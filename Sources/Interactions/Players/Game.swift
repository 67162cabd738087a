/// A value function v over the coalitions of n players.
public protocol Game {
  /// The number of players n.
  var playerCount: Int { get }
  /// v of each coalition, in the order given.
  ///
  /// Many at once, so that a network can evaluate them as one batch; a value depends on its
  /// coalition alone, not on its neighbours in the batch.
  func values(of coalitions: [Coalition]) throws -> [Double]
}
