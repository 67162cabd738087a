import Base

/// What one parameter of a sweep does to the number it is looked at by, over all values of the others.
///
/// Its unit is the point, which is the mean over its seeds.
public struct ParameterEffect: Sendable, Hashable {
  /// The points of one value, or of values that lie together.
  public struct Level: Sendable, Hashable {
    /// The value in words, or the range of values.
    public var label: String
    /// The value; nil of a range.
    public var value: Value?
    /// The median of a range's values; nil of one value.
    public var middle: Double?
    /// How many points there are.
    public var points: Int
    /// The mean of their numbers.
    public var mean: Double
    /// The interval of the mean over points; nil of one point.
    public var interval: Interval?
  }

  /// How the number goes along with a parameter that has another value at nearly every point.
  public struct Trend: Sendable, Hashable {
    /// Spearman's correlation.
    public var correlation: Double
    /// Its interval, from leaving out one point at a time; nil of few points.
    public var interval: Interval?
    /// How many points there are.
    public var points: Int
  }

  /// `variant`, or a swept path.
  public var dimension: String
  /// Its values; quarters of the points, in the order of their values, where there is a trend.
  public var levels: [Level]
  /// The correlation; nil for a parameter of few values.
  public var trend: Trend?

  /// At most as many values are told one by one, whatever the number of points.
  private static let mostLevels = 8

  /// The effect of `dimension` on `points`, which are in the plan's order; nil where it has one value.
  init?(of dimension: String, on points: [SweepSummary.Point], level: Double) {
    let placed = points.compactMap { point in
      point.point.value(of: dimension).map { (value: $0, mean: point.mean) }
    }
    var order: [Value] = []
    for point in placed where !order.contains(point.value) { order.append(point.value) }
    guard order.count > 1 else { return nil }
    self.dimension = dimension
    let numbers = placed.compactMap(\.value.number)
    let areNumbers = numbers.count == placed.count
    if areNumbers, order.count > Self.mostLevels, 2 * order.count > placed.count {
      let means = placed.map(\.mean)
      trend = ClusteredCorrelation(
        numbers, means, clusters: Array(placed.indices), kind: .spearman, unit: "point"
      ).map {
        Trend(
          correlation: $0.value, interval: $0.interval(level: level), points: placed.count)
      }
      levels = Self.quarters(numbers).map { quarter in
        let values = quarter.map { numbers[$0] }
        let (low, high) = (values.min() ?? .nan, values.max() ?? .nan)
        var found = Self.level(
          "\(ShownNumber.text(low)) … \(ShownNumber.text(high))", quarter.map { means[$0] }, level)
        found.middle = Statistics.median(values)
        return found
      }
      return
    }
    if areNumbers { order.sort { ($0.number ?? 0) < ($1.number ?? 0) } }
    levels = order.map { value in
      var found = Self.level(
        value.words, placed.filter { $0.value == value }.map(\.mean), level)
      found.value = value
      return found
    }
  }

  private static func level(_ label: String, _ means: [Double], _ level: Double) -> Level {
    Level(
      label: label, points: means.count, mean: Statistics.mean(means) ?? .nan,
      interval: MeanEstimate(meanOf: means)?.interval(level: level))
  }

  /// The places of `values` by the quarter they lie in; equal values lie in one.
  private static func quarters(_ values: [Double]) -> [[Int]] {
    let cuts = [0.25, 0.5, 0.75].compactMap { Statistics.quantile(values, $0) }
    let quarter = values.map { value in cuts.count { value > $0 } }
    return (0...cuts.count).map { place in values.indices.filter { quarter[$0] == place } }
      .filter { !$0.isEmpty }
  }
}
