/// The multi-order Shapley values of one game: φ⁽ᵐ⁾(i), player i's mean effect in contexts of m.
///
/// φ⁽ᵐ⁾(i) is the mean over S ⊆ N∖{i}, |S| = m, of v(S∪{i}) − v(S), for m = 0...n−1; its mean
/// over m is the Shapley value.
public struct MultiOrderShapleyValues: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// φ⁽ᵐ⁾(i), shape [m][i].
  public let values: [Double]

  /// Computes the values from the sums of a table.
  public init(_ sums: CoalitionSums) {
    let n = sums.playerCount
    let (all, withPlayer) = (sums.all, sums.withPlayer)
    playerCount = n
    values = (0..<n).flatMap { m in
      (0..<n).map { i in
        let with = withPlayer[(m + 1) * n + i]
        let without = all[m] - withPlayer[m * n + i]
        return (with - without) / Binomial.coefficient(n - 1, m)
      }
    }
  }

  /// Computes the values from a table.
  public init(of table: ValueTable) {
    self.init(CoalitionSums(of: table, interactionOrder: 1))
  }

  /// φ⁽ᵐ⁾ of one player.
  public subscript(order order: Int, player: Int) -> Double {
    values[order * playerCount + player]
  }

  /// The Shapley value of each player: the mean of φ⁽ᵐ⁾ over all orders.
  public var shapley: [Double] {
    (0..<playerCount).map { player in
      (0..<playerCount).reduce(0) { $0 + self[order: $1, player] } / Double(playerCount)
    }
  }
}
