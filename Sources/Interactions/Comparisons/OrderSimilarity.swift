import Base

/// How alike the mean interactions of two samples of inputs are, class by class: the
/// generalisability of each interaction order.
///
/// Sim(k) is the mean over classes of the generalised Jaccard similarity of the class-mean signed
/// interactions of order k, such as those on training and on test inputs (Zhou et al., "Explaining
/// generalization power of a DNN using interactive concepts", AAAI 2024).
public struct OrderSimilarity: Sendable, Hashable {
  /// Sim of each interaction order 1...n; nil where no class has an interaction of that order.
  public let byInteractionOrder: [Double?]
  /// The same when, within each interaction order and type, the second sample's mean interactions
  /// are dealt out anew.
  public let chance: [Double?]

  /// Compares two samples, given by class; classes without inputs in either are left out.
  ///
  /// Merge single players first (`mergingSingles`).
  public init(
    _ first: [[AndOrInteractions]], _ second: [[AndOrInteractions]], permutations: Int = 200,
    seed: UInt64
  ) {
    precondition(first.count == second.count, "samples with different classes")
    let pairs = zip(first, second).compactMap { first, second in
      AndOrInteractions.mean(first).flatMap { mean in
        AndOrInteractions.mean(second).map { (mean, $0) }
      }
    }
    let n = pairs.first?.0.playerCount ?? 0
    func mean(_ similarities: [InteractionSimilarity]) -> [Double?] {
      (0..<n).map { index in
        Statistics.mean(similarities.compactMap { $0.byInteractionOrder[index] })
      }
    }
    byInteractionOrder = mean(pairs.map { InteractionSimilarity($0.0, $0.1) })
    chance = mean(
      pairs.enumerated().map { index, pair in
        InteractionSimilarity.chance(
          pair.0, pair.1, permutations: permutations, seed: seed &+ UInt64(index))
      })
  }
}

extension AndOrInteractions {
  /// The mean of each interaction over samples of as many players; nil of none.
  public static func mean(_ samples: [AndOrInteractions]) -> AndOrInteractions? {
    guard let first = samples.first else { return nil }
    precondition(
      samples.allSatisfy { $0.playerCount == first.playerCount }, "samples differ in their players")
    func mean(_ type: KeyPath<AndOrInteractions, [Double]>) -> [Double] {
      first.and.indices.map { index in
        ExactSum.of(samples.map { $0[keyPath: type][index] }) / Double(samples.count)
      }
    }
    return AndOrInteractions(playerCount: first.playerCount, and: mean(\.and), or: mean(\.or))
  }
}
