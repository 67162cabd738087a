/// The co-Möbius transform b(T) = Σ_{L⊆T} (−1)^{|L|} v(N∖L): what T adds where all others are.
///
/// b(T) = Δ_T v(N∖T), the sum of the Harsanyi dividends of T and of all sets around it, b(∅) = v(N)
/// (Grabisch, Marichal and Roubens, "Equivalent representations of set functions", Mathematics of
/// Operations Research 25, 2000).
public struct CoMoebiusTransform: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// b of every coalition, at the index of its bits.
  public let values: [Double]

  /// Computes the transform: the dividends of the table read from its end, with alternating signs.
  public init(of table: ValueTable) {
    playerCount = table.playerCount
    var values = table.reversedDividends
    for index in values.indices where !index.nonzeroBitCount.isMultiple(of: 2) {
      values[index] = -values[index]
    }
    self.values = values
  }

  /// b of one coalition.
  public subscript(coalition: Coalition) -> Double { values[Int(coalition.bits)] }
}

extension ValueTable {
  /// Σ_{L⊆T} (−1)^{|T|−|L|} v(N∖L), the dividends of the table read from its end.
  var reversedDividends: [Double] {
    let count = values.count
    var reversed = [Double](unsafeUninitializedCapacity: count) { target, written in
      values.withUnsafeBufferPointer { values in
        for index in 0..<count { target[index] = values[count - 1 - index] }
      }
      written = count
    }
    SubsetTransform.moebius.apply(to: &reversed)
    return reversed
  }
}
