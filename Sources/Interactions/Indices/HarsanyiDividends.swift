/// The Harsanyi dividends w(T) = Σ_{L⊆T} (−1)^{|T|−|L|} v(L): what T adds beyond its subsets.
///
/// Also called the Möbius transform of v, or its AND interactions, w(∅) = v(∅) (Harsanyi, "A
/// simplified bargaining model for the n-person cooperative game", 1963).
public struct HarsanyiDividends: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// w of every coalition, at the index of its bits.
  public let values: [Double]

  /// Computes the dividends, n·2ⁿ⁻¹ subtractions, from bit 0 up.
  public init(of table: ValueTable) {
    playerCount = table.playerCount
    var values = table.values
    SubsetTransform.moebius.apply(to: &values)
    self.values = values
  }

  /// w of one coalition.
  public subscript(coalition: Coalition) -> Double { values[Int(coalition.bits)] }

  /// I⁽ᵐ⁾(i,j) = Σ_{l≤m} C(m,l)/C(n−2,l) · Σ_{|L|=l} w(L∪{i,j}), L ⊆ N∖{i,j}.
  ///
  /// A second route to the same number, slower than `PairwiseInteractionsByOrder`: a context of
  /// size m contains a given L of size l with probability C(m,l)/C(n−2,l).
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double {
    let pair = Coalition(players: [i, j])
    var bySize = [Double](repeating: 0, count: playerCount + 1)
    for index in values.indices {
      let coalition = Coalition(bits: UInt64(index))
      if pair.isSubset(of: coalition) { bySize[coalition.count - 2] += values[index] }
    }
    return (0...m).reduce(0) { sum, size in
      sum + Binomial.coefficient(m, size) / Binomial.coefficient(playerCount - 2, size)
        * bySize[size]
    }
  }
}
