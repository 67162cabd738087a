import Base

/// Interactions of a game whose players are dropped at random, from draws of who is kept.
///
/// Each draw keeps every player with probability p, for all coalitions alike, as one mask of dropout
/// does: its game is v(S∩K). The mean of its I⁽ᵐ⁾ over draws estimates that of
/// `ValueTable.keepingPlayers` without bias, and knows nothing of how orders mix.
public struct SampledDropout: Sendable, Hashable {
  /// I⁽ᵐ⁾(i,j), the mean over draws.
  public let means: PairsByOrder
  /// The mean of I⁽ᵐ⁾ over pairs, by context order, with its standard error over draws.
  public let signedMeans: [MeanEstimate]

  /// Draws `draws` times, at least twice, from `table`, which must have two players.
  ///
  /// `sample` tells the draws of several games under one seed apart.
  public init(
    of table: ValueTable, keepingWithProbability p: Double, draws: Int, seed: UInt64,
    sample: UInt64 = 0
  ) {
    precondition(draws >= 2 && table.playerCount >= 2, "\(draws) draws for \(table.playerCount)")
    let pairCount = PairsByOrder.pairCount(table.playerCount)
    var sums = [Double](repeating: 0, count: (table.playerCount - 1) * pairCount)
    var ofDraws: [[Double]] = []
    for draw in 0..<draws {
      var stream = RandomStream(
        seed: seed, purpose: "dropped players", index: sample, subindex: UInt32(draw))
      let kept = Coalition(players: (0..<table.playerCount).filter { _ in stream.uniform() < p })
      let found = CoalitionSums(of: table.keeping(kept)).interactions
      for (place, value) in found.values.enumerated() { sums[place] += value }
      ofDraws.append(
        (0..<found.orderCount).map { order in
          found[order: order].reduce(0, +) / Double(pairCount)
        })
    }
    means = PairsByOrder(
      playerCount: table.playerCount, values: sums.map { $0 / Double(draws) })
    signedMeans = (0..<table.playerCount - 1).compactMap { order in
      MeanEstimate(meanOf: ofDraws.map { $0[order] })
    }
  }
}
