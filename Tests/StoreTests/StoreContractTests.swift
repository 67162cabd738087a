import Base
import Testing

@testable import Store

/// What a store promises, of one in a file and of one in memory.
@Suite struct StoreContractTests {
  enum Place: String, CaseIterable {
    case file, memory
  }

  /// A store and whatever keeps it.
  private struct Kept {
    var store: ResultsStore
    var folder: StoreFixture?

    init(_ place: Place) throws {
      switch place {
      case .file:
        let fixture = try StoreFixture()
        folder = fixture
        store = fixture.store
      case .memory: store = try ResultsStore.inMemory()
      }
    }
  }

  private static func rows(_ count: Int) -> [MetricRow] {
    (0..<count).map {
      MetricRow(
        name: "S", value: Double($0) * 0.1, sample: Int64($0 / 3), contextOrder: $0 % 3,
        exact: true)
    }
  }

  /// The same deeds in any store.
  private static func fill(_ store: ResultsStore) throws {
    try store.beginRun(
      RunRecord(
        id: "r", study: "s", title: "S", specText: "", resolvedSpec: "", command: "runexp s.yaml",
        startedAt: 1, environment: ["cpu": "c"]))
    try store.replaceCells(
      study: "s",
      [
        StoreFixture.cell("seed=0", seed: 0, stages: ["a"]),
        StoreFixture.cell("seed=1", seed: 1, stages: ["b"]),
      ])
    try store.collect(StoreFixture.stage("a"), MetricTable(rows(30)))
    try store.collect(StoreFixture.stage("b"), MetricTable(rows(12)))
    try store.endRun("r", status: .finished, at: 2)
  }

  @Test(arguments: Place.allCases)
  func whatIsCollectedIsRead(_ place: Place) throws {
    let kept = try Kept(place)
    try Self.fill(kept.store)
    let queries = try kept.store.queries(study: "s")
    #expect(try queries.rows(measure: "strength", names: ["S"]).entries.count == 42)
    #expect(try queries.rows(names: ["J"]).entries.isEmpty)
    #expect(try queries.rows(checkpoints: [20]).entries.count == 42)
    #expect(try queries.rows(checkpoints: [19]).entries.isEmpty)
    let answer = try queries.answer(
      GuardedQuery("SELECT cell, count(*), mean(value) FROM metrics GROUP BY cell ORDER BY cell"))
    #expect(answer.rows.map { $0[1] } == [.integer(30), .integer(12)])
    #expect(try kept.store.faults(quick: false).isEmpty)
  }

  @Test(arguments: Place.allCases)
  func queriesWriteNothing(_ place: Place) throws {
    let kept = try Kept(place)
    try Self.fill(kept.store)
    let before = try kept.store.contents()
    let queries = try kept.store.queries(study: "s")
    for sql in ["DELETE FROM metric", "WITH a AS (SELECT 1) DELETE FROM metric", "ATTACH 'x' AS y"]
    {
      #expect(throws: StoreError.self) { try queries.answer(GuardedQuery(sql)) }
    }
    #expect(try kept.store.contents() == before)
  }

  @Test(arguments: Place.allCases)
  func whatIsForgottenIsGoneAndComesBack(_ place: Place) throws {
    let kept = try Kept(place)
    try Self.fill(kept.store)
    let before = try kept.store.contents()
    try kept.store.forget(StoreFixture.key("a"))
    #expect(try kept.store.queries(study: "s").rows().entries.count == 12)
    #expect(try kept.store.collect(StoreFixture.stage("a"), MetricTable(Self.rows(30))))
    #expect(try kept.store.contents() == before)
  }

  @Test func theSameDeedsGiveTheSameContents() throws {
    let file = try Kept(.file)
    let memory = try Kept(.memory)
    let other = try Kept(.memory)
    for kept in [file, memory] { try Self.fill(kept.store) }
    #expect(try file.store.contents() == memory.store.contents())
    #expect(try other.store.contents() != memory.store.contents())
  }
}
