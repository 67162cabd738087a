/// What two crossed kinds of units, such as seeds and images, add to the variance of a mean over
/// them, and the interval that follows.
///
/// Every cell's influence on the estimate is taken apart into a part of its seed, a part of its
/// image, and a rest. The squares of the first two estimate the seeds' and the images' share of the
/// variance, each with the rest in it, so the rest is taken off once. The larger of the two is
/// never undercut.
///
/// Student's quantile at Satterthwaite's degrees of freedom is too small with three seeds of nearly
/// all the variance beside many images (91 % at nominal 95 %); the quantiles of both kinds weighted
/// by variance (Cochran) are too large. The interval takes their middle: 93 % and more.
public struct TwoWayComponents: Sendable, Hashable {
  /// The variance of the estimate as the first units show it; 0 where they are not varied.
  public let first: Double
  /// The variance of the estimate as the second units show it; 0 where they are not varied.
  public let second: Double
  /// The variance of the estimate from what neither explains; it is in `first` and `second` too.
  public let rest: Double
  /// The units of the first kind.
  public let firstCount: Int
  /// The units of the second kind.
  public let secondCount: Int

  /// Holds components.
  init(first: Double, second: Double, rest: Double, firstCount: Int, secondCount: Int) {
    self.first = first
    self.second = second
    self.rest = rest
    self.firstCount = firstCount
    self.secondCount = secondCount
  }

  /// The components of Σ weight·influence over cells of shape [first][columns]; influences are
  /// centred, weights sum to 1, and an absent cell has weight 0.
  ///
  /// A kind with a single unit adds nothing: its variance cannot be seen.
  init(influences: [Double], weights: [Double], columns: Int) {
    let cells = weights.indices.filter { weights[$0] > 0 }
    let byRow = Dictionary(grouping: cells) { $0 / columns }
    let byColumn = Dictionary(grouping: cells) { $0 % columns }
    func correction(_ count: Int) -> Double {
      count > 1 ? Double(count) / Double(count - 1) : 0
    }
    func squares(_ groups: [Int: [Int]]) -> Double {
      ExactSum.of(
        groups.values.lazy.map { cells in
          let sum = ExactSum.of(cells.lazy.map { weights[$0] * influences[$0] })
          return sum * sum
        })
    }
    func means(_ groups: [Int: [Int]]) -> [Int: Double] {
      groups.mapValues { cells in
        ExactSum.of(cells.lazy.map { influences[$0] }) / Double(cells.count)
      }
    }
    let (ofRow, ofColumn) = (means(byRow), means(byColumn))
    let rests = ExactSum.of(
      cells.lazy.map { cell in
        let explained = (ofRow[cell / columns] ?? 0) + (ofColumn[cell % columns] ?? 0)
        let rest = weights[cell] * (influences[cell] - explained)
        return rest * rest
      })
    let (rows, filledColumns) = (correction(byRow.count), correction(byColumn.count))
    self.init(
      first: rows * squares(byRow), second: filledColumns * squares(byColumn),
      rest: rows * filledColumns * rests, firstCount: byRow.count, secondCount: byColumn.count)
  }

  /// The components where only some kind of unit is varied.
  func varying(_ units: TwoWayBootstrap.Units) -> TwoWayComponents {
    TwoWayComponents(
      first: units == .second ? 0 : first, second: units == .first ? 0 : second,
      rest: units == .both ? rest : 0, firstCount: units == .second ? 1 : firstCount,
      secondCount: units == .first ? 1 : secondCount)
  }

  /// The variance of the estimate.
  public var variance: Double { max(first, second, first + second - rest) }

  /// Satterthwaite's degrees of freedom of `variance`, at least those of the smaller kind.
  public var degreesOfFreedom: Double {
    let (rows, columns) = (Double(firstCount - 1), Double(secondCount - 1))
    if columns == 0 || second == 0 && rows > 0 { return rows }
    if rows == 0 || first == 0 { return columns }
    let spread = first * first / rows + second * second / columns + rest * rest / (rows * columns)
    return max(variance * variance / spread, min(rows, columns))
  }

  /// How many standard errors reach from the estimate to the end of its interval.
  public func reach(level: Double) -> Double {
    func quantile(_ degrees: Double) -> Double {
      -StudentT(degreesOfFreedom: degrees).quantile((1 - level) / 2)
    }
    let satterthwaite = quantile(degreesOfFreedom)
    guard first > 0, second > 0, firstCount > 1, secondCount > 1 else { return satterthwaite }
    let cochran =
      (first * quantile(Double(firstCount - 1)) + second * quantile(Double(secondCount - 1)))
      / (first + second)
    return (satterthwaite + cochran) / 2
  }

  /// The variance that resampling both kinds independently gives to the estimate.
  ///
  /// Owen ("The pigeonhole bootstrap", 2007): each kind's with its n − 1 over n, and the rest once
  /// more, which is what makes plain pigeonhole intervals too wide.
  var ofResamples: Double {
    func shrunk(_ count: Int) -> Double { count > 1 ? Double(count - 1) / Double(count) : 0 }
    let (rows, columns) = (shrunk(firstCount), shrunk(secondCount))
    return rows * first + columns * second + rows * columns * rest
  }
}

extension CrossedSample {
  /// The mean over first units of each one's mean with its two-way interval; nil where no cell is
  /// present, or where neither kind has two units.
  ///
  /// For curves, and for quantities other than means, see `TwoWayBootstrap`.
  public func twoWayMean(level: Double = 0.95) -> InferredNumber? {
    precondition(pointCount == 1, "a single number per cell")
    guard let influence = InfluenceOfCells(withinFirst: self, quantity: { $0 }),
      firstCount > 1 || secondCount > 1
    else { return nil }
    let components = influence.components(of: 0)
    let half = components.reach(level: level) * components.variance.squareRoot()
    let value = influence.estimates[0]
    return InferredNumber(
      value, Interval(value - half, value + half), level: level, .twoWay, units: units)
  }

  /// Both kinds of units.
  public var units: [InferenceUnit] {
    let cells = present.map { $0.count { $0 } } ?? firstCount * secondCount
    return [
      InferenceUnit(firstName, count: firstCount, samples: cells),
      InferenceUnit(secondName, count: secondCount, samples: cells),
    ]
  }
}
