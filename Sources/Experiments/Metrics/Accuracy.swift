import Base
import Spec
import Store

/// The share of samples whose largest logit is the true class.
struct Accuracy: SplitMetric, QuantityNaming {
  static let name = "accuracy"
  static let summary = "share of samples classified correctly, per split"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.split]

  /// It has no parameters.
  init(_ read: ParameterReader) {}

  /// It records itself.
  func quantities(playerCount: Int?) -> [Quantity] { [Quantity(Self.name)] }

  /// One row: the accuracy on `split`.
  func measure(_ model: MeasuredModel, split: String) throws -> [MetricRow] {
    let evaluation = try model.evaluate(split: split)
    return [
      MetricRow(
        name: Self.name, value: evaluation.accuracy ?? 0, split: split, count: evaluation.count,
        exact: true)
    ]
  }
}
