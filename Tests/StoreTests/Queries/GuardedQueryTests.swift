import Base
import Foundation
import Synchronization
import Testing

@testable import Store

@Suite struct GuardedQueryTests {
  static func queries(_ fixture: StoreFixture) throws -> StudyQueries {
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    try fixture.collect("a", [MetricRow(name: "S", value: 1, exact: true)])
    return try fixture.store.queries(study: "s")
  }

  @Test(arguments: [
    ("INSERT INTO study(name) VALUES ('x')", QueryRefusal.writes),
    ("with a as (select 1) delete from metric", .writes),
    ("DROP TABLE metric", .writes),
    ("ATTACH '/tmp/x.sqlite' AS x", .forbidden("ATTACH")),
    ("VACUUM INTO '/tmp/x.sqlite'", .forbidden("VACUUM")),
    ("PRAGMA query_only = 0", .forbidden("PRAGMA")),
    (" /* a */ -- b\n pragma user_version", .forbidden("PRAGMA")),
    ("SELECT 1; SELECT 2", .severalStatements),
    ("SELECT 1; PRAGMA user_version = 7", .severalStatements),
    ("", .empty), (" ; -- nothing", .empty),
    ("SELEKT 1", .invalid("`SELEKT` does not begin a SELECT", offset: nil)),
    ("SELECT 1 FROM (", .invalid("incomplete input", offset: nil)),
    ("SELECT 1 FORM metrics", .invalid("near \"metrics\": syntax error", offset: 14)),
    ("SELECT zeroblob(1000000000)", .tooLongValue(limit: 1 << 26)),
    ("SELECT hex(randomblob(60000000))", .tooLongValue(limit: 1 << 26)),
    ("SELECT load_extension('x.so')", .forbiddenFunction("load_extension")),
    ("SELECT writefile('/tmp/x', 'text')", .forbiddenFunction("writefile")),
    ("SELECT readfile('/etc/passwd')", .forbiddenFunction("readfile")),
    ("SELECT edit('text')", .forbiddenFunction("edit")),
    ("INSERT INTO words(words) VALUES ('optimize')", .writes),
    ("CREATE VIRTUAL TABLE words USING fts5(word)", .writes),
  ])
  func whatIsNotOneReadIsRefused(_ sql: String, _ expected: QueryRefusal) throws {
    let fixture = try StoreFixture()
    let queries = try Self.queries(fixture)
    #expect(throws: StoreError.query(expected)) { try queries.answer(GuardedQuery(sql)) }
    #expect(try queries.rows().entries.count == 1)
  }

  @Test(arguments: [
    (
      "SELECT chekpoint FROM cells, strength",
      """
      no column `chekpoint`; did you mean `checkpoint`?; columns of cells: study, cell, position, \
      variant, seed, coordinates, stages, finished; columns of strength: study, variant, cell, seed, \
      model, reference, measure, name, split, checkpoint, step, layer, sample, class, label_kind, part, \
      context_order, interaction_order, value, std_error, count, exact, unit
      """, 7
    ),
    (
      "SELECT x FROM (SELECT 1 AS y)",
      "no column `x`; views: metrics, strength, cells, stages, runs, artifacts", 7
    ),
    (
      "SELECT 1 FROM metricks",
      """
      no table `metricks`; did you mean `metrics`?; views: metrics, strength, cells, stages, runs, \
      artifacts
      """, nil
    ),
    (
      "SELECT meen(value) FROM metrics",
      """
      no function `meen`; did you mean `mean`?; of ours: mean, sd, sem, median, quantile, corr, \
      spearman, t_low, t_high
      """, 7
    ),
  ])
  func namesThatAreNotThereGetTheLegalOnes(_ sql: String, _ text: String, _ offset: Int?) throws {
    let fixture = try StoreFixture()
    let queries = try Self.queries(fixture)
    do {
      _ = try queries.answer(GuardedQuery(sql))
      Issue.record("it was answered")
    } catch StoreError.query(let refusal) {
      #expect(refusal.description == text)
      #expect(refusal.offset == offset)
    }
  }

  @Test func refusalsSayWhatToDo() {
    let texts: [(QueryRefusal, String)] = [
      (.empty, "the query is empty; write one SELECT"),
      (.severalStatements, "the query has several statements; write one SELECT"),
      (.writes, "the query would write; only reading is allowed here"),
      (.forbidden("PRAGMA"), "PRAGMA is not allowed in a query; write one SELECT"),
      (
        .forbiddenFunction("readfile"),
        "readfile() is not allowed in a query: it would load code or touch files"
      ),
      (.invalid("words", offset: 3), "SQLite refuses the query: words"),
      (.timeout(seconds: 90), "the query took longer than 90 s; make it narrower"),
      (.tooManyRows(limit: 5), "the query gives more than 5 rows; add a LIMIT"),
      (.tooManyBytes(limit: 1 << 30), "the query gives more than 1 GiB; make it narrower"),
      (
        .tooLongValue(limit: 1 << 26),
        "the query makes a value of more than 64 MiB; make it narrower"
      ),
      (
        .tooMuchMemory(limit: 1 << 30),
        "the query needs more than 1 GiB of memory; make it narrower"
      ),
    ]
    for (refusal, text) in texts { #expect(refusal.description == text) }
  }

  @Test func refusedQueriesLeaveTheFileAsItIs() throws {
    let fixture = try StoreFixture()
    _ = try Self.queries(fixture)
    try fixture.store.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: fixture.path))
    let session = try QuerySession(at: fixture.path)
    for sql in [
      "DELETE FROM metric", "PRAGMA user_version = 9", "ATTACH 'x' AS x", "VACUUM INTO 'x'",
      "SELECT load_extension('x')", "SELECT 1; DROP TABLE metric",
    ] {
      #expect(throws: StoreError.self) {
        try session.answer(GuardedQuery(sql), deadline: QueryDeadline(seconds: 5)) { _ in
        } row: { _ in
          true
        }
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.path)) == before)
  }

  @Test func aSessionHandsOutRowsUntilThereAreEnough() throws {
    let fixture = try StoreFixture()
    _ = try Self.queries(fixture)
    try fixture.store.replaceCells(
      study: "other", [StoreFixture.cell("seed=1", seed: 1, stages: ["b"])])
    try fixture.collect("b", [MetricRow(name: "S", value: 2, exact: true)])
    func values(_ sql: String, study: String?, enough: Int = .max) throws -> [[QueryValue]] {
      var rows: [[QueryValue]] = []
      try fixture.store.querySession(study: study).answer(
        GuardedQuery(sql), deadline: QueryDeadline(seconds: 5)
      ) { _ in
      } row: { row in
        rows.append((0..<row.count).map(row.value))
        return rows.count < enough
      }
      return rows
    }
    let all = "SELECT study, value FROM metrics ORDER BY value"
    #expect(
      try values(all, study: nil) == [[.text("s"), .number(1)], [.text("other"), .number(2)]])
    #expect(try values(all, study: "other") == [[.text("other"), .number(2)]])
    #expect(try values(all, study: nil, enough: 1) == [[.text("s"), .number(1)]])
    #expect(try values("SELECT label FROM stages", study: "other") == [[.text("b")]])
    #expect(try values("SELECT DISTINCT label FROM artifacts", study: "other") == [[.text("b")]])
  }

  @Test func answersOfTooManyBytesAreEnded() throws {
    let fixture = try StoreFixture()
    let queries = try Self.queries(fixture)
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'text' FROM n"
    #expect(throws: StoreError.query(.tooManyBytes(limit: 1000))) {
      try queries.answer(GuardedQuery(sql, byteLimit: 1000))
    }
  }

  @Test func theReadersTimeIsNotTheQuerys() {
    let clock = HandClock()
    let deadline = QueryDeadline(seconds: 10, clock: clock)
    deadline.pausing {
      clock.seconds.withLock { $0 += 100 }
      #expect(!deadline.isOver())
    }
    #expect(!deadline.isOver())
    clock.seconds.withLock { $0 += 11 }
    #expect(deadline.isOver())
    #expect(!deadline.isOver(by: 2))
  }

  /// A clock moved by hand.
  private final class HandClock: Clock {
    let seconds = Mutex(0.0)
    var wallSeconds: Double { seconds.withLock { $0 } }
    var steadySeconds: Double { seconds.withLock { $0 } }
  }

  @Test func oneReadIsAnswered() throws {
    let fixture = try StoreFixture()
    let queries = try Self.queries(fixture)
    let answer = try queries.answer(GuardedQuery("SELECT name, value FROM metrics; -- done\n"))
    #expect(answer == QueryResult(columns: ["name", "value"], rows: [[.text("S"), .number(1)]]))
  }

  @Test func anEndlessQueryIsEnded() throws {
    let fixture = try StoreFixture()
    let queries = try Self.queries(fixture)
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    #expect(throws: StoreError.query(.timeout(seconds: 0.05))) {
      try queries.answer(GuardedQuery(endless + " SELECT count(*) FROM n", timeoutSeconds: 0.05))
    }
    #expect(throws: StoreError.query(.tooManyRows(limit: 10))) {
      try queries.answer(GuardedQuery(endless + " SELECT i FROM n", rowLimit: 10))
    }
    #expect(try queries.answer(GuardedQuery("SELECT 1")).rows == [[.integer(1)]])
  }

  @Test func anUnknownStudyIsNamedWithTheNearest() throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(study: "bottleneck", [])
    #expect(throws: StoreError.unknownStudy("botleneck", nearest: "bottleneck")) {
      try fixture.store.queries(study: "botleneck")
    }
    #expect(
      StoreError.unknownStudy("botleneck", nearest: "bottleneck").description
        == "no study `botleneck` in the store; did you mean `bottleneck`?")
  }
}
