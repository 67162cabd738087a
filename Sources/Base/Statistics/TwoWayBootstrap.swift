/// Numbers of two crossed kinds of units, such as seeds × images, each a curve over x.
public struct CrossedSample: Sendable {
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
  public init(firstCount: Int, secondCount: Int, values: [Double], present: [Bool]? = nil) {
    let cells = firstCount * secondCount
    precondition(cells > 0, "a crossed sample needs units of both kinds")
    precondition(values.count.isMultiple(of: cells), "one curve per cell")
    precondition(present.map { $0.count == cells } ?? true, "one presence per cell")
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
/// The "pigeonhole" bootstrap (Owen, "The pigeonhole bootstrap", 2007; slightly conservative).
/// With few units a percentile interval is too short – nominal 95 % covers 83 % with five –, so
/// its half-widths are multiplied by √(n/(n−1)) · t(n−1)/z, n the smaller number of units
/// resampled.
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
  }

  /// The band of `quantity`, a function of the means at all points; nil when no cell is present.
  ///
  /// The quantity may return any fixed number of entries: the means themselves, their shares (J
  /// from S), an average over some points. Resamples that leave no present cell, or whose
  /// quantity is not finite, are left out.
  public func band(
    of sample: CrossedSample, quantity: ([Double]) -> [Double] = { $0 }
  ) -> Band? {
    guard let means = sample.means else { return nil }
    let estimates = quantity(means)
    let first = units != .second && sample.firstCount > 1
    let second = units != .first && sample.secondCount > 1
    guard first || second else {
      return Band(estimates: estimates, intervals: nil, resampled: nil)
    }
    var drawn = estimates.map { _ in [Double]() }
    for resample in 0..<resamples {
      let rows = counts(sample.firstCount, first, "bootstrap first units", resample)
      let columns = counts(sample.secondCount, second, "bootstrap second units", resample)
      guard let means = Self.means(sample, rows, columns) else { continue }
      let entries = quantity(means)
      guard entries.allSatisfy(\.isFinite) else { continue }
      for (index, entry) in entries.enumerated() { drawn[index].append(entry) }
    }
    let fewest = min(
      first ? sample.firstCount : .max, second ? sample.secondCount : .max)
    let factor = scale(units: fewest)
    let intervals = zip(estimates, drawn).map { estimate, values in
      interval(estimate, values.sorted(), factor)
    }
    return Band(
      estimates: estimates, intervals: intervals,
      resampled: first && second ? .both : first ? .first : .second)
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

  /// √(n/(n−1)) · t((1+level)/2, n−1) / z((1+level)/2).
  func scale(units n: Int) -> Double {
    let tail = (1 - level) / 2
    return (Double(n) / Double(n - 1)).squareRoot()
      * StudentT(degreesOfFreedom: Double(n - 1)).quantile(tail)
      / NormalDistribution.quantile(tail)
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
