import Base
import Interactions
import Spec
import Store

/// A measurement over a reference's: the ratio of their means over the units both have.
struct RatioToReference: Relation {
  static let name = "ratio"
  static let summary = "ratio of means to a reference's, over the units both have"
  static let version = 1

  /// Reads the two measurements.
  init(_ read: ParameterReader) {
    read.reference("left", to: [.measure, .relate], "what is compared: {of: …, metric: …}")
    read.reference("right", to: [.measure, .relate], "the reference")
  }

  /// By order where there is one: `ratio` with its linearised standard error; chance is 1, and
  /// `ratio-chance` is how far above 1 a ratio of exchanged sides reaches.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    let pairs = try inputs.pairs("left", "right")
    return try JoinedRows(pairs, join: inputs.join).groups.flatMap { group, points in
      let estimate = MeanEstimate(ratioOf: points.map(\.left), to: points.map(\.right))
      guard let ratio = estimate?.value ?? Self.ratio(points.map { ($0.left, $0.right) }) else {
        throw RelationError.zeroReference(pairs[0].right.label)
      }
      var rows = [
        group.row(
          "ratio", ratio, standardError: estimate?.standardError, count: points.count)
      ]
      if let chance = Self.chance(points) {
        rows.append(group.row("ratio-chance", chance, count: points.count))
      }
      return rows
    }
  }

  private static func ratio(_ units: [(Double, Double)]) -> Double? {
    let (left, right) = (ExactSum.of(units.map(\.0)), ExactSum.of(units.map(\.1)))
    return right == 0 ? nil : left / right
  }

  /// The 95th percentile of the larger of the ratio and its inverse when the sides of each unit are
  /// exchanged at random; nil where numbers of both signs make no such level.
  private static func chance(_ points: [JoinedRows.Point]) -> Double? {
    guard points.allSatisfy({ $0.left > 0 && $0.right > 0 }) else { return nil }
    return ChanceLevel.of("exchanged sides") { stream in
      let units = points.map { point in
        stream.nextWord() & 1 == 0 ? (point.left, point.right) : (point.right, point.left)
      }
      return ratio(units).map { max($0, 1 / $0) }
    }
  }
}
