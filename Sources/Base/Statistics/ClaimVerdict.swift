/// What a study says about a claim.
public enum ClaimVerdict: String, Sendable, Hashable, CaseIterable {
  /// The interval lies wholly beyond the threshold.
  case reproduced
  /// The interval lies wholly on the other side of the threshold.
  case notReproduced = "not-reproduced"
  /// The interval holds the threshold: the study cannot tell.
  case inconclusive
  /// There is nothing to infer from: too few units, a missing or a non-finite number.
  case notEvaluable = "not-evaluable"
  /// Judged once, but inputs changed since; set by whoever keeps verdicts, never by inference.
  case stale
}

/// The numbers a claim is judged on, one per unit of inference.
public enum ClaimSample: Sendable, Hashable {
  /// One effect per unit: a quantity, or the difference of two arms that share units.
  case effects([Double])
  /// Two arms that share no units; the effect is the first's mean minus the second's.
  case arms([Double], [Double])
  /// No numbers, and why: one line, lower case, no full stop.
  case missing(String)
}

/// A claim's numbers and what they are held against.
public struct ClaimQuestion: Sendable, Hashable {
  /// The numbers.
  public var sample: ClaimSample
  /// What the effect is held against.
  public var threshold: Claim.Threshold
  /// The confidence level, such as 0.95.
  public var level: Double
  /// Fewer units than this (in either arm): not evaluable.
  public var minimumUnits: Int

  /// Makes a question.
  public init(
    sample: ClaimSample, threshold: Claim.Threshold, level: Double = 0.95, minimumUnits: Int = 5
  ) {
    self.sample = sample
    self.threshold = threshold
    self.level = level
    self.minimumUnits = minimumUnits
  }
}

/// The verdict on one claim of a family, with the numbers it rests on.
public struct ClaimJudgement: Sendable, Hashable {
  /// What the estimate and its spread say; absent where nothing can be inferred.
  public struct Inference: Sendable, Hashable {
    /// The effect, its standard error and degrees of freedom.
    public var estimate: MeanEstimate
    /// The interval at the claim's own level.
    public var interval: Interval
    /// The interval at `adjustedLevel`, which the verdict rests on.
    public var adjustedInterval: Interval
    /// The level after Holm's adjustment for the family.
    public var adjustedLevel: Double
    /// The raw one-sided p-value for "reproduced".
    public var reproducedP: Double
    /// The raw one-sided p-value for "not reproduced".
    public var notReproducedP: Double
    /// The raw two-sided p-value: twice the smaller one-sided one.
    public var p: Double
    /// The same after Holm's adjustment; decides the verdict at 1 − level.
    public var adjustedP: Double
    /// The verdict this claim would get if it were alone.
    public var rawVerdict: ClaimVerdict
    /// For an inconclusive claim, how many more units (in each arm) would settle it with a
    /// chance of 80 % if the estimate and the spread are the truth; nil above
    /// `ClaimInference.mostFurtherUnits`.
    public var furtherUnits: Int?
  }

  /// The verdict, adjusted for the family.
  public var verdict: ClaimVerdict
  /// The units used, one count per arm.
  public var units: [Int]
  /// The numbers; nil when the claim is not evaluable.
  public var inference: Inference?
  /// Why the claim is not evaluable: one line, lower case, no full stop.
  public var reason: String?
}
