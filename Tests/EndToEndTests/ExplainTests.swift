import Foundation
import TestSupport
import Testing

/// Why stages run, told by `plan` and `explain`.
@Suite("explanations")
struct ExplainTests {
  private static let spec = "runexp: 1\nname: chain\nnoop: {count: 3, shape: chain, bytes: 100}\n"

  /// A folder with the spec, run once.
  private func finished() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write(Self.spec, to: "chain.yaml")
    let run = try Program.run(["chain.yaml"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    return scratch
  }

  private func stages(_ output: String) throws -> [[String: Any]] {
    let document = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
    return try #require(document?["stages"] as? [[String: Any]])
  }

  /// A plan's lines without the column of costs, which holds times.
  private func withoutCosts(_ output: String) -> String {
    output.replacing(/~?[0-9.]+ s, [0-9.]+ bytes/, with: "").replacing(/\ {2,}/, with: "  ")
  }

  private func key(of label: String, in scratch: ScratchFolder) throws -> String {
    let plan = try Program.run(["plan", "chain.yaml", "--json"], in: scratch.path)
    let stage = try #require(try stages(plan.output).first { $0["label"] as? String == label })
    return try #require(stage["key"] as? String)
  }

  @Test("a new study was never run, a finished one has its results")
  func newAndFinished() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.spec, to: "chain.yaml")
    let new = try Program.run(["explain", "chain.yaml", "noop/1", "--json"], in: scratch.path)
    #expect(new.code == 0)
    #expect(
      new.output.contains(#""reason":"no result: never run under this name","record":null"#),
      "\(new.output)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/results"))
    #expect(try Program.run(["chain.yaml"], in: scratch.path).code == 0)
    let done = try Program.run(["explain", "noop/1"], in: scratch.path)
    let key = try key(of: "noop/1", in: scratch)
    let lines = done.output.split(separator: "\n")
    #expect(lines.first == "noop/1: cached: result is there")
    #expect(lines.contains("  key            \(key)"), "\(done.output)")
    #expect(lines.contains("  folder         results/stages/\(key.prefix(2))/\(key)"))
    #expect(done.output.contains("  output         noop.bin, 100 bytes, sha256 "))
  }

  @Test("a changed value is told at each stage, old and new")
  func changedValue() throws {
    let scratch = try finished()
    let changed = ["chain.yaml", "--set", "noop.bytes=200"]
    let plan = try Program.run(["plan"] + changed, in: scratch.path)
    #expect(
      withoutCosts(plan.output).hasPrefix(
        """
        run  noop/0  parameters.bytes: 100 → 200
        run  noop/1  parameters.bytes: 100 → 200
        run  noop/2  parameters.bytes: 100 → 200
        3 stages: 3 to run, 0 cached, 0 blocked

        """), "\(plan.output)")
    let old = try key(of: "noop/2", in: scratch)
    let explained = try Program.run(
      ["explain", "chain.yaml", "noop/2", "--set", "noop.bytes=200"], in: scratch.path)
    let lines = explained.output.split(separator: "\n")
    #expect(lines.first == "noop/2: will run: parameters.bytes: 100 → 200")
    #expect(lines[2].hasPrefix("  compared with  \(old.prefix(12)), the result of "))
    #expect(
      lines[3...] == [
        "    parameters.bytes: 100 → 200", "    input after: its parameter bytes: 100 → 200",
      ])
  }

  @Test("damage, a lost result and a failure are causes of their own")
  func lostAndFailed() throws {
    let scratch = try finished()
    let keys = try ["noop/0", "noop/1"].map { try key(of: $0, in: scratch) }
    let folders = keys.map { "\(scratch.path)/results/stages/\($0.prefix(2))/\($0)" }
    try Data([1]).write(to: URL(fileURLWithPath: folders[0] + "/noop.bin"))
    try FileManager.default.removeItem(atPath: folders[1])
    let plan = try Program.run(["plan", "chain.yaml"], in: scratch.path)
    #expect(
      withoutCosts(plan.output).hasPrefix(
        """
        run  noop/0  damaged: noop.bin has 1 bytes, 100 were recorded
        run  noop/1  no result: it was there and is gone
        cached  noop/2  result is there

        """), "\(plan.output)")
    let failing = ["chain.yaml", "--set", "noop.failing=[1]", "--results", "other"]
    #expect(try Program.run(failing, in: scratch.path).code == 1)
    let after = try Program.run(
      ["explain", "chain.yaml", "noop/1", "--results", "other"], in: scratch.path)
    let lines = after.output.split(separator: "\n")
    #expect(
      lines.first
        == "noop/1: will run: no result: the last attempt failed: the spec asks for this failure (noop.failing)"
    )
    #expect(lines.last == "  its journals   other/stages/failed/\(keys[1])")
  }

  @Test("a stage that is not there, or not one, is refused with what is near")
  func unknownStages() throws {
    let scratch = try finished()
    let unknown = try Program.run(["explain", "chain.yaml", "nop/2"], in: scratch.path)
    #expect(unknown.code == 2)
    #expect(
      unknown.errors == """
        error: study chain has no stage `nop/2`
          did you mean `noop/2`?
          `runexp plan SPEC` lists its stages

        """)
    let nowhere = try Program.run(["explain", "noop/2", "--results", "none"], in: scratch.path)
    #expect(nowhere.code == 2)
    #expect(
      nowhere.errors == """
        error: no run in none whose spec could be taken
          name the spec before the stage, or another folder with --results

        """)
  }

  @Test("what networks evaluate is counted, kept and predicted for other seeds")
  func forwardPasses() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    // Before anything has run: counted from the spec.
    let before = try Program.run(
      ["plan", "tiny.yaml", "--set", "sweep.seed=[0]", "--json"], in: scratch.path)
    let run = try Program.run(["tiny.yaml", "--set", "sweep.seed=[0]"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    var counted: [String: Int] = [:]
    for data in scratch.files(named: "done.json", below: "results/stages").values {
      let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      counted[try #require(record["label"] as? String)] = record["forward_passes"] as? Int
    }
    // 25 samples with 2⁶ masks each, and each once as it is.
    #expect(counted["tables/strength/normal/seed=0@1#0"] == 25 * 65)
    // 200 samples to train on and 50 to test; both evaluated at the end of an epoch.
    #expect(counted["train/normal/seed=0@1"] == 200 + 250)
    #expect(counted["measure/accuracy/normal/seed=0@1"] == 250)
    #expect(counted["dataset/glyphs"] == nil)
    for stage in try stages(before.output) {
      let cost = try #require(stage["predicted"] as? [String: Any])
      #expect(cost["basis"] as? String == "stated")
      let label = try #require(stage["label"] as? String)
      #expect(cost["forward_passes"] as? Int == counted[label] ?? 0, "\(label)")
    }
    let plan = try Program.run(
      ["plan", "tiny.yaml", "--set", "sweep.seed=[1]", "-j", "3", "--json"], in: scratch.path)
    var predicted: [String: Int] = [:]
    for stage in try stages(plan.output) {
      let cost = stage["predicted"] as? [String: Any]
      predicted[try #require(stage["label"] as? String)] = cost?["forward_passes"] as? Int
    }
    #expect(predicted["tables/strength/normal/seed=1@1#0"] == 25 * 65)
    #expect(predicted["summary/strength/normal/seed=1@1"] == 0)
    #expect(plan.output.contains(#""workers":3"#))
    #expect(plan.output.contains(#""unknown":0"#))
  }

  @Test("a graph is drawn with states")
  func graph() throws {
    let scratch = try finished()
    let longer = ["chain.yaml", "--set", "noop.count=4"]
    let graph = try Program.run(["graph"] + longer, in: scratch.path)
    #expect(
      graph.output == """
        digraph "chain" {
          rankdir=LR;
          node [shape=box, style=filled];
          s0 [label="noop/0\\ncached", fillcolor="#d9ead3"];
          s1 [label="noop/1\\ncached", fillcolor="#d9ead3"];
          s2 [label="noop/2\\ncached", fillcolor="#d9ead3"];
          s3 [label="noop/3\\nrun", fillcolor="#cfe2f3"];
          s0 -> s1 [label="after"];
          s1 -> s2 [label="after"];
          s2 -> s3 [label="after"];
        }

        """)
    let other = try Program.run(["graph", "chain.yaml", "--format", "svg"], in: scratch.path)
    #expect(other.code == 2)
  }

  @Test("a rebuilt store still knows what stages were called")
  func rebuilt() throws {
    let scratch = try finished()
    let before = try Program.run(
      ["plan", "chain.yaml", "--set", "noop.bytes=200"], in: scratch.path)
    #expect(before.output.contains("parameters.bytes: 100 → 200"))
    try FileManager.default.removeItem(atPath: scratch.path + "/results/runexp.sqlite")
    let rebuild = try Program.run(["rebuild"], in: scratch.path)
    #expect(rebuild.code == 0, "\(rebuild.errors)")
    let after = try Program.run(
      ["plan", "chain.yaml", "--set", "noop.bytes=200"], in: scratch.path)
    #expect(withoutCosts(after.output) == withoutCosts(before.output))
  }
}
