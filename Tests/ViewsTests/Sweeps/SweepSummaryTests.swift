import Base
import Store
import TestSupport
import Testing

@testable import Views

/// A sweep in a few numbers.
@Suite("the summary of a sweep")
struct SweepSummaryTests {
  static let dimensions = ["variant", "training.batch", "seed"]

  static func cell(
    _ variant: String, batch: Int, seed: Int, _ number: Double?,
    _ state: SweepCell.State = .finished
  ) -> SweepCell {
    SweepCell(
      cell: StudyCell(
        label: "variant=\(variant),training.batch=\(batch),seed=\(seed)", variant: variant,
        seed: seed,
        coordinates: ["training.batch": .integer(batch), "seed": .integer(seed)]),
      state: state, number: number)
  }

  /// Two variants by two batches by two seeds: a cell failed, one has no number yet.
  static let cells = [
    cell("a", batch: 8, seed: 0, 0.5), cell("a", batch: 8, seed: 1, 0.7),
    cell("a", batch: 64, seed: 0, 0.9), cell("a", batch: 64, seed: 1, nil, .pending),
    cell("b", batch: 8, seed: 0, nil, .failed(stage: "train/b", reason: "NaN")),
    cell("b", batch: 8, seed: 1, 0.4), cell("b", batch: 64, seed: 0, 0.8),
    cell("b", batch: 64, seed: 1, 0.8),
  ]

  @Test("cells that differ in their seeds alone are one point, the best first")
  func points() {
    let summary = SweepSummary(Self.cells, dimensions: Self.dimensions)
    #expect(summary.pointCount == 4)
    #expect(
      summary.points.map(\.point.label) == [
        "variant=a,training.batch=64", "variant=b,training.batch=64",
        "variant=a,training.batch=8", "variant=b,training.batch=8",
      ])
    #expect(summary.points.map(\.numbers) == [[0.9], [0.8, 0.8], [0.5, 0.7], [0.4]])
    #expect(summary.points.map(\.seeds) == [2, 2, 2, 2])
    #expect(summary.points[0].interval == nil)
    #expect(summary.points[1].interval == Interval(0.8, 0.8))
    // Student's t of one degree of freedom, 12.706, times 0.1.
    let interval = summary.points[2].interval
    expectClose(interval?.low ?? 0, 0.6 - 1.2706, absolute: 1e-4)
    expectClose(interval?.high ?? 0, 0.6 + 1.2706, absolute: 1e-4)
    let smallest = SweepSummary(Self.cells, dimensions: Self.dimensions, isMaximised: false)
    #expect(smallest.points.first?.point.label == "variant=b,training.batch=8")
  }

  @Test("every cell is counted by how far it is")
  func counts() {
    let dropped = Self.cell("b", batch: 4, seed: 0, 0.1, .dropped(epoch: 1))
    let counts = SweepSummary(Self.cells + [dropped], dimensions: Self.dimensions).counts
    #expect(counts.finished == 6 && counts.failed == 1 && counts.pending == 1)
    #expect(counts.dropped == 1 && counts.all == 9)
  }

  @Test("a parameter's effect is the mean over the points of each value, numbers in their order")
  func levels() {
    let summary = SweepSummary(Self.cells, dimensions: Self.dimensions)
    #expect(summary.effects.map(\.dimension) == ["variant", "training.batch"])
    #expect(summary.effects.map(\.trend) == [nil, nil])
    let batch = summary.effects[1].levels
    #expect(batch.map(\.label) == ["8", "64"])
    #expect(batch.map(\.points) == [2, 2])
    // Points count alike, however many seeds they have.
    expectClose(batch.map(\.mean), [0.5, 0.85], absolute: 1e-12)
    #expect(summary.effects[0].levels.map(\.label) == ["a", "b"])
  }

  @Test("ties are settled by the label, whatever the order of the cells")
  func ties() {
    let cells = ["c", "a", "b"].map { Self.cell($0, batch: 8, seed: 0, 0.5) }
    for order in [cells, cells.reversed()] {
      let summary = SweepSummary(order, dimensions: ["variant", "seed"])
      #expect(summary.points.map(\.point.label) == ["variant=a", "variant=b", "variant=c"])
    }
  }

  @Test("a parameter with another value at each point has a correlation and quarters")
  func trend() {
    let cells = (0..<12).map { place in
      SweepCell(
        cell: StudyCell(
          label: "rate=\(place)", variant: nil, seed: nil,
          coordinates: ["rate": .number(Double(place) / 100)]),
        state: .finished, number: place == 11 ? 0 : Double(place * place))
    }
    let effect = SweepSummary(cells, dimensions: ["rate"]).effects.first
    // Pearson's of 1 … 12 with 1.5, 3 … 12, 1.5.
    expectClose(effect?.trend?.correlation ?? 0, 0.5779343363791356, absolute: 1e-12)
    #expect(effect?.trend?.points == 12)
    #expect(effect?.trend?.interval != nil)
    #expect(
      effect?.levels.map(\.label) == [
        "0 … 0.020", "0.030 … 0.050", "0.060 … 0.080", "0.090 … 0.110",
      ])
    #expect(effect?.levels.map(\.points) == [3, 3, 3, 3])
    expectClose(effect?.levels[0].mean ?? 0, 5.0 / 3, absolute: 1e-12)
  }

  @Test("a parameter of few values is told value by value even where there are many points")
  func fewValues() {
    let cells = (0..<40).map { place in
      SweepCell(
        cell: StudyCell(
          label: "\(place)", variant: nil, seed: nil,
          coordinates: ["width": .integer(place % 10), "rate": .number(Double(place))]),
        state: .finished, number: Double(place))
    }
    let effects = SweepSummary(cells, dimensions: ["width", "rate"]).effects
    #expect(effects[0].trend == nil && effects[0].levels.count == 10)
    #expect(effects[1].trend?.correlation == 1 && effects[1].levels.count == 4)
  }

  @Test("without seeds or parameters there is one point")
  func nothingSwept() {
    let cell = SweepCell(
      cell: StudyCell(label: "base", variant: nil, seed: nil, coordinates: [:]), state: .finished,
      number: 1)
    let summary = SweepSummary([cell], dimensions: [])
    #expect(summary.points.map(\.point.label) == ["base"])
    #expect(summary.effects.isEmpty)
  }
}
