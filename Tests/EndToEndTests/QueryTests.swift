import Foundation
import TestSupport
import Testing

/// SQL from a terminal.
@Suite("query")
struct QueryTests {
  /// A finished study without training, and its store.
  private static func study() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    return scratch
  }

  private static func query(_ scratch: ScratchFolder, _ arguments: String...) throws
    -> Program.Result
  {
    try Program.run(["query", "--results", "out"] + arguments, in: scratch.path)
  }

  @Test("answers as a table, JSON, CSV and Markdown, from an argument or a file")
  func formats() throws {
    let scratch = try Self.study()
    let sql = "SELECT label, state, version * 0.1 AS tenth FROM stages ORDER BY label LIMIT 2"
    #expect(
      try Self.query(scratch, sql).output == """
        label   state     tenth
        noop/0  finished    0.1
        noop/1  finished    0.1

        """)
    #expect(
      try Self.query(scratch, sql, "--json").output == """
        {"schema":1,"columns":["label","state","tenth"],"rows":[
        ["noop/0","finished",0.1],
        ["noop/1","finished",0.1]
        ]}

        """)
    try scratch.write(sql, to: "stages.sql")
    #expect(
      try Self.query(scratch, "@stages.sql", "--csv", "--study", "quiet").output
        == "label,state,tenth\r\nnoop/0,finished,0.1\r\nnoop/1,finished,0.1\r\n")
    let cut = try Self.query(scratch, sql, "--md", "--limit", "1")
    #expect(
      cut.output == """
        | label | state | tenth |
        | --- | --- | ---: |
        | noop/0 | finished | 0.1 |

        """)
    #expect(cut.errors == "only the first 1 row: --limit\n")
    #expect(cut.code == 0)
  }

  @Test("what is not one read is refused, with its place, and the store stays as it is")
  func refusals() throws {
    let scratch = try Self.study()
    let store = URL(fileURLWithPath: scratch.path + "/out/runexp.sqlite")
    let before = try Data(contentsOf: store)
    let writing = try Self.query(scratch, "DELETE FROM metric")
    #expect(writing.code == 2)
    #expect(writing.errors == "error: the query would write; only reading is allowed here\n")
    try scratch.write("SELECT label,\n  stat\nFROM stages", to: "wrong.sql")
    let wrong = try Self.query(scratch, "@wrong.sql")
    #expect(wrong.code == 2)
    #expect(wrong.output == "")
    #expect(
      wrong.errors == """
        wrong.sql:2:3: error: no column `stat`
            stat
            ^~~~
          did you mean `state`?
          columns of stages: key, label, kind, version, state, finished_at, wall_seconds, \
        cpu_seconds, peak_bytes, forward_passes, rows, parameters, environment, binary

        """)
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    let slow = try Self.query(
      scratch, endless + " SELECT count(*) FROM n", "--timeout", "0.1s")
    #expect(slow.code == 124)
    #expect(slow.errors == "error: the query took longer than 0.1 s\n  make it narrower\n")
    // One function call that SQLite does not interrupt.
    let stuck = try Self.query(
      scratch,
      "SELECT instr(x, substr(x, 1, 4000000) || 'b') FROM (SELECT replace(hex(zeroblob(4000000)), '0', 'a')"
        + " AS x)", "--timeout", "0.1s")
    #expect(stuck.code == 124)
    #expect(stuck.errors == slow.errors)
    let study = try Self.query(scratch, "SELECT 1", "--study", "quit")
    #expect(study.code == 2)
    #expect(study.errors == "error: no study `quit` in the store\n  did you mean `quiet`?\n")
    #expect(try Data(contentsOf: store) == before)
  }

  @Test("a query that gathers without end is ended before the memory is")
  func memory() throws {
    let scratch = try Self.study()
    let wide = try Self.query(
      scratch,
      "WITH RECURSIVE n(i, x) AS (SELECT 1, zeroblob(50000000) UNION SELECT i + 1,"
        + " randomblob(50000000) FROM n) SELECT count(*) FROM n")
    #expect(wide.code == 2)
    #expect(
      wide.errors == "error: the query needs more than 1 GiB of memory\n  make it narrower\n")
  }

  @Test("without a results folder or a store it says what makes one")
  func nothingThere() throws {
    let scratch = try ScratchFolder()
    let none = try Self.query(scratch, "SELECT 1")
    #expect(none.code == 2)
    #expect(
      none.errors == """
        error: there is no results folder out
          name it with --results, or make one: runexp SPEC.yaml

        """)
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/out", withIntermediateDirectories: true)
    #expect(
      try Self.query(scratch, "SELECT 1").errors == """
        error: there is no store out/runexp.sqlite
          a run makes it: runexp SPEC.yaml
          or build it from what is there: runexp rebuild

        """)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out") == [])
  }
}
