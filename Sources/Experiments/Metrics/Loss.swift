import Base
import Spec
import Store

/// The mean softmax cross-entropy of the true class.
struct Loss: SplitMetric, QuantityNaming {
  static let name = "loss"
  static let summary = "mean cross-entropy, per split, in nats"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.split]

  /// It has no parameters.
  init(_ read: ParameterReader) {}

  /// It records itself.
  func quantities(playerCount: Int?) -> [Quantity] { [Quantity(Self.name)] }

  /// One row: the loss on `split`.
  func measure(_ model: MeasuredModel, split: String) throws -> [MetricRow] {
    let evaluation = try model.evaluate(split: split)
    return [
      MetricRow(
        name: Self.name, value: evaluation.loss, split: split, count: evaluation.count,
        exact: true, unit: "nat")
    ]
  }
}
