import Base
import Interactions
import Spec
import Store

/// Pearson's and Spearman's correlation of two measurements over units: samples, cells, orders.
///
/// Units of one cluster, such as the variants of one seed, need not be independent: the standard
/// error leaves out one cluster at a time, and the chance level shuffles units within clusters.
struct CorrelationRelation: Relation {
  static let name = "correlation"
  static let summary = "correlation of two measurements over samples and cells, with clusters"
  static let version = 2

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
        return ClusteredCorrelation.Kind.allCases.flatMap { kind -> [MetricRow] in
          // Without spread on a side there is no correlation, and no row.
          guard let found = units.correlation(kind) else { return [] }
          let row = group.row(
            kind.rawValue, found.value, standardError: found.standardError, count: points.count)
          let chance = units.chanceLevel(of: kind).map {
            group.row(kind.rawValue + "-chance", $0, count: points.count)
          }
          return [row] + [chance].compactMap(\.self)
        }
      }
  }
}

extension ClusteredCorrelation {
  /// That of Fisher's z, carried back to the correlation: dr = (1 − r²) dz.
  var standardError: Double? { transformed.map { (1 - value * value) * $0.standardError } }
}

/// Pairs of numbers in clusters.
struct ClusteredPairs {
  private let left: [Double]
  private let right: [Double]
  /// The cluster of each pair, from 0.
  private let clusters: [Int]

  /// Clusters by the value of a dimension of the cells; each pair its own where there is none.
  init(_ points: [JoinedRows.Point], cluster: String?) {
    left = points.map(\.left)
    right = points.map(\.right)
    var places: [Value: Int] = [:]
    clusters = points.enumerated().map { index, point in
      let key = cluster.flatMap { point.cell[$0] } ?? .list([.integer(index)])
      let place = places[key] ?? places.count
      places[key] = place
      return place
    }
  }

  /// The correlation of all pairs.
  func correlation(_ kind: ClusteredCorrelation.Kind) -> ClusteredCorrelation? {
    ClusteredCorrelation(left, right, clusters: clusters, kind: kind)
  }

  /// How large the correlation gets when the right side is shuffled: within clusters, or over all
  /// where every cluster has one pair.
  func chanceLevel(of kind: ClusteredCorrelation.Kind) -> Double? {
    let isSingle = Set(clusters).count == clusters.count
    let blocks = Dictionary(grouping: clusters.indices) { isSingle ? 0 : clusters[$0] }
      .sorted { $0.key < $1.key }.map(\.value)
    return ChanceLevel.of("shuffled units") { stream in
      var shuffled = right
      for block in blocks {
        for (place, other) in zip(block, stream.permutation(block.count)) {
          shuffled[place] = right[block[other]]
        }
      }
      return
        (kind == .pearson
        ? Statistics.pearson(left, shuffled) : Statistics.spearman(left, shuffled)).map { abs($0) }
    }
  }
}
