import Base
import Store
import TestSupport
import Testing

@testable import Views

@Suite("results and training curves of a report")
struct ReportResultTests {
  private func results(_ fixture: StudyFixture) throws -> [MeasureResults] {
    try ReportContents(of: fixture.queries(), trainingMeasure: "training").results
  }

  @Test("a mean over seeds and images has a two-way interval of the last epoch's numbers")
  func means() throws {
    let fixture = try StudyFixture()
    for (seed, values) in [[1.0, 3.0], [3, 5], [5, 9]].enumerated() {
      try fixture.plan(seed: seed, epochs: [0, 20])
      try fixture.collect(epoch: 0, [MetricRow(name: "S", value: 99, sample: 0, exact: true)])
      try fixture.collect(
        values.enumerated().map {
          MetricRow(name: "S", value: $0.element, sample: Int64($0.offset), exact: true)
        })
    }
    let results = try results(fixture)
    #expect(results.map(\.measure) == ["strength"])
    #expect(results[0].checkpoints == [20])
    let number = try #require(results[0].single?.numbers[0][0])
    expectClose(number.mean, 13.0 / 3, relative: 1e-12)
    #expect(number.seeds == 3 && number.images == 2 && number.isOverImages)
    let crossed = try #require(
      CrossedSample(firstCount: 3, secondCount: 2, values: [1, 3, 3, 5, 5, 9]).twoWayMean())
    #expect(number.halfWidth == (crossed.interval.high - crossed.interval.low) / 2)
    #expect(number.countText == "3 × 2")
  }

  @Test("a number of no single images has Student's interval over seeds")
  func seedsAlone() throws {
    let fixture = try StudyFixture()
    for (seed, value) in [2.0, 4, 6].enumerated() {
      try fixture.plan(seed: seed)
      try fixture.collect([MetricRow(name: "accuracy", value: value, count: 2000, exact: true)])
    }
    let number = try #require(try results(fixture).first?.single?.numbers[0][0])
    #expect(number.mean == 4)
    // t(0.975, 2) · sd/√3 = 4.3027 · 2/√3
    expectClose(number.halfWidth ?? 0, 4.9683, absolute: 1e-4)
    #expect(number.countText == "3 (2,000)")
  }

  @Test("what the measure made of all samples wins over the mean of their rows")
  func ratios() throws {
    let fixture = try StudyFixture()
    for seed in 0...1 {
      try fixture.plan(seed: seed)
      try fixture.collect(
        StudyFixture.strengths([[1, 2], [3, 4]], name: "J")
          + (0...1).map {
            MetricRow(
              name: "J", value: 10 + Double($0), contextOrder: $0, count: 2, exact: true)
          })
    }
    let results = try results(fixture)
    #expect(results[0].single == nil)
    let grid = try #require(results[0].byOrder.first)
    #expect(grid.title == "J by context order")
    #expect(grid.quantities == ["m = 0", "m = 1"])
    #expect(grid.numbers.map { $0[0]?.mean } == [10, 11])
    #expect(grid.numbers.map { $0[0]?.images } == [2, 2])
    #expect(grid.numbers[0][0]?.halfWidth == 0)
    #expect(grid.numbers[0][0]?.isOverImages == false)
  }

  @Test("a cell that has no rows yet is missing from its variant's count")
  func missing() throws {
    let fixture = try StudyFixture()
    try fixture.plan(variant: "a", seed: 0)
    try fixture.collect([MetricRow(name: "accuracy", value: 0.5, count: 9, exact: true)])
    try fixture.plan(variant: "a", seed: 1)
    try fixture.plan(variant: "b", seed: 0)
    try fixture.collect([MetricRow(name: "accuracy", value: 0.7, count: 9, exact: true)])
    let grid = try #require(try results(fixture).first?.single)
    #expect(grid.groups == ["a", "b"])
    #expect(grid.numbers[0].map { $0?.seeds } == [1, 1])
    #expect(grid.numbers[0].map { $0?.halfWidth } == [nil, nil])
    #expect(grid.numbers[0][0]?.text == "0.500")
  }

  @Test("what is swept besides seeds makes groups of its own")
  func sweep() throws {
    let fixture = try StudyFixture()
    for width in [16, 32] {
      for seed in 0...1 {
        try fixture.plan(
          variant: nil, seed: seed, coordinates: ["architecture.width": .integer(width)])
        try fixture.collect([
          MetricRow(name: "accuracy", value: Double(width), exact: true)
        ])
      }
    }
    let grid = try #require(try results(fixture).first?.single)
    #expect(grid.groups == ["width = 16", "width = 32"])
    #expect(grid.numbers[0].map { $0?.mean } == [16, 32])
  }

  @Test("paths keep all their words where the last ones do not tell groups apart")
  func ambiguousSweep() throws {
    let fixture = try StudyFixture()
    for path in ["a.epsilon", "b.epsilon"] {
      try fixture.plan(variant: nil, seed: 0, coordinates: [path: 0.5])
      try fixture.collect([MetricRow(name: "accuracy", value: 1, exact: true)])
    }
    let grid = try #require(try results(fixture).first?.single)
    #expect(grid.groups == ["a.epsilon = 0.5", "b.epsilon = 0.5"])
  }

  @Test("a training curve is a mean over seeds between the lowest and the highest")
  func training() throws {
    let fixture = try StudyFixture()
    for seed in 0...1 {
      try fixture.plan(seed: seed)
      try fixture.collect(
        (1...2).map {
          MetricRow(
            name: "loss", value: Double($0 + 2 * seed), split: "test", checkpoint: $0, exact: true,
            unit: "nat")
        })
    }
    let rows = try fixture.queries().lastSummaries()
    let charts = TrainingChart.all(in: rows, measure: "strength")
    #expect(charts.map(\.metric) == ["loss"] && charts[0].unit == "nat")
    let series = try #require(charts[0].series.first)
    #expect(series.group == "normal" && series.split == "test" && series.seeds == 2)
    #expect(series.points.map(\.epoch) == [1, 2])
    #expect(series.points.map(\.mean) == [2, 3])
    #expect(series.points.map(\.low) == [1, 2] && series.points.map(\.high) == [3, 4])
  }
}
