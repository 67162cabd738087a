import Base
import Foundation
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
    ("SELEKT 1", .invalid("`SELEKT` does not begin a SELECT")),
    ("SELECT epoch FROM metrics", .invalid("no such column: epoch")),
    ("SELECT zeroblob(1000000000)", .invalid("string or blob too big")),
  ])
  func whatIsNotOneReadIsRefused(_ sql: String, _ expected: QueryRefusal) throws {
    let fixture = try StoreFixture()
    let queries = try Self.queries(fixture)
    #expect(throws: StoreError.query(expected)) { try queries.answer(GuardedQuery(sql)) }
    #expect(try queries.rows().entries.count == 1)
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
