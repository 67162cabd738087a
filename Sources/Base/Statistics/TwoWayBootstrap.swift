/// Numbers of two crossed kinds of units, such as seeds × images, each a curve over x.
public struct CrossedSample: Sendable {
  /// What a unit of the first kind is.
  public let firstName: String
  /// What a unit of the second kind is.
  public let secondName: String
  /// The number of units of the first kind (seeds).
  public let firstCount: Int
  /// The number of units of the second kind (images).
  public let secondCount: Int
  /// The number of points of a curve (context orders); 1 for a single number.
  public let pointCount: Int
  /// The numbers, shape [first][second][point].
  let values: [Double]
  /// Whether each cell [first][second] counts; nil when all do.
  let present: [Bool]?

  /// Holds `values` of shape [first][second][point].
  ///
  /// A cell with `present` false is left out of every mean, as when an image is dropped for the
  /// seeds that misclassify it; its values are not looked at.
  public init(
    firstCount: Int, secondCount: Int, values: [Double], present: [Bool]? = nil,
    names: (first: String, second: String) = ("seed", "image")
  ) {
    let cells = firstCount * secondCount
    precondition(cells > 0, "a crossed sample needs units of both kinds")
    precondition(values.count.isMultiple(of: cells), "one curve per cell")
    precondition(present.map { $0.count == cells } ?? true, "one presence per cell")
    (firstName, secondName) = names
    self.firstCount = firstCount
    self.secondCount = secondCount
    pointCount = values.count / cells
    self.values = values
    self.present = present
  }

  /// The mean over the present cells at each point, exactly rounded; nil when no cell is present.
  public var means: [Double]? {
    let cells = (0..<firstCount * secondCount).filter { present?[$0] ?? true }
    guard !cells.isEmpty else { return nil }
    return (0..<pointCount).map { point in
      ExactSum.of(cells.lazy.map { values[$0 * pointCount + point] }) / Double(cells.count)
    }
  }
}

/// Percentile intervals from resampling two crossed kinds of units independently.
///
/// The "pigeonhole" bootstrap (Owen, "The pigeonhole bootstrap", 2007). With few units a percentile
/// interval is too short – nominal 95 % covers 83 % with five –, and with two kinds of units it is
/// too wide, since what neither kind explains is resampled twice. So half-widths are multiplied by
/// what the variance components say (`TwoWayComponents`): standard error times reach over the
/// spread that resampling gives times z. For one kind of n units that is √(n/(n−1)) · t(n−1)/z.
public struct TwoWayBootstrap: Sendable, Hashable {
  /// Which kind of unit is resampled.
  public enum Units: String, Sendable, Hashable, CaseIterable {
    case first, second, both
  }

  /// The units resampled.
  public var units: Units
  /// The confidence level.
  public var level: Double
  /// The number of resamples.
  public var resamples: Int
  /// The seed; the same seed gives the same intervals, bit for bit.
  public var seed: UInt64

  /// Makes a bootstrap.
  public init(
    units: Units = .both, level: Double = 0.95, resamples: Int = 1000, seed: UInt64 = 0
  ) {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1")
    precondition(resamples > 0, "no resamples")
    self.units = units
    self.level = level
    self.resamples = resamples
    self.seed = seed
  }

  /// A quantity with its intervals, one per entry.
  public struct Band: Sendable, Hashable {
    /// The quantity of the sample itself.
    public var estimates: [Double]
    /// Its intervals; nil where no kind of unit to be resampled has two units.
    public var intervals: [Interval]?
    /// The kinds of units resampled in fact; a kind with a single unit is not.
    public var resampled: Units?
    /// Both kinds of units, whether resampled or not.
    public var units: [InferenceUnit]
  }

  /// The band of `quantity`, a function of the means at all points; nil when no cell is present.
  ///
  /// The quantity may return any fixed number of entries: the means themselves, their shares (J
  /// from S), an average over some points. Resamples that leave no present cell, or whose
  /// quantity is not finite, are left out.
  public func band(
    of sample: CrossedSample, quantity: ([Double]) -> [Double] = { $0 }
  ) -> Band? {
    guard let influence = InfluenceOfCells(overall: sample, quantity: quantity) else { return nil }
    return band(of: sample, influence) { rows, columns in
      Self.means(sample, rows, columns).map(quantity)
    }
  }

  /// The band of a quantity whose value in a resample – how often each unit is drawn – is given.
  func band(
    of sample: CrossedSample, _ influence: InfluenceOfCells,
    _ resampled: ([Double], [Double]) -> [Double]?
  ) -> Band {
    let estimates = influence.estimates
    let first = units != .second && sample.firstCount > 1
    let second = units != .first && sample.secondCount > 1
    guard first || second else {
      return Band(estimates: estimates, intervals: nil, resampled: nil, units: sample.units)
    }
    let varied: Units = first && second ? .both : first ? .first : .second
    var drawn = estimates.map { _ in [Double]() }
    for resample in 0..<resamples {
      let rows = counts(sample.firstCount, first, "bootstrap first units", resample)
      let columns = counts(sample.secondCount, second, "bootstrap second units", resample)
      guard let entries = resampled(rows, columns), entries.allSatisfy(\.isFinite)
      else { continue }
      for (index, entry) in entries.enumerated() { drawn[index].append(entry) }
    }
    let intervals = estimates.indices.map { entry in
      interval(
        estimates[entry], drawn[entry].sorted(),
        factor(influence.components(of: entry).varying(varied)))
    }
    return Band(
      estimates: estimates, intervals: intervals, resampled: varied, units: sample.units)
  }

  /// How often each unit is drawn in one resample; once each when its kind is not resampled.
  func counts(_ units: Int, _ isResampled: Bool, _ purpose: String, _ resample: Int)
    -> [Double]
  {
    guard isResampled else { return [Double](repeating: 1, count: units) }
    var stream = RandomStream(seed: seed, purpose: purpose, index: UInt64(resample))
    var counts = [Double](repeating: 0, count: units)
    for _ in 0..<units { counts[stream.below(units)] += 1 }
    return counts
  }

  /// The means of one resample, or nil when it holds no present cell.
  private static func means(_ sample: CrossedSample, _ rows: [Double], _ columns: [Double])
    -> [Double]?
  {
    let points = sample.pointCount
    var total = 0.0
    var sums = [Double](repeating: 0, count: points)
    sample.values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in rows.indices where rows[row] > 0 {
          for column in columns.indices where columns[column] > 0 {
            let cell = row * columns.count + column
            guard sample.present?[cell] ?? true else { continue }
            let weight = rows[row] * columns[column]
            total += weight
            for point in 0..<points { sums[point] += weight * values[cell * points + point] }
          }
        }
      }
    }
    return total > 0 ? sums.map { $0 / total } : nil
  }

  /// What the half-widths of percentile intervals are multiplied by.
  func factor(_ components: TwoWayComponents) -> Double {
    // Nothing varies: whatever the factor, the interval is a point.
    guard components.ofResamples > 0 else { return 1 }
    return (components.variance / components.ofResamples).squareRoot()
      * components.reach(level: level) / -NormalDistribution.quantile((1 - level) / 2)
  }

  func interval(_ estimate: Double, _ sorted: [Double], _ factor: Double) -> Interval {
    let tail = (1 - level) / 2
    guard let low = Statistics.quantile(sorted: sorted, tail),
      let high = Statistics.quantile(sorted: sorted, 1 - tail)
    else { return Interval(estimate, estimate) }
    return Interval(
      estimate - factor * max(0, estimate - low), estimate + factor * max(0, high - estimate))
  }
}
