/// A game with a formula for v, and for its pairwise interactions at every context order.
///
/// The formulas are exact tests of whatever computes interactions from values.
public protocol ClosedFormGame: Game, Sendable {
  /// v of one coalition of the game's players.
  func value(of coalition: Coalition) -> Double
  /// I⁽ᵐ⁾(i,j) for i ≠ j and m in 0...n−2, from the formula.
  func interaction(order m: Int, _ i: Int, _ j: Int) -> Double
}

extension ClosedFormGame {
  /// v of each coalition.
  public func values(of coalitions: CoalitionBlock) -> [Double] { coalitions.coalitions.map(value) }

  /// I⁽ᵐ⁾(i,j) of every order and pair, from the formula.
  public var interactions: PairsByOrder {
    let pairs = PairsByOrder.pairs(playerCount)
    return PairsByOrder(
      playerCount: playerCount,
      values: (0..<max(0, playerCount - 1)).flatMap { order in
        pairs.map { interaction(order: order, $0.0, $0.1) }
      })
  }
}
