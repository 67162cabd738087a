import Interactions
import Spec
import Store

/// How strong the ends of J over context orders are beside its middle, network by network, with the
/// same of a table of independent values: where the U of arXiv:2111.06236 is, and where it is not.
struct EndsOverMiddleRelation: Relation {
  static let name = "ends-over-middle"
  static let summary =
    "strength of the lowest and highest context orders over the middle's: is there a U"
    + " (arXiv:2111.06236)"
  static let version = 1

  /// Names of the rows.
  enum Row {
    static let low = "low"
    static let middle = "middle"
    static let high = "high"
    static let lowOverMiddle = "low-over-middle"
    static let highOverMiddle = "high-over-middle"
    /// The same of a table of independent values.
    static func null(_ name: String) -> String { name + "-null" }
  }

  /// Reads the measurements.
  init(_ read: ParameterReader) {
    read.references("of", to: [.measure], "the measurements, of multi-order-interaction")
  }

  /// Of each measurement, from the pool's J: the means `low`, `middle` and `high`, and both ends over
  /// the middle, each with its null.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    let measurements = inputs["of"]
    let hasSeveralModels = Set(measurements.map(\.model)).count > 1
    return try measurements.flatMap { measurement in
      let shares = try Self.curve(MultiOrderInteraction.Row.share, of: measurement)
      let null = try Self.curve(MultiOrderInteraction.Row.null, of: measurement)
      let found = try Self.ends(shares, of: measurement)
      let independent = try Self.ends(null, of: measurement)
      return zip(Self.numbers(found), Self.numbers(independent)).flatMap { number, null in
        [number, (Row.null(null.name), null.value)].compactMap { name, value in
          value.map {
            MetricRow(
              name: name, value: $0, checkpoint: measurement.checkpoint, count: shares[0].count,
              exact: shares.allSatisfy(\.exact),
              reference: hasSeveralModels ? measurement.model : nil)
          }
        }
      }
    }
  }

  private static func numbers(_ ends: EndsOverMiddle) -> [(name: String, value: Double?)] {
    [
      (Row.low, ends.low), (Row.middle, ends.middle), (Row.high, ends.high),
      (Row.lowOverMiddle, ends.lowOverMiddle), (Row.highOverMiddle, ends.highOverMiddle),
    ]
  }

  /// The pool's rows of a metric.
  private static func curve(_ metric: String, of measurement: RelatedMeasurement) throws
    -> [MetricRow]
  {
    var ofPool = measurement
    ofPool.isReduced = true
    ofPool.metric = metric
    return try ofPool.rows()
  }

  private static func ends(_ rows: [MetricRow], of measurement: RelatedMeasurement) throws
    -> EndsOverMiddle
  {
    let curve: [(contextOrder: Int, value: Double)] = rows.compactMap { row in
      row.contextOrder.map { ($0, row.value) }
    }
    guard let ends = EndsOverMiddle(of: curve) else {
      throw RelationError.noMiddle(measurement.label, orders: curve.map(\.contextOrder).sorted())
    }
    return ends
  }
}
