/// v(S) = Π_{i∈S} q_i.
public struct MultiplicativeGame: ClosedFormGame {
  /// q_i of each player.
  public var factors: [Double]

  /// Makes the game of `factors.count` players.
  public init(factors: [Double]) { self.factors = factors }

  /// The number of players.
  public var playerCount: Int { factors.count }

  /// v of one coalition.
  public func value(of coalition: Coalition) -> Double {
    coalition.players.reduce(1) { $0 * factors[$1] }
  }

  /// (q_i − 1)(q_j − 1) e_m(q without i, j) / C(n−2,m), e_m the elementary symmetric polynomial.
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double {
    var elementary = [1.0] + [Double](repeating: 0, count: m)
    for (player, factor) in factors.enumerated() where player != i && player != j {
      for degree in stride(from: m, to: 0, by: -1) {
        elementary[degree] += factor * elementary[degree - 1]
      }
    }
    return (factors[i] - 1) * (factors[j] - 1) * elementary[m]
      / Binomial.coefficient(playerCount - 2, m)
  }
}
