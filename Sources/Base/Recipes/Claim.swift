/// A sentence of a paper made judgeable: an effect, a unit of inference and a threshold.
public struct Claim: Sendable, Hashable {
  /// The number judged, one per unit.
  public enum Effect: Sendable, Hashable {
    /// A recorded quantity, `measure.metric`, at fixed values of dimensions, optionally the
    /// difference between two settings of one dimension (first minus second).
    case quantity(measure: String, metric: String, filters: [Filter], contrast: Contrast?)
    /// A query over this study's rows returning one row per unit: the unit, then the number.
    case sql(String)
  }

  /// A dimension held at one value, or averaged over several.
  public struct Filter: Sendable, Hashable {
    /// A column of the `metrics` view, such as `context_order`, `checkpoint`, `split`, `variant`.
    public var dimension: String
    /// The values kept; when several, their mean.
    ///
    /// The text `last` stands for the last checkpoint.
    public var values: [Value]

    /// Makes a filter.
    public init(dimension: String, values: [Value]) {
      self.dimension = dimension
      self.values = values
    }
  }

  /// Two settings of one dimension; the effect is the first minus the second.
  public struct Contrast: Sendable, Hashable {
    /// The dimension; `variant` in the short form.
    public var dimension: String
    /// The values of the first arm (their mean when several).
    public var first: [Value]
    /// The values of the second arm (their mean when several).
    public var second: [Value]

    /// Makes a contrast.
    public init(dimension: String, first: [Value], second: [Value]) {
      self.dimension = dimension
      self.first = first
      self.second = second
    }
  }

  /// How rows that differ in one dimension become one number.
  public struct Reducer: Sendable, Hashable {
    /// A column of the `metrics` view, such as `sample`.
    public var dimension: String
    /// What is taken of the rows.
    public var reduction: Reduction

    /// Makes a reducer.
    public init(_ dimension: String, _ reduction: Reduction = .mean) {
      self.dimension = dimension
      self.reduction = reduction
    }
  }

  /// One number of several.
  public enum Reduction: String, Sendable, Hashable, CaseIterable {
    case mean, median
    /// The mean of the middle half.
    case iqm

    /// The number; nil of nothing.
    public func value(of numbers: [Double]) -> Double? {
      guard !numbers.isEmpty else { return nil }
      switch self {
      case .mean: return Statistics.mean(numbers)
      case .median: return Statistics.median(numbers)
      case .iqm: return Aggregate.interquartileMean.value(of: [numbers])
      }
    }
  }

  /// What the effect is held against.
  public enum Threshold: Sendable, Hashable {
    /// The effect is at least this.
    case atLeast(Double)
    /// The effect is at most this.
    case atMost(Double)
    /// The effect lies within ± this (two one-sided tests).
    case within(Double)
  }

  /// Where the threshold comes from.
  public enum ThresholdOrigin: String, Sendable, Hashable, CaseIterable {
    case published, pilot, convention
  }

  /// The verdict a spec may expect, for `--check-claims`.
  public enum Expectation: String, Sendable, Hashable, CaseIterable {
    case reproduced
    case notReproduced = "not-reproduced"
    case inconclusive
  }

  /// The claim's name in the spec.
  public var name: String
  /// The sentence.
  public var says: String
  /// The source, such as `arXiv:2512.18607`; nil when the claim is ours.
  public var cite: String?
  /// The number judged.
  public var effect: Effect
  /// What becomes of several rows of a unit, in this order; without one there must be one row.
  public var reducers: [Reducer]
  /// The unit of inference, a swept coordinate: `seed`.
  public var unit: String
  /// Whether the arms of a contrast share units.
  public var paired: Bool
  /// What the effect is held against.
  public var threshold: Threshold
  /// Where the threshold comes from.
  public var thresholdFrom: ThresholdOrigin
  /// Confidence level of the interval, such as 0.95.
  public var level: Double
  /// Fewer units than this: not evaluable.
  public var minimumUnits: Int
  /// The verdict expected by the spec.
  public var expects: Expectation
  /// Whether its study is exploratory: it is judged, but nothing of it is confirmed.
  public var isExploratory = false

  /// Makes a claim; see the properties.
  public init(
    name: String, says: String, cite: String? = nil, effect: Effect, unit: String = "seed",
    paired: Bool = true, threshold: Threshold, thresholdFrom: ThresholdOrigin = .convention,
    level: Double = 0.95, minimumUnits: Int = 5, expects: Expectation = .reproduced,
    reducers: [Reducer] = []
  ) {
    self.name = name
    self.says = says
    self.cite = cite
    self.effect = effect
    self.unit = unit
    self.paired = paired
    self.threshold = threshold
    self.thresholdFrom = thresholdFrom
    self.level = level
    self.minimumUnits = minimumUnits
    self.expects = expects
    self.reducers = reducers
  }
}
