import Base
import Glibc

/// How much two sets of interactions overlap, with what random sets of their sizes would.
public struct SetOverlap: Sendable, Hashable {
  /// |A|.
  public let firstCount: Int
  /// |B|.
  public let secondCount: Int
  /// |A∩B|.
  public let commonCount: Int
  /// How many different interactions the sets are drawn from.
  public let universe: Int

  /// The overlap of two sets of interactions of games of as many players, drawn from all
  /// interactions of 1 to n players; both sets are of merged interactions (`mergingSingles`).
  public init(_ first: InteractionSet, _ second: InteractionSet) {
    self.init(
      firstCount: first.count, secondCount: second.count,
      commonCount: first.intersection(second).count,
      universe: InteractionSet.universe(playerCount: first.playerCount))
  }

  /// The overlap of each interaction order 1...n.
  public static func byInteractionOrder(_ first: InteractionSet, _ second: InteractionSet)
    -> [SetOverlap]
  {
    let both = first.intersection(second).countsByInteractionOrder
    return zip(first.countsByInteractionOrder, second.countsByInteractionOrder).enumerated()
      .dropFirst().map { order, counts in
        SetOverlap(
          firstCount: counts.0, secondCount: counts.1, commonCount: both[order],
          universe: InteractionSet.universe(
            interactionOrder: order, playerCount: first.playerCount))
      }
  }

  /// Holds counts.
  public init(firstCount: Int, secondCount: Int, commonCount: Int, universe: Int) {
    precondition(
      commonCount <= min(firstCount, secondCount)
        && firstCount + secondCount - commonCount <= universe,
      "no sets of \(firstCount) and \(secondCount) of \(universe) have \(commonCount) in common")
    self.firstCount = firstCount
    self.secondCount = secondCount
    self.commonCount = commonCount
    self.universe = universe
  }

  /// |A∩B| / |A∪B|; nil where both are empty.
  public var intersectionOverUnion: Double? {
    let union = firstCount + secondCount - commonCount
    return union > 0 ? Double(commonCount) / Double(union) : nil
  }

  /// |A∩B| / |A|, how much of A is in B; nil where A is empty.
  public var coverage: Double? {
    firstCount > 0 ? Double(commonCount) / Double(firstCount) : nil
  }

  /// The expected |A∩B| / |A∪B| of independent random sets of these sizes: |A∩B| is
  /// hypergeometric.
  public var chanceIntersectionOverUnion: Double? {
    guard firstCount + secondCount > 0 else { return nil }
    let least = max(0, firstCount + secondCount - universe)
    let logTotal = Binomial.logarithm(universe, secondCount)
    return (least...min(firstCount, secondCount)).reduce(0) { sum, common in
      let log =
        Binomial.logarithm(firstCount, common)
        + Binomial.logarithm(universe - firstCount, secondCount - common) - logTotal
      return sum + exp(log) * Double(common) / Double(firstCount + secondCount - common)
    }
  }

  /// The expected |A∩B| / |A| of independent random sets of these sizes, |B| / universe.
  public var chanceCoverage: Double? {
    firstCount > 0 && universe > 0 ? Double(secondCount) / Double(universe) : nil
  }
}
