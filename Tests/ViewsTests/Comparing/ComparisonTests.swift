import Base
import Store
import TestSupport
import Testing

@testable import Views

@Suite struct ComparisonTests {
  /// Two variants over some seeds; each cell's rows of S are of one order and two samples.
  private static func fixture(
    _ numbers: [(variant: String, seed: Int, samples: [Double])]
  ) throws -> StudyFixture {
    let fixture = try StudyFixture()
    for cell in numbers {
      try fixture.plan(variant: cell.variant, seed: cell.seed)
      try fixture.collect(StudyFixture.strengths(cell.samples.map { [$0] }))
    }
    return fixture
  }

  private static func compare(
    _ fixture: StudyFixture, unit: Comparison.Unit = .seed, seeds: [Int]? = nil
  ) throws -> Comparison {
    let uses = try fixture.store.uses(study: "study")
    let sides = ["a", "b"].map { variant in
      ComparedSide(
        of: uses,
        where: [("variant", .text(variant))]
          + (seeds.map { [("seed", Value.integer($0[0]))] } ?? []))
    }
    let stages = Set(uses.uses.map(\.stage))
    let summaries = try fixture.store.summaries(of: stages)
    let settings = Comparison.Settings(unit: unit)
    guard unit == .sample else {
      return Comparison(sides[0], sides[1], summaries: summaries, settings)
    }
    return Comparison(
      sides[0], sides[1], summaries: summaries,
      samples: try fixture.store.sampleEntries(of: stages), settings)
  }

  @Test func sharedSeedsArePaired() throws {
    let fixture = try Self.fixture([
      ("a", 0, [1, 3]), ("a", 1, [2, 4]), ("a", 2, [5, 7]), ("b", 0, [2, 4]), ("b", 1, [4, 6]),
      ("b", 2, [5, 8]),
    ])
    let difference = try #require(try Self.compare(fixture).differences.first)
    #expect(difference.first == 11 / 3.0)
    #expect(difference.isPaired)
    #expect(difference.firstUnits == 3)
    let expected = try #require(
      MeanEstimate(pairedDifferenceOf: [3, 5, 6.5], minus: [2, 3, 6]))
    #expect(difference.interval == expected.interval(level: 0.95))
    #expect(!difference.isEqual)
  }

  @Test func otherSeedsAreNot() throws {
    let fixture = try Self.fixture([
      ("a", 0, [1]), ("a", 1, [2]), ("b", 0, [2]), ("b", 1, [4]), ("b", 2, [5]),
    ])
    let difference = try #require(try Self.compare(fixture).differences.first)
    #expect(!difference.isPaired)
    #expect((difference.firstUnits, difference.secondUnits) == (2, 3))
    let expected = try #require(MeanEstimate(welchDifferenceOf: [2, 4, 5], minus: [1, 2]))
    #expect(difference.interval == expected.interval(level: 0.95))
  }

  @Test func oneCellOnEachSideIsComparedBySample() throws {
    let fixture = try Self.fixture([("a", 0, [1, 2, 3]), ("b", 0, [2, 2, 5])])
    #expect(try Self.compare(fixture, seeds: [0]).differences.first?.interval == nil)
    let difference = try #require(
      try Self.compare(fixture, unit: .sample, seeds: [0]).differences.first)
    #expect(difference.isPaired)
    #expect(difference.firstUnits == 3)
    let expected = try #require(MeanEstimate(pairedDifferenceOf: [2, 2, 5], minus: [1, 2, 3]))
    #expect(difference.interval == expected.interval(level: 0.95))
    let unequal = try Self.fixture([("a", 0, [1, 2, 3]), ("b", 0, [2, 2])])
    #expect(
      try Self.compare(unequal, unit: .sample, seeds: [0]).differences.first?.isPaired == false)
  }

  @Test func whatOneSideAloneHasIsListedAndEqualNumbersAreEqual() throws {
    let fixture = try StudyFixture()
    try fixture.plan(variant: "a", seed: 0)
    try fixture.collect(
      StudyFixture.strengths([[1]]) + [MetricRow(name: "left", value: 1, exact: true)])
    try fixture.plan(variant: "b", seed: 0)
    try fixture.collect(
      StudyFixture.strengths([[1]]) + [MetricRow(name: "right", value: 1, exact: true)])
    let comparison = try Self.compare(fixture)
    #expect(comparison.differences.map(\.isEqual) == [true])
    #expect(comparison.onlyFirst.map(\.quantity.name) == ["left"])
    #expect(comparison.onlySecond.map(\.quantity.name) == ["right"])
    #expect(comparison.differs)
  }

  @Test func anAggregateOfTheSameNameIsNotToldASecondTime() throws {
    let fixture = try StudyFixture()
    for variant in ["a", "b"] {
      try fixture.plan(variant: variant, seed: 0)
      try fixture.collect(
        StudyFixture.strengths([[1], [3]])
          + [MetricRow(name: "S", value: 2, contextOrder: 0, exact: true)])
    }
    let comparison = try Self.compare(fixture)
    #expect(comparison.differences.map(\.key.isOfSamples) == [true])
  }
}
