/// The area under the receiver operating characteristic (AUC) of a score: the probability that a
/// positive's score exceeds a negative's, a tie counted half.
///
/// It is Mann and Whitney's U over the number of pairs. Its standard error is that of DeLong, DeLong
/// and Clarke-Pearson ("Comparing the areas under two or more correlated ROC curves", 1988), from the
/// placements of each score among those of the other kind.
public struct ROCArea: Sendable, Hashable {
  /// The share of negatives below each positive, ties counted half.
  public let positivePlacements: [Double]
  /// The share of positives above each negative, ties counted half.
  public let negativePlacements: [Double]
  /// The area, 0 to 1; ½ where the score tells nothing.
  public let value: Double

  /// Computes the area; nil where there are no positives or no negatives.
  public init?(positives: [Double], negatives: [Double]) {
    guard let value = Self.value(positives: positives, negatives: negatives) else { return nil }
    self.value = value
    let ranks = Statistics.ranks(positives + negatives)
    func placements(_ all: ArraySlice<Double>, _ own: [Double], others: Int) -> [Double] {
      zip(all, Statistics.ranks(own)).map { ($0 - $1) / Double(others) }
    }
    positivePlacements = placements(
      ranks.prefix(positives.count), positives, others: negatives.count)
    negativePlacements = placements(
      ranks.suffix(negatives.count), negatives, others: positives.count
    ).map { 1 - $0 }
  }

  /// The area alone; nil where there are no positives or no negatives.
  public static func value(positives: [Double], negatives: [Double]) -> Double? {
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    let (m, n) = (Double(positives.count), Double(negatives.count))
    // Ranks are whole or half numbers, so their sum is exact.
    let sum = Statistics.ranks(positives + negatives).prefix(positives.count).reduce(0, +)
    return (sum - m * (m + 1) / 2) / (m * n)
  }

  /// The standard error where positives and negatives are drawn independently; nil below two of a
  /// kind.
  public var standardError: Double? {
    guard let first = Statistics.standardError(positivePlacements),
      let second = Statistics.standardError(negativePlacements)
    else { return nil }
    return (first * first + second * second).squareRoot()
  }

  /// The standard error where the positive and the negative at one place are of one unit, and units
  /// are drawn independently (Obuchowski, "Nonparametric analysis of clustered ROC curve data", 1997);
  /// nil below two units.
  public var pairedStandardError: Double? {
    precondition(
      positivePlacements.count == negativePlacements.count,
      "ROCArea: \(positivePlacements.count) positives and \(negativePlacements.count) negatives"
        + " are no pairs")
    return Statistics.standardError(zip(positivePlacements, negativePlacements).map { $0 + $1 })
  }

  /// The area over pairs that another number tells little apart, and how many pairs there are: those
  /// whose `covariates` lie in the same of `strata` parts, equally full, of all covariates; nil where
  /// no part holds both kinds.
  ///
  /// Half where the score knows nothing but the covariate.
  public static func within(
    positives: [Double], negatives: [Double],
    covariates: (positives: [Double], negatives: [Double]),
    strata: Int = 10
  ) -> (value: Double, pairs: Int)? {
    precondition(
      positives.count == covariates.positives.count
        && negatives.count == covariates.negatives.count && strata > 0,
      "ROCArea: every score has a covariate")
    let ranks = Statistics.ranks(covariates.positives + covariates.negatives)
    // Equal covariates have equal ranks, so they share a part.
    let parts = ranks.map {
      Int((($0 - 0.5) * Double(strata) / Double(ranks.count)).rounded(.down))
    }
    var pairs = 0
    var wins: [Double] = []
    for part in 0..<strata {
      let first = positives.indices.filter { parts[$0] == part }.map { positives[$0] }
      let second = negatives.indices.filter { parts[positives.count + $0] == part }
        .map { negatives[$0] }
      guard let area = value(positives: first, negatives: second) else { continue }
      pairs += first.count * second.count
      wins.append(area * Double(first.count * second.count))
    }
    return pairs > 0 ? (ExactSum.of(wins) / Double(pairs), pairs) : nil
  }
}
