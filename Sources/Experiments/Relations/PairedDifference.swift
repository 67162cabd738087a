import Base
import Spec
import Store

/// What two measurements differ by, joined on samples: left minus right.
struct PairedDifference: Relation {
  static let name = "paired-difference"
  static let summary = "differences joined on samples, with the standard error over units"
  static let version = 1

  /// Reads the two measurements.
  init(_ read: ParameterReader) {
    read.reference("left", to: [.measure, .relate], "what is compared: {of: …, metric: …}")
    read.reference("right", to: [.measure, .relate], "what is subtracted")
  }

  /// By order where there is one: `difference` of each unit and their mean, with the level its
  /// magnitude reaches by chance when the signs of the units are random.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try JoinedRows(inputs.pairs("left", "right"), join: inputs.join).groups
      .flatMap { group, points in
        let differences = points.map { $0.left - $0.right }
        guard let mean = Statistics.mean(differences) else { return [MetricRow]() }
        // Samples of several cells are no units of one study: only those of one are rows.
        let samples = Set(points.map(\.cell)).count == 1 ? points : []
        var rows = zip(samples, differences).compactMap { point, difference in
          point.sample.map { group.row("difference", difference, count: 1, sample: $0) }
        }
        rows.append(
          group.row(
            "difference", mean, standardError: Statistics.standardError(differences),
            count: points.count))
        if let level = ChanceLevel.ofMean(differences) {
          rows.append(group.row("difference-chance", level, count: points.count))
        }
        return rows
      }
  }
}
