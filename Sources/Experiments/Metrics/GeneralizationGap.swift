import Base
import Spec
import Store

/// What a model does worse on a split than on the data it was trained on (arXiv:2512.18607 Table 3).
struct GeneralizationGap: SplitMetric, QuantityNaming {
  static let name = "generalization-gap"
  static let summary =
    "loss of a split minus that of the training split, and accuracy the other way"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.split]

  /// Names of its rows.
  enum Row {
    /// Loss on the split minus loss on the training split.
    static let loss = "loss-gap"
    /// Accuracy on the training split minus accuracy on the split.
    static let accuracy = "accuracy-gap"
  }

  /// The split trained on.
  let against: String

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    against = read.text("against", default: "train", "the split trained on")
  }

  /// What it records.
  func quantities(playerCount: Int?) -> [Quantity] { [Quantity(Row.loss), Quantity(Row.accuracy)] }

  var headlines: [String] { [Row.loss] }

  /// Two rows: both are positive where the model is worse on `split`.
  func measure(_ model: MeasuredModel, split: String) throws -> [MetricRow] {
    let trained = try model.evaluate(split: against)
    let other = try model.evaluate(split: split)
    func row(_ name: String, _ value: Double, unit: String? = nil) -> MetricRow {
      MetricRow(name: name, value: value, split: split, count: other.count, exact: true, unit: unit)
    }
    return [
      row(Row.loss, other.loss - trained.loss, unit: "nat"),
      row(Row.accuracy, (trained.accuracy ?? 0) - (other.accuracy ?? 0)),
    ]
  }
}
