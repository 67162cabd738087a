import Glibc

/// How dropping players mixes context orders.
extension PairsByOrder {
  /// I⁽ᵐ⁾ of the game whose players are kept with probability p, from those of the game itself:
  /// p²·Σᵣ Binom(r; m, p)·I⁽ʳ⁾(i,j).
  ///
  /// Both players of the pair must be kept, and of a context of m players r are: so dropout weakens
  /// pairs by at least p² and makes order m look like order p·m (after arXiv:2009.11729). The same
  /// numbers as those of `ValueTable.keepingPlayers`, by another route.
  public func keepingPlayers(withProbability p: Double) -> PairsByOrder {
    precondition((0...1).contains(p), "players are kept with probability \(p)")
    var mixed: [Double] = []
    mixed.reserveCapacity(values.count)
    for m in 0..<orderCount {
      var sums = [Double](repeating: 0, count: pairCount)
      for r in 0...m {
        let weight =
          p * p * Binomial.coefficient(m, r) * pow(p, Double(r)) * pow(1 - p, Double(m - r))
        for (pair, value) in self[order: r].enumerated() { sums[pair] += weight * value }
      }
      mixed += sums
    }
    return PairsByOrder(playerCount: playerCount, values: mixed)
  }
}
