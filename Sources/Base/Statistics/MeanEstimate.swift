/// A range of numbers, both ends included.
public struct Interval: Sendable, Hashable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Makes the interval from `low` to `high`.
  public init(_ low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }
}

/// A mean, or a difference of means, with what is needed to infer from it by Student's t.
public struct MeanEstimate: Sendable, Hashable {
  /// The estimate.
  public let value: Double
  /// Its standard error; 0 when the units do not differ at all.
  public let standardError: Double
  /// The degrees of freedom of the standard error.
  public let degreesOfFreedom: Double

  /// Holds an estimate.
  public init(value: Double, standardError: Double, degreesOfFreedom: Double) {
    self.value = value
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The mean of one number per unit; nil below two units.
  public init?(meanOf units: [Double]) {
    guard let mean = Statistics.mean(units), let error = Statistics.standardError(units) else {
      return nil
    }
    self.init(value: mean, standardError: error, degreesOfFreedom: Double(units.count - 1))
  }

  /// The mean of first minus second over units that both arms share; nil below two units.
  public init?(pairedDifferenceOf first: [Double], minus second: [Double]) {
    precondition(first.count == second.count, "paired arms have equally many units")
    self.init(meanOf: zip(first, second).map { $0 - $1 })
  }

  /// The difference of the means of two unpaired arms, their variances unequal; nil where an arm
  /// has fewer than two units.
  ///
  /// Welch ("The generalization of 'Student's' problem …", 1947), with Satterthwaite's degrees of
  /// freedom.
  public init?(welchDifferenceOf first: [Double], minus second: [Double]) {
    guard let firstMean = Statistics.mean(first), let secondMean = Statistics.mean(second),
      let firstVariance = Statistics.variance(first),
      let secondVariance = Statistics.variance(second)
    else { return nil }
    self.init(
      difference: firstMean - secondMean, variances: (firstVariance, secondVariance),
      counts: (Double(first.count), Double(second.count)))
  }

  /// Welch's estimate from the arms' variances and sizes.
  init(difference: Double, variances: (Double, Double), counts: (Double, Double)) {
    let first = variances.0 / counts.0
    let second = variances.1 / counts.1
    let sum = first + second
    let spread = first * first / (counts.0 - 1) + second * second / (counts.1 - 1)
    self.init(
      value: difference, standardError: sum.squareRoot(),
      degreesOfFreedom: spread > 0 ? sum * sum / spread : counts.0 + counts.1 - 2)
  }

  /// The two-sided confidence interval at `level`, such as 0.95.
  public func interval(level: Double) -> Interval {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1")
    // The probability is taken at the small end: 1 − (1 − level)/2 would lose its digits.
    let halfWidth = -quantile((1 - level) / 2) * standardError
    return Interval(value - halfWidth, value + halfWidth)
  }

  /// The one-sided p-value against "at most `threshold`": small when the truth lies above.
  ///
  /// Without any spread it is 0 above the threshold, 1 below, and ½ on it (no evidence).
  public func pValue(above threshold: Double) -> Double {
    guard standardError > 0 else {
      return value > threshold ? 0 : value < threshold ? 1 : 0.5
    }
    return StudentT(degreesOfFreedom: degreesOfFreedom)
      .upperTail((value - threshold) / standardError)
  }

  /// The one-sided p-value against "at least `threshold`": small when the truth lies below.
  public func pValue(below threshold: Double) -> Double {
    MeanEstimate(
      value: -value, standardError: standardError, degreesOfFreedom: degreesOfFreedom
    ).pValue(above: -threshold)
  }

  /// The p-value of equivalence, small when the truth lies within ± `margin`.
  ///
  /// The larger of two one-sided tests (Schuirmann, 1987).
  public func pValue(within margin: Double) -> Double {
    max(pValue(above: -margin), pValue(below: margin))
  }

  /// The smaller of the one-sided p-values beyond + `margin` and − `margin`; small when the truth
  /// lies outside, to be held against half the level's error since either side counts.
  public func pValue(outside margin: Double) -> Double {
    min(pValue(above: margin), pValue(below: -margin))
  }

  private func quantile(_ probability: Double) -> Double {
    StudentT(degreesOfFreedom: degreesOfFreedom).quantile(probability)
  }
}
