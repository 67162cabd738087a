import Base
import TestSupport
import Testing

@testable import Store
@testable import Views

/// What is listed of a study.
@Suite struct ListingTests {
  /// Two variants with two seeds: accuracy 0.1 to 0.4 in the order of planning.
  ///
  /// J has two orders, effect two samples. The last cell has no result at its last epoch.
  static func fixture() throws -> StudyFixture {
    let fixture = try StudyFixture()
    for (place, (variant, seed)) in [("normal", 0), ("normal", 1), ("high", 0), ("high", 1)]
      .enumerated()
    {
      try fixture.plan(
        variant: variant, seed: seed, epochs: [10, 20],
        coordinates: ["width": .integer(8 * (seed + 1))])
      for epoch in place == 3 ? [10] : [10, 20] {
        let accuracy = 0.1 * Double(place + 1) + (epoch == 10 ? 0.05 : 0)
        try fixture.collect(
          epoch: epoch,
          [
            MetricRow(name: "accuracy", value: accuracy, split: "test", exact: true),
            MetricRow(name: "J", value: 1, contextOrder: 0, exact: true),
            MetricRow(name: "J", value: Double(place), contextOrder: 1, exact: true),
            MetricRow(name: "effect", value: 1, sample: 0, exact: true),
            MetricRow(name: "effect", value: 4, sample: 1, exact: true),
          ])
      }
    }
    try fixture.store.add([
      Annotation(
        id: "1", kind: .tag,
        subject: .init(.cell, study: "study", name: "variant=normal,seed=1,width=16"), text: "best",
        at: 1)
    ])
    return fixture
  }

  static func rows(
    _ filter: String? = nil, sort: String? = nil, columns: String? = "variant,seed",
    limit: Int? = nil
  ) throws -> [[QueryValue]] {
    let fixture = try fixture()
    let request = Listing.Request(
      subject: .cells, study: "study", filter: filter, sort: sort, columns: columns, limit: limit)
    return try Listing(request, of: fixture.store).rows
  }

  @Test func cellsAreFilteredSortedAndCut() throws {
    #expect(
      try Self.rows("accuracy > 0.15", sort: "-accuracy", columns: "variant,seed,accuracy") == [
        [.text("high"), .integer(0), .number(0.30000000000000004)],
        [.text("normal"), .integer(1), .number(0.2)],
      ])
    #expect(try Self.rows("accuracy@10 > 0.4") == [[.text("high"), .integer(1)]])
    #expect(try Self.rows("width = 16 and tag:best") == [[.text("normal"), .integer(1)]])
    #expect(try Self.rows("state = 'unfinished'") == [[.text("high"), .integer(1)]])
    #expect(try Self.rows("J[context_order=1] >= 2") == [[.text("high"), .integer(0)]])
    #expect(
      try Self.rows(sort: "accuracy", columns: "accuracy", limit: 2) == [
        [.number(0.1)], [.number(0.2)],
      ])
    // What has no value is last, whichever way.
    #expect(try Self.rows(sort: "-accuracy", columns: "accuracy").last == [.null])
    #expect(try Self.rows(sort: "accuracy", columns: "accuracy").last == [.null])
    #expect(try Self.rows(sort: "variant", columns: "variant").first == [.text("high")])
  }

  @Test func samplesAreAveraged() throws {
    #expect(
      try Self.rows(columns: "effect") == [[.number(2.5)], [.number(2.5)], [.number(2.5)], [.null]])
  }

  @Test func aMetricOfSeveralNumbersSaysWhatTellsThemApart() throws {
    do {
      _ = try Self.rows("seed = 0 and strength.J > 1")
      Issue.record("it was answered")
    } catch let fault as Diagnostic {
      #expect(
        fault.text == """
          --where:1:14: error: `strength.J` is 2 numbers a cell
            seed = 0 and strength.J > 1
                         ^~~~~~~~~~
            fix what tells them apart, such as `strength.J[context_order=0]`
            context_order: 0, 1
          """)
    }
  }

  @Test func theUsualColumnsAreWhatNoOrderTellsApart() throws {
    let fixture = try Self.fixture()
    let brief = try Listing(
      Listing.Request(subject: .cells, isForPeople: true), of: fixture.store)
    #expect(brief.columns == ["cell", "state", "strength.accuracy.test", "tags"])
    #expect(
      brief.rows[1] == [
        .text("variant=normal,seed=1,width=16"), .text("finished"), .number(0.2), .text("best"),
      ])
    #expect(brief.count == 4)
    let full = try Listing(Listing.Request(subject: .cells), of: fixture.store)
    #expect(
      full.columns == [
        "study", "cell", "variant", "seed", "state", "stages", "stages_finished", "started",
        "finished", "width", "strength.accuracy.test", "tags",
      ])
    let stages = try Listing(
      Listing.Request(subject: .stages, filter: "state = 'finished'", limit: 1), of: fixture.store)
    #expect(stages.count == 7)
    #expect(stages.rows.count == 1)
    #expect(try Listing(Listing.Request(subject: .runs), of: fixture.store).rows == [])
  }

  @Test func chunksOfSamplesArePutTogether() throws {
    let quantity = MetricQuantity(of: MetricRow(name: "v", value: 0, exact: true))
    func entry(_ rows: Int, _ mean: Double, _ deviation: Double?) -> CellMetrics.Entry {
      CellMetrics.Entry(
        cell: 1, measure: "m", model: nil, reference: nil, checkpoint: 2, quantity: 0,
        isOfSamples: true, rows: rows, mean: mean, deviation: deviation, last: 0)
    }
    // 1, 2, 3 and 10: mean 4, squared deviations 9 + 4 + 1 + 36 = 50, divisor 3.
    var metrics = CellMetrics()
    metrics.quantities = [quantity]
    metrics.entries = [entry(3, 2, 1), entry(1, 10, nil)]
    let number = try #require(CellNumber.all(of: metrics).first)
    #expect(number.mean == 4)
    #expect(number.rows == 4)
    expectClose(try #require(number.deviation), (50.0 / 3).squareRoot(), relative: 1e-15)
  }

  @Test func aNameDoesNotChooseBetweenMeasuresOfOthers() throws {
    let quantity = MetricQuantity(of: MetricRow(name: "loss", value: 0, exact: true))
    func value(_ measures: [String]) throws -> Double? {
      var metrics = CellMetrics()
      metrics.quantities = [quantity]
      metrics.entries = measures.enumerated().map { place, measure in
        CellMetrics.Entry(
          cell: 1, measure: measure, model: nil, reference: nil, checkpoint: 1, quantity: 0,
          isOfSamples: false, rows: 1, mean: Double(place), deviation: nil, last: Double(place))
      }
      let reference = MetricReference(text: "loss", name: "loss", filters: [:])
      return try MetricValues(reference, in: metrics).single(reference)[1]
    }
    #expect(try value(["training", "other"]) == 1)
    #expect(try value(["training", "other", "loss"]) == 2)
    #expect(try value(["training"]) == 0)
    #expect(throws: Diagnostic.self) { try value(["one", "other"]) }
  }
}
