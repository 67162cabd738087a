import Base
import Spec
import Store

/// Whether each sample of a pool is classified correctly: what `correct-here` filters by.
struct Correct: SampleMetric, QuantityNaming {
  static let name = "correct"
  static let summary = "1 for each sample of a pool classified correctly, else 0"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.samples]

  /// It has no parameters.
  init(_ read: ParameterReader) {}

  /// It records itself.
  func quantities(playerCount: Int?) -> [Quantity] { [Quantity(Self.name)] }

  /// One row: 1 or 0.
  func measure(_ model: MeasuredModel, sample: PoolSample, game: GameSettings?) throws
    -> [MetricRow]
  {
    let value: Double = try model.isCorrect(sample) ? 1 : 0
    return [MetricRow(name: Self.name, value: value, sample: sample.id, exact: true)]
  }

  /// The share of correct samples.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    guard let share = Statistics.mean(rows.map(\.value)) else {
      throw MetricError.noRows(metric: Self.name)
    }
    return [MetricRow(name: Self.name, value: share, count: rows.count, exact: true)]
  }
}
