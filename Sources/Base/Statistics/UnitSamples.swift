/// Numbers by unit of inference.
///
/// What one unit gave several times is reduced to its mean before anything is inferred, so more
/// samples of a unit sharpen its number and never count as more units.
public struct UnitSamples: Sendable, Hashable {
  /// What a unit is, such as `seed`.
  public let unit: String
  /// The numbers of each unit.
  public let samples: [[Double]]
  /// The mean of each unit.
  public let means: [Double]

  /// Holds the numbers of each unit; throws where a unit has none or one is not finite.
  public init(_ unit: String, _ samples: [[Double]]) throws(InferenceRefusal) {
    self.unit = unit
    self.samples = samples
    var means: [Double] = []
    for (place, numbers) in samples.enumerated() {
      guard let mean = Statistics.mean(numbers) else {
        throw .emptyUnit(name: unit, place: place)
      }
      if let odd = numbers.first(where: { !$0.isFinite }) { throw .notFinite(odd) }
      means.append(mean)
    }
    self.means = means
  }

  /// Holds one number per unit.
  public init(_ unit: String, _ numbers: [Double]) throws(InferenceRefusal) {
    try self.init(unit, numbers.map { [$0] })
  }

  /// What an interval over these numbers counts.
  public var inferenceUnit: InferenceUnit {
    InferenceUnit(unit, count: samples.count, samples: samples.map(\.count).reduce(0, +))
  }

  /// The mean over units with Student's interval.
  public func mean(level: Double = 0.95) throws(InferenceRefusal) -> InferredNumber {
    guard let estimate = MeanEstimate(meanOf: means) else {
      throw .tooFewUnits(inferenceUnit, needed: 2)
    }
    return InferredNumber(
      estimate.value, estimate.interval(level: level), level: level, .student,
      units: [inferenceUnit])
  }

  /// The mean difference from `other` over the units both share, in one order, with Student's
  /// interval.
  public func pairedDifference(minus other: UnitSamples, level: Double = 0.95)
    throws(InferenceRefusal) -> InferredNumber
  {
    guard means.count == other.means.count else {
      throw .unpaired(inferenceUnit, other.inferenceUnit)
    }
    guard let estimate = MeanEstimate(pairedDifferenceOf: means, minus: other.means) else {
      throw .tooFewUnits(inferenceUnit, needed: 2)
    }
    return InferredNumber(
      estimate.value, estimate.interval(level: level), level: level, .pairedStudent,
      units: [inferenceUnit, other.inferenceUnit])
  }

  /// The difference from the mean of `other`, which shares no unit, with Welch's interval.
  public func difference(minus other: UnitSamples, level: Double = 0.95)
    throws(InferenceRefusal) -> InferredNumber
  {
    guard let estimate = MeanEstimate(welchDifferenceOf: means, minus: other.means) else {
      throw .tooFewUnits(means.count < 2 ? inferenceUnit : other.inferenceUnit, needed: 2)
    }
    return InferredNumber(
      estimate.value, estimate.interval(level: level), level: level, .welch,
      units: [inferenceUnit, other.inferenceUnit])
  }
}
