/// The Harsanyi dividends w(T) = Σ_{L⊆T} (−1)^{|T|−|L|} v(L): what T adds beyond its subsets.
public struct HarsanyiDividends: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// w of every coalition, at the index of its bits.
  public let values: [Double]

  /// Computes the dividends in place, n·2ⁿ⁻¹ subtractions, from bit 0 up.
  public init(of table: ValueTable) {
    playerCount = table.playerCount
    var values = table.values
    values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for bit in 0..<table.playerCount {
        let run = 1 << bit
        for block in stride(from: 0, to: buffer.count, by: 2 * run) {
          let without = start + block
          let with = without + run
          for index in 0..<run { with[index] -= without[index] }
        }
      }
    }
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
