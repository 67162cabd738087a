import Base
import Testing

@testable import Store

@Suite struct MetricSummaryTests {
  private static func row(
    _ name: String, _ value: Double, order: Int? = nil, checkpoint: Int? = nil,
    sample: Int64? = nil
  ) -> MetricRow {
    MetricRow(
      name: name, value: value, checkpoint: checkpoint, sample: sample, contextOrder: order,
      exact: true)
  }

  @Test func rowsAreGroupedByQuantityEpochAndWhetherTheyAreOfSamples() throws {
    let summaries = MetricSummary.all(
      of: try MetricTable([
        Self.row("S", 1, order: 0, sample: 7), Self.row("S", 10, order: 1, sample: 7),
        Self.row("S", 4, order: 0, sample: 8), Self.row("S", 30, order: 1, sample: 8),
        Self.row("S", 2.5, order: 0), Self.row("loss", 2, checkpoint: 1),
        Self.row("loss", 1, checkpoint: 2), Self.row("loss", 0.5, checkpoint: 2),
      ]))
    #expect(
      summaries == [
        MetricSummary(
          quantity: 0, checkpoint: nil, isOfSamples: true, rows: 2, mean: 2.5,
          deviation: 4.5.squareRoot(), minimum: 1, maximum: 4, last: 4),
        MetricSummary(
          quantity: 1, checkpoint: nil, isOfSamples: true, rows: 2, mean: 20,
          deviation: 200.0.squareRoot(), minimum: 10, maximum: 30, last: 30),
        MetricSummary(
          quantity: 0, checkpoint: nil, isOfSamples: false, rows: 1, mean: 2.5, deviation: nil,
          minimum: 2.5, maximum: 2.5, last: 2.5),
        MetricSummary(
          quantity: 2, checkpoint: 1, isOfSamples: false, rows: 1, mean: 2, deviation: nil,
          minimum: 2, maximum: 2, last: 2),
        MetricSummary(
          quantity: 2, checkpoint: 2, isOfSamples: false, rows: 2, mean: 0.75,
          deviation: 0.125.squareRoot(), minimum: 0.5, maximum: 1, last: 0.5),
      ])
  }

  @Test func aTableWithoutRowsHasNone() {
    #expect(MetricSummary.all(of: MetricTable()).isEmpty)
  }
}
