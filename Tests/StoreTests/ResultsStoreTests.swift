import Base
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct ResultsStoreTests {
  static let rows = [
    MetricRow(name: "S", value: 0.5, sample: 1, contextOrder: 0, exact: true),
    MetricRow(name: "S", value: 1.5, sample: 1, contextOrder: 1, exact: true),
  ]

  @Test func settingsAreThoseTheStoreRestsOn() throws {
    let settings = try StoreFixture().store.settings()
    #expect(
      settings
        == ResultsStore.Settings(
          journalMode: "wal", synchronous: 1, foreignKeys: true, busyTimeout: 10_000,
          schemaVersion: 3))
  }

  @Test func theViewHasThePromisedColumns() throws {
    let fixture = try StoreFixture()
    let columns = try fixture.store.connection.read {
      try String.fetchAll($0, sql: "SELECT name FROM pragma_table_info('metrics')")
    }
    #expect(
      columns == [
        "study", "variant", "cell", "seed", "model", "reference", "measure", "name", "split",
        "checkpoint", "step", "layer", "sample", "class", "label_kind", "part", "context_order",
        "interaction_order", "value", "std_error", "count", "exact", "unit",
      ])
  }

  @Test func aStageIsCollectedOnce() throws {
    let fixture = try StoreFixture()
    let store = fixture.store
    try store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    let table = try MetricTable(Self.rows)
    #expect(try store.collect(StoreFixture.stage("a"), table))
    #expect(try !store.collect(StoreFixture.stage("a"), table))
    #expect(try store.queries(study: "s").rows().entries.count == 2)
    #expect(
      try store.collectedStages() == [
        StoreFixture.key("a"): Set(StoreFixture.stage("a").artifacts)
      ])
  }

  @Test func rowsThatCameFromOtherFilesAreReplaced() throws {
    let fixture = try StoreFixture()
    let store = fixture.store
    try store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    try fixture.collect("a", Self.rows)
    var again = StoreFixture.stage("a")
    again.artifacts[0].sha256 = StoreFixture.key("other bytes")
    #expect(try store.collect(again, MetricTable(Array(Self.rows.suffix(1)))))
    #expect(try store.queries(study: "s").rows().entries.count == 1)
    #expect(try store.collectedStages() == [StoreFixture.key("a"): Set(again.artifacts)])
    try store.forget(StoreFixture.key("a"))
    #expect(try store.collectedStages() == [:])
    #expect(try store.queries(study: "s").rows().entries.isEmpty)
  }

  @Test func computedColumnsOfTheMetricsViewCompareAsTheirTypes() throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    try fixture.collect("a", Self.rows)
    let counts = try fixture.store.connection.write { database in
      try database.execute(sql: "UPDATE metric SET checkpoint = 20")
      try database.execute(sql: "UPDATE quantity SET reference = '5'")
      return try ["1", "checkpoint = '20'", "reference = 5"].map {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM metrics WHERE \($0)")
      }
    }
    #expect(counts == [2, 2, 2])
  }

  @Test func aStageSharedByCellsShowsInEach() throws {
    let fixture = try StoreFixture()
    try fixture.collect("shared", Self.rows)
    try fixture.store.replaceCells(
      study: "s",
      [
        StoreFixture.cell("seed=0", seed: 0, stages: ["shared"]),
        StoreFixture.cell("seed=1", seed: 1, stages: ["shared"]),
      ])
    let answer = try fixture.store.queries(study: "s").answer(
      GuardedQuery("SELECT cell, count(*) FROM metrics GROUP BY cell ORDER BY cell"))
    #expect(
      answer.rows == [[.text("seed=0"), .integer(2)], [.text("seed=1"), .integer(2)]])
  }

  @Test func onlyTheCurrentPlanShows() throws {
    let fixture = try StoreFixture()
    try fixture.collect("old", Self.rows)
    try fixture.collect("new", [MetricRow(name: "S", value: 9, exact: true)])
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["old"])])
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["new"])])
    try fixture.store.replaceCells(
      study: "other", [StoreFixture.cell("seed=0", seed: 0, stages: ["old"])])
    let queries = try fixture.store.queries(study: "s")
    #expect(try queries.rows().entries.map(\.value) == [9])
    func values(_ view: String) throws -> [[QueryValue]] {
      try queries.answer(GuardedQuery("SELECT value FROM \(view) ORDER BY value")).rows
    }
    #expect(try values("metrics") == [[.number(9)]])
    #expect(try values("strength") == [])
    #expect(try values("all_metrics") == [[.number(0.5)], [.number(1.5)], [.number(9)]])
  }

  @Test func dimensionsOfTheCellReachTheView() throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("variant=normal,seed=3", seed: 3, stages: ["a"])])
    try fixture.collect(
      "a",
      [
        MetricRow(name: "loss", value: 0.25, split: "test", exact: true, unit: "nat"),
        MetricRow(name: "curve", value: 0.5, checkpoint: 2, exact: true),
      ])
    let answer = try fixture.store.queries(study: "s").answer(
      GuardedQuery(
        """
        SELECT study, variant, cell, seed, model, measure, name, split, checkpoint, sample, value,
          exact, unit FROM metrics ORDER BY name
        """))
    let cell: [QueryValue] = [
      .text("s"), .text("normal"), .text("variant=normal,seed=3"), .integer(3), .text("main"),
      .text("strength"),
    ]
    #expect(
      answer.rows == [
        cell + [.text("curve"), .null, .integer(2), .null, .number(0.5), .integer(1), .null],
        cell + [
          .text("loss"), .text("test"), .integer(20), .null, .number(0.25), .integer(1),
          .text("nat"),
        ],
      ])
  }

  @Test func aForgottenStageCanBeCollectedAgain() throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    try fixture.collect("a", Self.rows)
    try fixture.store.forget(StoreFixture.key("a"))
    #expect(try fixture.store.queries(study: "s").rows().entries.isEmpty)
    try fixture.collect("a", Self.rows)
    #expect(try fixture.store.queries(study: "s").rows().entries.count == 2)
  }

  @Test func twoWritersShareQuantities() throws {
    let fixture = try StoreFixture()
    let second = try ResultsStore(at: fixture.path, mode: .readWrite)
    try fixture.collect("a", Self.rows)
    try second.collect(StoreFixture.stage("b"), MetricTable(Self.rows))
    try fixture.collect("c", Self.rows)
    let count = try second.connection.read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM quantity")
    }
    #expect(count == 2)
  }

  @Test func anImmutableFileInAnOddFolderIsRead() throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    try fixture.collect("a", Self.rows)
    try fixture.store.connection.queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    let odd = fixture.folder + "/what? 100% #1"
    try FileManager.default.createDirectory(atPath: odd, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: fixture.path, toPath: odd + "/copy.sqlite")
    let store = try ResultsStore(at: odd + "/copy.sqlite", mode: .immutable)
    #expect(try store.queries(study: "s").rows().entries.count == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: odd) == ["copy.sqlite"])
    #expect(throws: StoreError.self) { try store.replaceCells(study: "s", []) }
  }

  @Test func aNewerSchemaIsRefusedAndLeftAlone() throws {
    let fixture = try StoreFixture()
    try fixture.store.connection.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    let expected = StoreError.newerSchema(path: fixture.path, version: 99, known: 3)
    #expect(throws: expected) { try ResultsStore(at: fixture.path, mode: .readWrite) }
    #expect(throws: expected) { try ResultsStore(at: fixture.path, mode: .readOnly) }
    #expect(
      StoreError.newerSchema(path: "r.sqlite", version: 99, known: 3).description
        == "r.sqlite: schema 99 of a newer runexp, this one knows up to 3; use the newer program,"
        + " or another results folder")
  }

  @Test func whatIsNotADatabaseIsNamed() throws {
    let fixture = try StoreFixture()
    let path = fixture.folder + "/text.sqlite"
    try Data("these are words, not pages of a database; many words".utf8).write(
      to: URL(fileURLWithPath: path))
    let reason = "file is not a database"
    #expect(throws: StoreError.damaged(path: path, reason: reason)) {
      try ResultsStore(at: path, mode: .readWrite)
    }
    let absent = fixture.folder + "/absent.sqlite"
    #expect(throws: StoreError.database(path: absent, reason: "no such file or directory")) {
      try ResultsStore(at: absent, mode: .readOnly)
    }
  }

  @Test func runsKeepTheirEnvironmentAndEnd() throws {
    let fixture = try StoreFixture()
    let run = RunRecord(
      id: "r1", study: "s", title: "Title", specText: "runexp: 1", resolvedSpec: "{}",
      command: "runexp s.yaml", startedAt: 1, environment: ["host": "node", "core": "Haswell"])
    try fixture.store.beginRun(run)
    try fixture.store.record(
      [RunEvent(at: 2, kind: "failed", stage: StoreFixture.key("a"), text: "why")], run: "r1")
    try fixture.store.endRun("r1", status: .failed, at: 3)
    #expect(throws: StoreError.unknownRun("r2")) {
      try fixture.store.endRun("r2", status: .finished, at: 3)
    }
    let answer = try fixture.store.queries(study: "s").answer(
      GuardedQuery(
        """
        SELECT run.name, status, ended_at, environment.name, value, event.text
        FROM run JOIN environment ON environment.run = run.id JOIN event ON event.run = run.id
        ORDER BY environment.name
        """))
    let head: [QueryValue] = [.text("r1"), .text("failed"), .number(3)]
    #expect(
      answer.rows == [
        head + [.text("core"), .text("Haswell"), .text("why")],
        head + [.text("host"), .text("node"), .text("why")],
      ])
  }
}
