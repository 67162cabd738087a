/// The multi-order interactions I⁽ᵐ⁾(i,j) of one game, exact, all pairs and all orders.
///
/// I⁽ᵐ⁾(i,j) is the mean over the contexts S ⊆ N∖{i,j} with |S| = m of
/// Δv(i,j,S) = v(S∪{i,j}) − v(S∪{i}) − v(S∪{j}) + v(S) (Zhang et al., "Interpreting multi-order
/// interactions", arXiv:2103.07364; Deng et al., "Discovering and explaining the representation
/// bottleneck of DNNs", arXiv:2111.06236). The order is the size of the context.
public struct PairwiseInteractionsByOrder: Sendable, Hashable {
  /// I⁽ᵐ⁾(i,j).
  public let means: PairsByOrder
  /// E_S|Δv(i,j,S)|, the same without cancellation between contexts; nil when not asked for.
  public let magnitudes: PairsByOrder?
  /// v(N) − v(∅).
  public let grandEffect: Double

  /// Computes the interactions from a table, with or without the magnitudes.
  ///
  /// The means cost about 10·2ⁿ additions, the magnitudes n²/8·2ⁿ; both sum in an order fixed by
  /// n alone.
  public init(of table: ValueTable, magnitudes: Bool = true) {
    means = CoalitionSums(of: table).interactions
    self.magnitudes = magnitudes ? AbsoluteDifferences.means(of: table) : nil
    grandEffect = table.grandEffect
  }

  /// Holds interactions computed elsewhere.
  public init(means: PairsByOrder, magnitudes: PairsByOrder?, grandEffect: Double) {
    self.means = means
    self.magnitudes = magnitudes
    self.grandEffect = grandEffect
  }

  /// The number of players n.
  public var playerCount: Int { means.playerCount }
}

extension CoalitionSums {
  /// I⁽ᵐ⁾(i,j) of every order and pair.
  ///
  /// C(n−2,m)·I⁽ᵐ⁾ is the sum over |S| = m of v(S∪{i,j}), less those of v(S∪{i}) and v(S∪{j}),
  /// plus that of v(S), each by inclusion and exclusion from the sums with i, with j, with both.
  public var interactions: PairsByOrder {
    let n = playerCount
    let pairs = PairsByOrder.pairs(n)
    let (all, withPlayer, withPair) = (all, withPlayer, withPair)
    var values: [Double] = []
    values.reserveCapacity(max(0, n - 1) * pairs.count)
    for m in 0..<max(0, n - 1) {
      let contexts = Binomial.coefficient(n - 2, m)
      let next = (m + 1) * n
      for (pair, (i, j)) in pairs.enumerated() {
        let both = withPair[(m + 2) * pairs.count + pair]
        let together = withPair[(m + 1) * pairs.count + pair]
        let onlyFirst = withPlayer[next + i] - together
        let onlySecond = withPlayer[next + j] - together
        let neither =
          all[m] - withPlayer[m * n + i] - withPlayer[m * n + j] + withPair[m * pairs.count + pair]
        values.append(((both - onlyFirst) - (onlySecond - neither)) / contexts)
      }
    }
    return PairsByOrder(playerCount: n, values: values)
  }
}
