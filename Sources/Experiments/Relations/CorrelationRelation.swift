import Base
import Spec
import Store

/// Pearson's and Spearman's correlation of two measurements over units: samples, cells, orders.
///
/// Units of one cluster, such as the variants of one seed, need not be independent: the standard
/// error leaves out one cluster at a time, and the chance level shuffles units within clusters.
struct CorrelationRelation: Relation {
  static let name = "correlation"
  static let summary = "correlation of two measurements over samples and cells, with clusters"
  static let version = 1

  /// Reads the two measurements.
  init(_ read: ParameterReader) {
    read.reference("left", to: [.measure, .relate], "the first measurement: {of: …, metric: …}")
    read.reference("right", to: [.measure, .relate], "the second measurement")
  }

  /// By order where there is one: `pearson` and `spearman` with their standard errors and the level
  /// that chance reaches.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try JoinedRows(inputs.pairs("left", "right"), join: inputs.join).groups
      .flatMap { group, points in
        guard points.count >= 3 else {
          throw RelationError.tooFewUnits(points.count, wanted: 3, of: "units")
        }
        let units = ClusteredPairs(points, cluster: inputs.cluster)
        return [
          ("pearson", Statistics.pearson), ("spearman", Statistics.spearman),
        ].flatMap { name, statistic -> [MetricRow] in
          // Without spread on a side there is no correlation, and no row.
          guard let value = units.value(of: statistic) else { return [] }
          let error = units.jackknifeError(of: statistic)
          let found = group.row(name, value, standardError: error, count: points.count)
          let chance = units.chanceLevel(of: statistic).map {
            group.row(name + "-chance", $0, count: points.count)
          }
          return [found] + [chance].compactMap(\.self)
        }
      }
  }
}

/// Pairs of numbers in clusters.
struct ClusteredPairs {
  /// A statistic of two equally long lists; nil where it is not defined.
  typealias Statistic = ([Double], [Double]) -> Double?

  /// Shape [cluster][unit].
  private let left: [[Double]]
  private let right: [[Double]]

  /// Clusters by the value of a dimension of the cells; each unit its own where there is none.
  init(_ points: [JoinedRows.Point], cluster: String?) {
    var places: [Value: Int] = [:]
    var left: [[Double]] = []
    var right: [[Double]] = []
    for (index, point) in points.enumerated() {
      let key = cluster.flatMap { point.cell[$0] } ?? .list([.integer(index)])
      let place = places[key] ?? left.count
      if place == left.count {
        places[key] = place
        left.append([])
        right.append([])
      }
      left[place].append(point.left)
      right[place].append(point.right)
    }
    self.left = left
    self.right = right
  }

  /// The statistic over all units.
  func value(of statistic: Statistic) -> Double? {
    statistic(left.flatMap(\.self), right.flatMap(\.self))
  }

  /// The delete-one-cluster jackknife's standard error; nil below three clusters, or where the
  /// statistic is not defined without one.
  func jackknifeError(of statistic: Statistic) -> Double? {
    let count = left.count
    guard count >= 3 else { return nil }
    let values = left.indices.compactMap { out in
      statistic(
        left.indices.filter { $0 != out }.flatMap { left[$0] },
        left.indices.filter { $0 != out }.flatMap { right[$0] })
    }
    guard values.count == count, let mean = Statistics.mean(values) else { return nil }
    let squares = ExactSum.of(values.map { ($0 - mean) * ($0 - mean) })
    return (Double(count - 1) / Double(count) * squares).squareRoot()
  }

  /// The 95th percentile of the statistic's magnitude when the right side is shuffled: within
  /// clusters, or over all where every cluster has one unit.
  func chanceLevel(of statistic: Statistic) -> Double? {
    let isSingle = right.allSatisfy { $0.count == 1 }
    let blocks = isSingle ? [right.flatMap(\.self)] : right
    let all = left.flatMap(\.self)
    return ChanceLevel.of("shuffled units") { stream in
      var shuffled: [Double] = []
      for block in blocks { shuffled += stream.permutation(block.count).map { block[$0] } }
      return statistic(all, shuffled).map { abs($0) }
    }
  }
}
