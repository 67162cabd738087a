/// v(S) = max of the positive amounts of the players in S; v(∅) = 0.
public struct MaximumGame: ClosedFormGame {
  /// The amount of each player, strictly ascending and positive.
  public let amounts: [Double]

  /// Makes the game of `amounts.count` players.
  public init(ascending amounts: [Double]) {
    precondition(
      zip([0] + amounts, amounts).allSatisfy(<), "the amounts must be positive and ascending")
    self.amounts = amounts
  }

  /// The number of players.
  public var playerCount: Int { amounts.count }

  /// v of one coalition.
  public func value(of coalition: Coalition) -> Double {
    coalition.players.last.map { amounts[$0] } ?? 0
  }

  /// −a_i at m = 0, else −Σ_{r<i} (a_i − a_r) C(r, m−1)/C(n−2, m), i the lesser of the pair.
  ///
  /// A context matters only while its own maximum r lies below both; then j adds a_i − a_r less.
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double {
    let lesser = min(i, j)
    guard m > 0 else { return -amounts[lesser] }
    return -(0..<lesser).reduce(0) { sum, r in
      sum + (amounts[lesser] - amounts[r]) * Binomial.coefficient(r, m - 1)
    } / Binomial.coefficient(playerCount - 2, m)
  }
}
