/// What an interval counts as independent: how many units, and from how many numbers.
///
/// The worst mistake is to count the wrong thing: twenty episodes of each of five seeds are five
/// units, and an interval that counts a hundred covers the truth 41 times in a hundred instead of
/// 95.
public struct InferenceUnit: Sendable, Hashable, CustomStringConvertible {
  /// What a unit is, singular: `seed`, `image`, `cluster`.
  public var name: String
  /// The number of units.
  public var count: Int
  /// The numbers reduced into them; as many as units where each gave one.
  public var samples: Int

  /// Declares units.
  public init(_ name: String, count: Int, samples: Int) {
    self.name = name
    self.count = count
    self.samples = samples
  }

  /// `5 seeds`, or `5 seeds (100 samples)` where a unit gave several numbers.
  public var description: String {
    let units = "\(count) \(name)\(count == 1 ? "" : "s")"
    return samples == count ? units : "\(units) (\(samples) samples)"
  }
}

/// A number with its confidence interval, and what was counted as independent.
public struct InferredNumber: Sendable, Hashable {
  /// How an interval was made.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Student's t over one kind of units.
    case student
    /// Student's t over the differences of two arms that share units.
    case pairedStudent = "paired-student"
    /// Welch's t for two arms that share no units.
    case welch
    /// Resampling within strata, every resample counted once.
    case exactBootstrap = "exact-bootstrap"
    /// Resampling within strata, random resamples.
    case bootstrap
    /// Variance components of two crossed kinds of units.
    case twoWay = "two-way"
  }

  /// The estimate.
  public var value: Double
  /// Its interval.
  public var interval: Interval
  /// The confidence level of the interval.
  public var level: Double
  /// How the interval was made.
  public var method: Method
  /// The units, one entry per kind of unit or per arm.
  public var units: [InferenceUnit]
  /// What the reader should know: one line each, lower case, no full stop.
  public var notes: [String]

  init(
    _ value: Double, _ interval: Interval, level: Double, _ method: Method,
    units: [InferenceUnit], notes: [String] = []
  ) {
    self.value = value
    self.interval = interval
    self.level = level
    self.method = method
    self.units = units
    self.notes = notes
  }
}

/// Why nothing can be inferred from numbers.
public enum InferenceRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// Fewer units than an interval needs.
  case tooFewUnits(InferenceUnit, needed: Int)
  /// Paired arms with different numbers of units.
  case unpaired(InferenceUnit, InferenceUnit)
  /// A unit without any number.
  case emptyUnit(name: String, place: Int)
  /// A number that is infinite or not a number.
  case notFinite(Double)
  /// Strata of different sizes where an estimator pools their numbers.
  case unequalStrata(estimator: String, sizes: [Int])

  /// One line: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .tooFewUnits(let unit, let needed):
      "\(unit): too few for an interval, which needs \(needed)"
    case .unpaired(let first, let second):
      "\(first) cannot be paired with \(second); compare them unpaired"
    case .emptyUnit(let name, let place): "\(name) \(place) has no number"
    case .notFinite(let number): "one of the numbers is \(number)"
    case .unequalStrata(let estimator, let sizes):
      "the \(estimator) pools its strata, and they have "
        + sizes.map(String.init).joined(separator: ", ")
        + " units: take as many of each, or the mean, where each stratum counts once"
    }
  }
}
