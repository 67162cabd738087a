import Foundation
import TestSupport
import Testing

/// What two runs, groups of cells or stages differ in.
@Suite("differences of results")
struct DiffTests {
  /// A folder with a finished study.
  private func finished() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    return scratch
  }

  private func diff(_ arguments: [String], in scratch: ScratchFolder) throws -> [String: Any] {
    let run = try Program.run(["diff"] + arguments + ["--json"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  private func runs(in scratch: ScratchFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/results/runs").sorted()
      .map { String($0.dropLast(5)) }
  }

  private func number(_ sql: String, in scratch: ScratchFolder) throws -> Double {
    let rows = try Rows.of(sql, in: scratch.path + "/results/runexp.sqlite")
    let text = try #require(rows.first).drop { $0 != ":" }.dropFirst().dropLast()
    return try #require(Double(String(text)))
  }

  @Test("two variants: their overrides, and paired differences over seeds")
  func variants() throws {
    let scratch = try finished()
    let arguments = ["tiny:variant=normal", "variant=high", "--metrics", "accuracy.*"]
    let run = try Program.run(["diff"] + arguments, in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let id = try #require(try runs(in: scratch).first)
    #expect(
      run.output.hasPrefix(
        """
        A  2 cells tiny:variant=normal, as run \(id) left it
        B  2 cells variant=high, as run \(id) left it

        spec:
          training.interaction_loss: not set → {"between":[0,0.5],"kind":"suppress","players":…
          variant: "normal" → "high"
        environment:
          no difference
        numbers (last epoch, unit seed, 95 % intervals of B − A):
          quantity
        """), "\(run.output)")
    let differences = try #require(
      try diff(arguments, in: scratch)["numbers"] as? [[String: Any]])
    let split = try #require(differences.first { $0["split"] as? String == "train" })
    #expect(split["paired"] as? Bool == true)
    #expect(split["units_a"] as? Int == 2)
    func mean(_ variant: String) throws -> Double {
      try number(
        """
        SELECT avg(value) FROM metrics WHERE measure = 'accuracy' AND name = 'accuracy'
          AND split = 'train' AND checkpoint = 2 AND variant = '\(variant)'
        """, in: scratch)
    }
    let expected = try mean("high") - mean("normal")
    #expect(abs(try #require(split["difference"] as? Double) - expected) < 1e-12)
    let low = try #require(split["low"] as? Double)
    let high = try #require(split["high"] as? Double)
    // Of two pairs, t(.975, 1) = 12.706 times half their distance.
    let pair = try [0, 1].map { seed in
      try number(
        """
        SELECT max(value * (variant = 'high')) - max(value * (variant = 'normal')) FROM metrics
        WHERE measure = 'accuracy' AND name = 'accuracy' AND split = 'train' AND checkpoint = 2
          AND seed = \(seed)
        """, in: scratch)
    }
    #expect(abs(high - low - 12.7062047361747 * abs(pair[0] - pair[1])) < 1e-9)
  }

  @Test("one cell on each side: the unit is the sample, and that is said")
  func singleCells() throws {
    let scratch = try finished()
    let names = ["variant=normal,seed=0", "variant=high,seed=0"]
    let run = try Program.run(
      ["diff"] + names + ["--metrics", "strength.v-grand"], in: scratch.path)
    #expect(
      run.output.contains(
        "numbers (last epoch, unit sample, since there is one cell on each side, 95 % intervals of"
          + " B − A):"), "\(run.output)")
    let document = try diff(names + ["--metrics", "strength.v-grand"], in: scratch)
    let difference = try #require((document["numbers"] as? [[String: Any]])?.first)
    #expect(difference["units_a"] as? Int == 30)
    #expect(difference["paired"] as? Bool == true)
  }

  @Test(
    "runs of one study: the older one's plan is in its file; what changed is told, or nothing is")
  func runsOfOneStudy() throws {
    let scratch = try finished()
    let longer = ["tiny.yaml", "--set", "sweep.seed=[0, 1, 2]"]
    #expect(try Program.run(longer, in: scratch.path).code == 0)
    let runs = try runs(in: scratch)
    #expect(runs.count == 2)
    let document = try diff(runs, in: scratch)
    let spec = document["spec"] as? [[String: Any]]
    #expect(spec?.count == 1)
    #expect(spec?.first?["path"] as? String == "sweep.seed")
    let environment = document["environment"] as? [[String: Any]]
    #expect(environment?.map { $0["name"] as? String } == ["setting.set"])
    let numbers = try #require(document["numbers"] as? [[String: Any]])
    #expect(numbers.allSatisfy { $0["units_a"] as? Int == 2 && $0["units_b"] as? Int == 3 })
    #expect(numbers.allSatisfy { $0["paired"] as? Bool == false })
    let same = try Program.run(["diff", runs[1], runs[1], "--exit-code"], in: scratch.path)
    #expect(same.code == 0)
    #expect(same.output.contains("environment:\n  no difference\n"), "\(same.output)")
    #expect(same.output.hasSuffix(" quantities are equal to the last bit\n"), "\(same.output)")
    let other = try Program.run(["diff", runs[0], runs[1], "--exit-code"], in: scratch.path)
    #expect(other.code == 3)
  }

  @Test("two stages: parameters, and what one side alone has")
  func stages() throws {
    let scratch = try finished()
    let run = try Program.run(
      ["diff", "train/normal/seed=0@1", "train/high/seed=0@1", "--md"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      run.output.hasPrefix("- A: stage train/normal/seed=0@1\n- B: stage train/high/seed=0@1\n"))
    #expect(run.output.contains("\n## Spec\n\n- interaction"), "\(run.output)")
  }

  @Test("names that mean nothing are told with the nearest one")
  func unknownNames() throws {
    let scratch = try finished()
    func errors(_ arguments: [String]) throws -> String {
      let run = try Program.run(["diff"] + arguments, in: scratch.path)
      #expect(run.code == 2)
      return run.errors
    }
    #expect(
      try errors(["tinny", "tiny"]) == """
        error: nothing is called `tinny` in results
          did you mean `tiny`?
          a run, a study, cells (bottleneck:variant=normal means all its seeds), or a stage

        """)
    #expect(
      try errors(["tiny:variant=norml", "tiny"]) == """
        error: study tiny has no cell `variant=norml`
          there are: variant=normal,seed=0 variant=normal,seed=1 variant=high,seed=0 variant=high,seed=1

        """)
    #expect(
      try errors(["tiny", "tiny", "--metrics", "nothing.*"]) == """
        error: no quantity of either side fits `nothing.*`
          write measure.metric, such as strength.J, with * for any letters

        """)
    #expect(
      try errors(["tiny", "tiny", "--level", "95"]).hasPrefix("Error: --level must be between"))
  }

  @Test("cells that a sweep leaves out are told by plan and recorded with their reason")
  func exclusions() throws {
    let scratch = try ScratchFolder()
    let text = TinyStudy.text.replacingOccurrences(
      of: "sweep: {seed: [0, 1]}",
      with:
        "sweep: {seed: [0, 1], exclude: [{match: {variant: high, seed: 1}, reason: its disk failed}]}"
    )
    try scratch.write(text, to: "tiny.yaml")
    let plan = try Program.run(["plan", "tiny.yaml"], in: scratch.path)
    #expect(
      plan.output.contains("\nexcluded variant=high,seed=1: its disk failed\n"), "\(plan.output)")
    #expect(try Program.run(["tiny.yaml"], in: scratch.path).code == 0)
    let store = scratch.path + "/results/runexp.sqlite"
    #expect(
      try Rows.of("SELECT subject, reason FROM exclusion", in: store)
        == [#"[subject:"variant=high,seed=1" reason:"its disk failed"]"#])
    #expect(try Rows.of("SELECT excluded FROM runs", in: store) == ["[excluded:1]"])
    #expect(try Rows.of("SELECT count(*) AS n FROM cells", in: store) == ["[n:3]"])
  }
}
