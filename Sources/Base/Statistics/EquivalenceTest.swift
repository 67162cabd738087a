/// Two one-sided tests (Schuirmann, 1987) of whether the truth is within ± a margin.
///
/// "No significant difference" says nothing about equality; this does. At error rate α it says
/// equivalent exactly where the interval at level 1 − 2α lies within the margin.
public struct EquivalenceTest: Sendable, Hashable {
  /// The estimate tested.
  public let estimate: MeanEstimate
  /// The margin, positive.
  public let margin: Double
  /// The error rate of each side.
  public let alpha: Double
  /// What the estimate counted.
  public let unit: InferenceUnit

  /// Makes a test of `estimate` against ± `margin`.
  public init(
    _ estimate: MeanEstimate, within margin: Double, alpha: Double = 0.05, unit: InferenceUnit
  ) {
    precondition(margin > 0, "a margin is positive")
    precondition(alpha > 0 && alpha < 0.5, "an error rate lies between 0 and a half")
    self.estimate = estimate
    self.margin = margin
    self.alpha = alpha
    self.unit = unit
  }

  /// The p-value against "at most −margin".
  public var lowerP: Double { estimate.pValue(above: -margin) }
  /// The p-value against "at least +margin".
  public var upperP: Double { estimate.pValue(below: margin) }
  /// The p-value of equivalence, the larger of the two.
  public var p: Double { max(lowerP, upperP) }
  /// The test's own interval, at level 1 − 2·`alpha`.
  public var interval: Interval { estimate.interval(level: 1 - 2 * alpha) }
  /// Whether the truth is within the margin.
  public var isEquivalent: Bool { p <= alpha }
}
