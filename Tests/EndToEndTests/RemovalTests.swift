import Foundation
import TestSupport
import Testing

@Suite("removing results")
struct RemovalTests {
  private static func run(_ spec: String, _ scratch: ScratchFolder, _ more: String...) throws
    -> Program.Result
  {
    try Program.run([spec, "--results", "out"] + more, in: scratch.path)
  }

  @Test("gc evicts what the last run does not use; what is needed again comes back")
  func collectsAndBringsBack() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(count: 3), to: "quiet.yaml")
    #expect(try Self.run("quiet.yaml", scratch).code == 0)
    let bytes = scratch.files(named: "noop.bin", below: "out/stages")
    #expect(try Self.run("quiet.yaml", scratch, "--set", "noop.bytes=50").code == 0)
    let all = scratch.files(named: "noop.bin", below: "out/stages")
    let dryRun = try Program.run(["gc", "--results", "out", "--dry-run"], in: scratch.path)
    #expect(dryRun.code == 0)
    #expect(scratch.files(named: "noop.bin", below: "out/stages") == all)
    let gc = try Program.run(["gc", "--results", "out"], in: scratch.path)
    #expect(gc.code == 0, "\(gc.errors)")
    let lines = gc.output.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(3) == [
        "removed outputs of noop/0 (noop.bin): 100 bytes",
        "removed outputs of noop/1 (noop.bin): 100 bytes",
        "removed outputs of noop/2 (noop.bin): 100 bytes",
      ], "\(gc.output)")
    #expect(lines[3].hasPrefix("kept: 3 stages of 1 run ("))
    #expect(lines.last == "freed 300 bytes; 3 stages evicted")
    #expect(
      dryRun.output.replacingOccurrences(of: "would remove", with: "removed")
        .replacingOccurrences(of: "would free", with: "freed")
        .replacingOccurrences(of: "to be evicted", with: "evicted") == gc.output)
    #expect(scratch.files(named: "noop.bin", below: "out/stages").count == 3)
    let second = try Program.run(["gc", "--results", "out"], in: scratch.path)
    #expect(second.output.hasSuffix("nothing to remove\n"))
    let verify = try Program.run(["verify", "--results", "out", "--deep"], in: scratch.path)
    #expect(verify.output == "6 stages read in full, 0 damaged, 3 evicted\n")

    // The same study is up to date; one stage more needs the last, and that all before it.
    let same = try Self.run("quiet.yaml", scratch)
    #expect(same.output.contains("up to date: 3 stages, nothing to do"), "\(same.output)")
    let runs = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out/runs").count
    #expect(try Self.run("quiet.yaml", scratch).output.contains("up to date"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out/runs").count == runs,
      "a run that did nothing was recorded")
    let plan = try Program.run(
      ["plan", "quiet.yaml", "--results", "out", "--set", "noop.count=4"], in: scratch.path)
    #expect(plan.output.contains("evicted, needed by noop/1"), "\(plan.output)")
    #expect(plan.output.contains("evicted, needed by noop/3"))
    let more = try Self.run("quiet.yaml", scratch, "--set", "noop.count=4")
    #expect(more.code == 0)
    #expect(more.output.contains("4 of 4 stages run"), "\(more.output)")
    let back = scratch.files(named: "noop.bin", below: "out/stages")
    #expect(bytes.allSatisfy { back[$0.key] == $0.value })
    #expect(scratch.files(named: "evicted.json", below: "out/stages").isEmpty)
  }

  @Test("gc with a run file that cannot be read removes nothing")
  func unreadableRun() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Self.run("quiet.yaml", scratch).code == 0)
    try scratch.write("{", to: "out/runs/other.json")
    for verb in [["gc"], ["rm", "quiet", "--yes"]] {
      let result = try Program.run(verb + ["--results", "out"], in: scratch.path)
      #expect(result.code == 2)
      #expect(
        result.errors == """
          error: out/runs/other.json: not JSON at byte 1: no member name
            what this run uses is not known, so nothing is removed; remove the file to go on \
          without it

          """)
    }
  }

  @Test("rm forgets a study and keeps what others use")
  func removesAStudy() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(name: "short", count: 2), to: "short.yaml")
    try scratch.write(NoopStudy.text(name: "long", count: 5), to: "long.yaml")
    for spec in ["short.yaml", "long.yaml"] { #expect(try Self.run(spec, scratch).code == 0) }
    let arguments = ["rm", "long", "--results", "out"]
    let refused = try Program.run(arguments, in: scratch.path)
    #expect(refused.code == 2)
    #expect(
      refused.errors == """
        error: nothing was removed: `rm` cannot be undone
          to remove what is listed: runexp rm long --yes

        """)
    let dryRun = try Program.run(arguments + ["--dry-run"], in: scratch.path)
    #expect(dryRun.code == 0)
    #expect(dryRun.output == refused.output)
    #expect(scratch.files(named: "done.json", below: "out/stages").count == 5)
    let removed = try Program.run(arguments + ["--yes"], in: scratch.path)
    #expect(removed.code == 0, "\(removed.errors)")
    let lines = removed.output.split(separator: "\n")
    #expect(lines.first == "removed study long:")
    #expect(lines[1].hasPrefix("  1 run, 1 cell of the plan, 3 stages ("), "\(removed.output)")
    #expect(lines.last == "  2 stages stay: other studies use them")
    #expect(scratch.files(named: "done.json", below: "out/stages").count == 2)
    let store = scratch.path + "/out/runexp.sqlite"
    #expect(try Rows.of("SELECT name FROM study", in: store) == ["[name:\"short\"]"])
    #expect(try Rows.numbers("SELECT count(*) FROM stage", in: store) == [2])
    let runs = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out/runs")
    #expect(runs.count == 1)
    let again = try Program.run(arguments + ["--yes"], in: scratch.path)
    #expect(again.code == 2)
    #expect(
      again.errors == """
        error: there is no study `long` in out
          studies in it: short

        """)
    #expect(try Self.run("short.yaml", scratch).output.contains("up to date"))
    #expect(try Program.run(["verify", "--results", "out"], in: scratch.path).code == 0)
    let rebuild = try Program.run(["rebuild", "--results", "out"], in: scratch.path)
    #expect(rebuild.output.hasSuffix("the old store held the same\n"), "\(rebuild.output)")
  }

  @Test("rm names claims and figures before it takes them")
  func namesClaims() throws {
    let scratch = try ScratchFolder()
    let claims = """

      claims:
        rises:
          says: accuracy rises
          effect: {of: accuracy.accuracy, where: {split: test, variant: normal, checkpoint: last}}
          unit: seed
          at_least: 0.1
      """
    try scratch.write(TinyStudy.text + claims, to: "tiny.yaml")
    #expect(try Self.run("tiny.yaml", scratch).code == 0)
    let rm = try Program.run(["rm", "tiny", "--results", "out", "--yes"], in: scratch.path)
    #expect(rm.code == 0)
    #expect(
      rm.output.contains(
        "  1 registered claim: written again, they count as made after their data\n"))
    #expect(rm.output.contains("  figures out/figures/tiny ("))
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out/figures/tiny"))
    #expect(scratch.files(named: "done.json", below: "out/stages").isEmpty)
    let store = scratch.path + "/out/runexp.sqlite"
    for table in ["metric", "claim_registration", "claim_verdict", "cell", "run", "stage"] {
      #expect(try Rows.numbers("SELECT count(*) FROM \(table)", in: store) == [0], "\(table)")
    }
  }
}
