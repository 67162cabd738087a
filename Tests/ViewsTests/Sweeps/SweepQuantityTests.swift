import Base
import Store
import Testing

@testable import Views

/// Which number a sweep is looked at by.
@Suite("the number of a sweep")
struct SweepQuantityTests {
  /// Two cells with a measure, a training and an aggregate of two splits; the second has no result at
  /// its last epoch.
  static func fixture() throws -> (fixture: StudyFixture, cells: [PlannedCell]) {
    let fixture = try StudyFixture()
    for seed in 0..<2 {
      try fixture.plan(seed: seed, epochs: [10, 20])
      for epoch in seed == 0 ? [10, 20] : [10] {
        try fixture.collect(
          epoch: epoch,
          [
            MetricRow(name: "accuracy", value: 0.9, split: "train", exact: true),
            MetricRow(
              name: "accuracy", value: Double(epoch + seed), split: "test", exact: true),
          ])
      }
    }
    return (fixture, try fixture.store.plannedCells(study: "study"))
  }

  @Test("without a name it is the accuracy of the test split")
  func usual() throws {
    let (fixture, cells) = try Self.fixture()
    let found = try fixture.store.cellMetrics(
      of: cells, at: .last, where: SweepQuantity.isUsual)
    let usual = try #require(SweepQuantity.usual(in: found, measures: ["strength"]))
    #expect(usual.text == "strength.accuracy.test")
    // A last epoch that is not measured has no number: an earlier one does not pass for it.
    #expect(try SweepQuantity.numbers(of: usual, in: found) == [0: 20])
    let earlier = try fixture.store.cellMetrics(of: cells, at: .at(10))
    #expect(try SweepQuantity.numbers(of: usual, in: earlier) == [0: 10, 1: 11])
  }

  @Test("numbers are found by the stages of the plan that is asked about, not the store's")
  func otherPlan() throws {
    let (fixture, cells) = try Self.fixture()
    try fixture.store.replaceCells(study: "study", [])
    let found = try fixture.store.cellMetrics(of: cells.reversed(), at: .at(10))
    let usual = try #require(SweepQuantity.usual(in: found, measures: ["strength"]))
    #expect(try SweepQuantity.numbers(of: usual, in: found) == [0: 11, 1: 10])
  }

  @Test("an unknown name gets the nearest and all there are")
  func unknownName() throws {
    let (fixture, _) = try Self.fixture()
    let fault = #expect(throws: Diagnostic.self) {
      try SweepQuantity.named(
        "strength.acuracy", option: "--by", measures: ["strength"],
        quantities: try fixture.store.quantities())
    }
    #expect(
      fault?.text == """
        --by:1:1: error: unknown name `strength.acuracy`
          strength.acuracy
          ^~~~~~~~~~~~~~~~
          did you mean `strength.accuracy`?
          measures: strength
          metrics: accuracy
        """)
  }

  @Test("a name that means several numbers of a cell is refused with what tells them apart")
  func severalNumbers() throws {
    let (fixture, cells) = try Self.fixture()
    let reference = try SweepQuantity.named(
      "strength.accuracy", option: "--by", measures: ["strength"],
      quantities: try fixture.store.quantities())
    let metrics = try fixture.store.cellMetrics(of: cells, at: .last)
    let fault = #expect(throws: Diagnostic.self) {
      try SweepQuantity.numbers(of: reference, in: metrics)
    }
    #expect(fault?.message == "`strength.accuracy` is 2 numbers a cell")
    #expect(
      fault?.notes == [
        "fix what tells them apart, such as `strength.accuracy[split=test]`", "split: test, train",
      ])
  }
}
