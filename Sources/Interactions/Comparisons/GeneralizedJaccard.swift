import Base

/// Σ min(a, b) / Σ max(a, b) of signed strengths, each lifted to its positive and negative part.
///
/// 1 where two lists agree, 0 where they share nothing or all signs differ; nil where both are 0
/// throughout, which is no agreement to speak of.
public func generalizedJaccard(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double? {
  var smaller = 0.0
  var larger = 0.0
  for (x, y) in zip(a, b) {
    smaller += max(0, min(x, y)) + max(0, min(-x, -y))
    larger += max(0, max(x, y)) + max(0, max(-x, -y))
  }
  return larger > 0 ? smaller / larger : nil
}

/// The generalised Jaccard similarity of the interactions of two games, in all and by interaction
/// order.
public struct InteractionSimilarity: Sendable, Hashable {
  /// Over all interactions of 1 to n players; nil where none is.
  public let total: Double?
  /// Of each interaction order 1...n; nil where neither game has an interaction of that order.
  public let byInteractionOrder: [Double?]

  /// Compares two games of as many players; merge single players first (`mergingSingles`).
  public init(_ first: AndOrInteractions, _ second: AndOrInteractions) {
    precondition(first.playerCount == second.playerCount, "games with different players")
    self.init(
      first.entries, second.entries, playerCount: first.playerCount)
  }

  private init(_ first: [Double], _ second: [Double], playerCount: Int) {
    let groups = InteractionOrderGroups(playerCount: playerCount)
    byInteractionOrder = groups.entries.map { entries in
      generalizedJaccard(entries.map { first[$0] }, entries.map { second[$0] })
    }
    let all = groups.entries.flatMap { $0 }
    total = generalizedJaccard(all.map { first[$0] }, all.map { second[$0] })
  }

  /// The mean similarity when the second game's interactions are dealt out anew among the
  /// coalitions of the same size and type: the level of games that share only how strong each
  /// interaction order is.
  public static func chance(
    _ first: AndOrInteractions, _ second: AndOrInteractions, permutations: Int = 200,
    seed: UInt64
  ) -> InteractionSimilarity {
    precondition(first.playerCount == second.playerCount, "games with different players")
    let n = first.playerCount
    let similarities = (0..<permutations).map { permutation in
      InteractionSimilarity(
        first.entries,
        InteractionOrderGroups.shuffled(second, seed: seed, index: UInt64(permutation)),
        playerCount: n)
    }
    return InteractionSimilarity(
      total: Statistics.mean(similarities.compactMap(\.total)),
      byInteractionOrder: (0..<n).map { index in
        Statistics.mean(similarities.compactMap { $0.byInteractionOrder[index] })
      })
  }

  private init(total: Double?, byInteractionOrder: [Double?]) {
    self.total = total
    self.byInteractionOrder = byInteractionOrder
  }
}
