import Base
import Store
import Testing

@testable import Views

@Suite struct RowScopeTests {
  static let measures = ["strength", "accuracy"]

  @Test func aClaimReadsItsQuantityAtItsValuesInBothArms() {
    let claim: Value = [
      "effect": [
        "of": "strength.J", "where": ["context_order": [0, 1], "checkpoint": "last"],
        "contrast": ["low", "high"],
      ]
    ]
    #expect(
      RowScope.claim(claim, measures: Self.measures) == [
        RowScope(
          measures: ["strength"], metrics: ["J"],
          filters: [
            .init(dimension: "checkpoint", values: ["last"]),
            .init(dimension: "context_order", values: [0, 1]),
            .init(dimension: "variant", values: ["low", "high"]),
          ])
      ])
    let other: Value = [
      "effect": ["of": "accuracy.accuracy", "contrast": ["split": ["train", ["test"]]]]
    ]
    #expect(
      RowScope.claim(other, measures: Self.measures).first?.filters
        == [.init(dimension: "split", values: ["train", "test"])])
  }

  @Test func aQueryReadsTheMeasuresItNamesOrAll() {
    let named: Value = ["sql": "SELECT seed, value FROM metrics WHERE measure = 'accuracy'"]
    #expect(
      RowScope.claim(named, measures: Self.measures) == [RowScope(measures: ["accuracy"])])
    let all: Value = ["sql": "SELECT seed, value FROM metrics"]
    #expect(RowScope.claim(all, measures: Self.measures) == [RowScope(measures: [])])
  }

  @Test func aFigureReadsTheEpochDrawnAndItsControlOrEveryEpoch() {
    let figure: Value = ["preset": "p", "measure": "strength", "at": 5]
    func filters(_ figure: Value, drawsEpochs: Bool, control: Int?) -> [Claim.Filter] {
      RowScope.figure(
        figure, measures: Self.measures, metrics: ["S"], drawsEpochs: drawsEpochs,
        control: control
      ).flatMap(\.filters)
    }
    #expect(
      filters(figure, drawsEpochs: false, control: 0)
        == [.init(dimension: "checkpoint", values: [5, 0])])
    #expect(filters(figure, drawsEpochs: true, control: 0) == [])
    #expect(
      filters(["measure": "strength"], drawsEpochs: false, control: nil)
        == [.init(dimension: "checkpoint", values: ["last"])])
  }

  @Test func aFigureOfKeptSamplesReadsWhatKeepsThem() {
    let scopes = RowScope.figure(
      ["measure": "strength", "samples": "correct-here"], measures: Self.measures,
      metrics: ["S"], drawsEpochs: true, control: nil)
    #expect(scopes.map(\.metrics) == [["S"], ["correct"]])
    #expect(scopes.map(\.measures) == [["strength"], []])
  }

  @Test func namesOfQuantitiesAreReadWithTheirFilters() throws {
    let name = try QuantityName("strength.v-grand[variant=low|high, context_order=0, x=0.5]")
    #expect(name.measure == "strength")
    #expect(name.metric == "v-grand")
    #expect(
      name.filters == [
        .init(dimension: "variant", values: ["low", "high"]),
        .init(dimension: "context_order", values: [0]), .init(dimension: "x", values: [0.5]),
      ])
    #expect(try QuantityName("strength").metric == nil)
    #expect(throws: QuantityName.Fault(description: "`a[b=1` has a `[` without a `]` at its end")) {
      try QuantityName("a[b=1")
    }
  }

  @Test func theStagesOfAScopeHoldItsRowsAtTheLastEpochOfEachCell() throws {
    let fixture = try StudyFixture()
    for (seed, epochs) in [(0, [5, 20]), (1, [5, 10])] {
      try fixture.plan(seed: seed, epochs: epochs)
      for epoch in epochs {
        try fixture.collect(epoch: epoch, StudyFixture.strengths([[1, 2]]))
      }
    }
    let uses = try fixture.store.uses(study: "study")
    func labels(_ filters: [Claim.Filter], _ metric: String = "S") throws -> [Int?] {
      try fixture.store.uses(
        of: uses, in: [RowScope(measures: ["strength"], metrics: [metric], filters: filters)]
      ).map(\.checkpoint)
    }
    #expect(try labels([.init(dimension: "checkpoint", values: ["last"])]) == [20, 10])
    #expect(try labels([.init(dimension: "seed", values: [1.0])]) == [5, 10])
    #expect(try labels([.init(dimension: "context_order", values: [7])]) == [])
    #expect(try labels([.init(dimension: "context_order", values: [1])]).count == 4)
    #expect(try labels([], "J") == [])
  }
}
