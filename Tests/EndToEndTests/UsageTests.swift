import Foundation
import TestSupport
import Testing

/// What a new user gets wrong first, and what the program says: exact texts and exit codes.
@Suite("wrong usage")
struct UsageTests {
  struct Mistake: CustomStringConvertible, Sendable {
    var description: String
    var change: (from: String, to: String)
    var expected: String
  }

  static let mistakes = [
    Mistake(
      description: "a wrong key", change: ("epochs: 2", "epoch: 2"),
      expected: """
        tiny.yaml:9:3: error: missing required key `epochs` in models.main.train
            epoch: 2
            ^
          add `epochs`: an integer from 0 to 1000000; passes over the data
        tiny.yaml:9:3: error: unknown key `epoch` in models.main.train
            epoch: 2
            ^~~~~
          did you mean `epochs`?
        """),
    Mistake(
      description: "a wrong value", change: ("batch: 32", "batch: many"),
      expected: """
        tiny.yaml:10:10: error: `batch` must be an integer from 1 to 1000000, not the text `many`
            batch: many
                   ^~~~
        """),
  ]

  @Test("in the spec: place, caret, next step, exit code 2, nothing written", arguments: mistakes)
  func faultsOfSpecs(_ mistake: Mistake) throws {
    let scratch = try ScratchFolder()
    let text = TinyStudy.text.replacingOccurrences(of: mistake.change.from, with: mistake.change.to)
    try scratch.write(text, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(run.code == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix(mistake.expected), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out"))
  }

  @Test("a spec that is not there names the one that probably was meant")
  func missingFile() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let run = try Program.run(["tyni.yaml"], in: scratch.path)
    #expect(run.code == 2)
    #expect(
      run.errors == """
        error: tyni.yaml: no such file
          did you mean: tiny.yaml?
          or start one: runexp init

        """)
  }

  @Test("a word that is neither a verb nor a file gets the nearest verb")
  func unknownVerb() throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(["validat"], in: scratch.path)
    #expect(run.code == 2)
    #expect(
      run.errors == """
        error: `validat` is neither a verb nor a readable file
          did you mean: runexp validate?
          verbs: run, validate, plan, explain, graph, status, attach, cancel, logs, list, sweep, \
        show, query, diff, trace, inspect, tag, note, figures, claims, report, export, import, \
        config, init, catalog, schema, game, verify, rebuild, gc, rm, doctor, completion
          to run a spec: runexp SPEC.yaml

        """)
  }

  @Test("what is known but has no stage yet is refused by name")
  func unbuilt() throws {
    let scratch = try ScratchFolder()
    let text = TinyStudy.text.replacingOccurrences(
      of: "{metric: accuracy,", with: "{metric: attack-utility,")
    try scratch.write(text, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml"], in: scratch.path)
    #expect(run.code == 2)
    #expect(
      run.errors == """
        error: tiny.yaml cannot run yet
          metric attack-utility is known but not built yet
          `runexp plan tiny.yaml` shows what it would do

        """)
    let plan = try Program.run(["plan", "tiny.yaml"], in: scratch.path)
    #expect(plan.code == 0)
    #expect(plan.output.contains("blocked"))
  }

  @Test("`init` writes a spec that validates, and never over a file")
  func initWritesAValidSpec() throws {
    let scratch = try ScratchFolder()
    #expect(try Program.run(["init", "new.yaml"], in: scratch.path).code == 0)
    let check = try Program.run(["validate", "new.yaml"], in: scratch.path)
    #expect(check.code == 0, "\(check.errors)")
    let plan = try Program.run(["plan", "new.yaml"], in: scratch.path)
    #expect(plan.output.contains("; masks: subset-sums\n"))
    let planned = try Program.run(["plan", "new.yaml", "--json"], in: scratch.path)
    #expect(planned.output.contains("\"masks\":\"subset-sums\""))
    let again = try Program.run(["init", "new.yaml"], in: scratch.path)
    #expect(again.code == 2)
    #expect(again.errors.contains("new.yaml: file exists"))
  }

  @Test(
    "every verb's help ends with two examples",
    arguments: [
      "run", "validate", "plan", "explain", "graph", "status", "logs", "list", "sweep", "show",
      "query", "diff", "trace", "inspect", "tag", "note", "figures", "claims", "report", "export",
      "import", "config", "init", "catalog", "schema", "game", "verify", "rebuild", "gc", "rm",
      "doctor", "completion",
    ])
  func helpHasExamples(_ verb: String) throws {
    let scratch = try ScratchFolder()
    let help = try Program.run([verb, "--help"], in: scratch.path)
    #expect(help.code == 0)
    let examples = help.output.components(separatedBy: "Examples:").last ?? ""
    #expect(examples.components(separatedBy: "runexp ").count >= 3, "\(help.output)")
  }

  @Test("`--version` prints one line")
  func version() throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(["--version"], in: scratch.path)
    #expect(run.code == 0)
    #expect(run.output.split(separator: "\n").count == 1)
  }
}
