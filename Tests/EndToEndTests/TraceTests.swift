import Foundation
import TestSupport
import Testing

/// What gave a figure, a number, a claim or a file; and what depends on it.
@Suite("tracing results")
struct TraceTests {
  private static let claim = """

    claims:
      low-first:
        says: the normal model has more strength at order 0
        effect: {of: strength.J, where: {context_order: 0, checkpoint: last}, contrast: [normal, high]}
        at_least: 0
        min_units: 2
    """

  /// A folder with a finished study whose spec is gone.
  private func finished() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text + Self.claim, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    try FileManager.default.removeItem(atPath: scratch.path + "/tiny.yaml")
    return scratch
  }

  private func trace(_ arguments: [String], in scratch: ScratchFolder) throws -> [String: Any] {
    let run = try Program.run(["trace"] + arguments + ["--json"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  private func stages(_ trace: [String: Any]) throws -> [[String: Any]] {
    try #require(trace["stages"] as? [[String: Any]])
  }

  private func keys(_ trace: [String: Any]) throws -> [String] {
    try stages(trace).compactMap { $0["key"] as? String }.sorted()
  }

  private func rows(_ sql: String, in scratch: ScratchFolder) throws -> [String] {
    try Rows.of(sql, in: scratch.path + "/results/runexp.sqlite").map {
      String($0.dropFirst(#"[key:""#.count).dropLast(2))
    }
  }

  /// The stages that rows `condition` holds for came from.
  private func origins(where condition: String, in scratch: ScratchFolder) throws -> [String] {
    try rows(
      """
      WITH RECURSIVE origin(id) AS (
        SELECT DISTINCT metric.stage FROM metric JOIN quantity ON quantity.id = metric.quantity
          JOIN cell_stage ON cell_stage.stage = metric.stage
          JOIN cell ON cell.id = cell_stage.cell
        WHERE \(condition)
        UNION SELECT input FROM stage_input JOIN origin ON stage_input.stage = origin.id)
      SELECT key FROM stage WHERE id IN (SELECT id FROM origin) ORDER BY key
      """, in: scratch)
  }

  @Test("a figure and a claim come from the stages whose rows they read, and theirs")
  func stageSets() throws {
    let scratch = try finished()
    let figure = try trace(["results/figures/tiny/strength-by-order.svg"], in: scratch)
    #expect(
      try keys(figure)
        == origins(
          where: """
            cell_stage.measure = 'strength' AND cell_stage.checkpoint IN (0, 2)
            AND quantity.name IN ('S', 'J', 'J-null')
            """, in: scratch))
    let claim = try trace(["claim:low-first"], in: scratch)
    let expected = try origins(
      where: """
        cell_stage.measure = 'strength' AND cell_stage.checkpoint = 2
        AND quantity.name = 'J' AND context_order = 0
        """, in: scratch)
    #expect(try keys(claim) == expected)
    #expect(expected.count == 1 + 4 + 4 * 2 + 4 * 2 + 4)
    let spec = claim["spec"] as? [[String: String]]
    #expect(
      spec == [
        ["path": "claims.low-first", "place": "tiny.yaml:26"],
        ["path": "measure.strength", "place": "tiny.yaml:20"],
      ])
  }

  @Test("of one stage, exactly its descendants would change")
  func descendants() throws {
    let scratch = try finished()
    let label = "train/high/seed=1@1"
    let forward = try trace([label, "--forward"], in: scratch)
    let marked = try Set(keys(forward))
    // The same spec with another loss weight for that seed and variant has other keys for exactly
    // what is made from it: told here by following `inputs` of all stages.
    let all = try stages(trace(["dataset/glyphs", "--forward"], in: scratch))
    var made = try Set(rows("SELECT key FROM stage WHERE label = '\(label)'", in: scratch))
    var count = 0
    while made.count > count {
      count = made.count
      for stage in all {
        let inputs = stage["inputs"] as? [String: [String]] ?? [:]
        if let key = stage["key"] as? String, inputs.values.joined().contains(where: made.contains)
        {
          made.insert(key)
        }
      }
    }
    #expect(marked == made)
    // Itself, two chunks of tables and of rows, their summary, and the accuracy.
    #expect(marked.count == 7)
    let dependents = try #require(forward["dependents"] as? [[String: Any]])
    #expect(dependents.count == 1)
    #expect(dependents[0]["measures"] as? [String] == ["strength", "accuracy"])
    // Figure and claim are of the last epoch.
    #expect(dependents[0]["figures"] as? [String] == [])
    #expect(dependents[0]["claims"] as? [String] == [])
    let last = try trace(["train/high/seed=1@2", "--forward"], in: scratch)
    let views = try #require((last["dependents"] as? [[String: Any]])?.first)
    #expect(views["figures"] as? [String] == ["strength-by-order"])
    #expect(views["claims"] as? [String] == ["low-first"])
  }

  @Test("the answer for a person: spec, cells, stages by kind, machine, run, seeds, data")
  func words() throws {
    let scratch = try finished()
    let run = try Program.run(
      ["trace", "strength.J[variant=normal,context_order=0,checkpoint=last]"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(
      lines.prefix(4) == [
        "measure strength.J[variant=normal,context_order=0,checkpoint=last] of study tiny",
        "  spec           tiny.yaml:20 (measure.strength)",
        "  cells          variant=normal,seed=0 variant=normal,seed=1",
        "  stages         13",
      ], "\(run.output)")
    #expect(lines[4].hasPrefix("    dataset  1: "))
    #expect(lines[4].hasSuffix(" dataset/glyphs"))
    let commands = lines.filter { $0.hasSuffix(" tiny.yaml") }
    #expect(commands.count == 1)
    #expect(
      lines.suffix(2) == [
        "  seeds          seed_data 0; seed_init 0 1; seed_order 0 1; seed_split 0",
        "  data           no file: made by the program",
      ], "\(run.output)")
    let dot = try Program.run(["trace", "variant=normal,seed=0", "--dot"], in: scratch.path)
    #expect(dot.output.hasPrefix("digraph \"variant=normal,seed=0\" {\n  rankdir=LR;\n"))
    let stage = try Program.run(["trace", "train/normal/seed=0@0"], in: scratch.path)
    #expect(stage.output.hasPrefix("stage train/normal/seed=0@0\n  stages         2\n"))
  }

  @Test("a name that means nothing is told with the nearest one")
  func unknownNames() throws {
    let scratch = try finished()
    func errors(_ arguments: [String]) throws -> String {
      let run = try Program.run(["trace"] + arguments, in: scratch.path)
      #expect(run.code == 2)
      return run.errors
    }
    #expect(
      try errors(["figure:strength-by-odrer"]) == """
        error: no figure is called `strength-by-odrer` in results
          did you mean `strength-by-order`?
          figures: strength-by-order

        """)
    #expect(
      try errors(["strenght"]) == """
        error: nothing is called `strenght` in results
          did you mean `strength`?
          a figure, a claim, a measure (strength.J), a cell, a stage, or a path
          looked into study tiny; name another with --study

        """)
    #expect(
      try errors(["accuracy[varient=normal]"]).hasPrefix(
        """
        error: study tiny has no dimension `varient`
          did you mean `variant`?
        """))
    #expect(
      try errors(["figure:strength-by-order", "--forward"]) == """
        error: nothing is made from a figure
          name a stage, a cell, a measure or a file, or leave out --forward

        """)
    #expect(
      try errors(["accuracy.acc"]) == """
        error: study tiny has no metric of accuracy `acc`
          did you mean `accuracy`?
          there are: accuracy

        """)
    #expect(
      try errors(["accuracy[split]"]) == """
        error: `split` in `accuracy[split]` is no filter: write dimension=value, such as variant=normal
          such as: runexp trace 'strength.J[variant=normal,context_order=0]'

        """)
    let study = try Program.run(["trace", "accuracy", "--study", "tinny"], in: scratch.path)
    #expect(study.errors == "error: no study `tinny` in the store; did you mean `tiny`?\n")
    #expect(
      try Program.run(["trace", "accuracy", "--results", "none"], in: scratch.path).errors == """
        error: there is no results folder none
          name it with --results, or make one: runexp SPEC.yaml

        """)
  }

  @Test("a data file is known by path and by content, and by whom it was read")
  func dataFiles() throws {
    let scratch = try ScratchFolder()
    let rows = (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 2 == 0 ? "even" : "odd")" }
    try scratch.write("a,b,kind\n" + rows.joined(separator: "\n") + "\n", to: "points.csv")
    try scratch.write(
      """
      runexp: 1
      name: table
      dataset: {name: csv, path: points.csv, label: kind}
      architecture: {name: mlp, hidden: [4]}
      training: {epochs: 1, batch: 4, checkpoints: [1]}
      measure:
        accuracy: {metric: accuracy, of: main, at: last, split: [train]}
      """, to: "table.yaml")
    #expect(try Program.run(["table.yaml"], in: scratch.path).code == 0)
    let back = try Program.run(["trace", "accuracy"], in: scratch.path)
    #expect(
      back.output.contains("\n  data           points.csv, 349 bytes, sha256 "), "\(back.output)")
    try FileManager.default.moveItem(
      atPath: scratch.path + "/points.csv", toPath: scratch.path + "/moved.csv")
    let moved = try trace(["moved.csv", "--forward"], in: scratch)
    #expect((moved["facts"] as? [String: String])?["recorded as"] == "points.csv")
    #expect(
      try stages(moved).compactMap { $0["kind"] as? String } == ["dataset", "measure", "train"])
    try scratch.write("other\n", to: "points.csv")
    let changed = try Program.run(["trace", "points.csv"], in: scratch.path)
    #expect(changed.output.contains("\n  changed since  its SHA-256 is now "), "\(changed.output)")
  }
}
