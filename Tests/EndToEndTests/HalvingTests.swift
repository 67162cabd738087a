import Foundation
import TestSupport
import Testing

/// Successive halving from the spec to the results.
@Suite("successive halving")
struct HalvingTests {
  /// Eight points by two seeds; two rungs, a quarter goes on, then half of that.
  static let text = """
    runexp: 1
    name: halved
    dataset: {name: glyphs, train: 200, test: 100}
    architecture: {name: mlp, hidden: [16]}
    training: {epochs: 4, batch: 32, learning_rate: 0.05, checkpoints: [1, 2, 4]}
    sweep:
      training.learning_rate: [0.001, 0.01, 0.05, 0.2]
      training.batch: [16, 64]
      seed: [0, 1]
      halving: {of: accuracy.accuracy, split: test, rungs: [1, 2], keep: 1/4}
    measure:
      accuracy: {metric: accuracy, of: main, at: all, split: [train, test]}
    figures:
      sweep: {preset: sweep, y: accuracy.accuracy, at: 1, where: {split: test}}
    """

  private static func run(_ scratch: ScratchFolder, _ arguments: String...) throws
    -> Program.Result
  {
    try Program.run(arguments, in: scratch.path)
  }

  /// The epochs trained, by cell.
  private static func trained(_ scratch: ScratchFolder, _ results: String) throws -> [String] {
    try Rows.of(
      """
      SELECT label FROM stage WHERE kind = 'train' AND finished_at IS NOT NULL ORDER BY label
      """, in: scratch.path + "/\(results)/runexp.sqlite")
  }

  @Test(
    "one worker and two leave the same survivors and the same bytes; again there is nothing to do")
  func workers() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text, to: "halved.yaml")
    let first = try Self.run(scratch, "halved.yaml", "-j", "1", "--results", "one")
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.errors.contains("halving: epoch 1: 2 of 8 points go on\n"), "\(first.errors)")
    #expect(first.errors.contains("halving: epoch 2: 1 of 2 points goes on\n"), "\(first.errors)")
    let second = try Self.run(scratch, "halved.yaml", "-j", "2", "--results", "two")
    #expect(second.code == 0, "\(second.errors)")
    // 16 cells at epoch 1, 4 at epoch 2, 2 at epoch 4.
    #expect(try Self.trained(scratch, "one").count == 22)
    #expect(try Self.trained(scratch, "one") == Self.trained(scratch, "two"))
    let one = try FinishedStudy(in: scratch, results: "one")
    let two = try FinishedStudy(in: scratch, results: "two")
    #expect(one.differences(from: two) == [])
    #expect(one.figures.count == 1)

    let again = try Self.run(scratch, "halved.yaml", "--results", "one")
    #expect(again.code == 0)
    #expect(again.output.hasPrefix("up to date: "), "\(again.output)")
    let check = try Self.run(scratch, "plan", "halved.yaml", "--check", "--results", "one")
    #expect(check.code == 0, "\(check.output)")
    #expect(check.output.contains("\nepoch 1: 2 of 8 points go on\n"))
    #expect(check.output.contains("\n  dropped at epoch 1: training.learning_rate="))
    let rebuilt = try Self.run(scratch, "rebuild", "--results", "two")
    #expect(rebuilt.code == 0, "\(rebuilt.errors)")
    let after = try Self.run(scratch, "halved.yaml", "--results", "two")
    #expect(after.output.hasPrefix("up to date: "), "\(after.output)\(after.errors)")

    let sweep = try Self.run(scratch, "sweep", "halved", "--results", "one")
    #expect(
      sweep.output.hasPrefix(
        "sweep of halved: 16 cells (8 points × 2 seeds): 2 finished, 0 failed, 0 pending, 14 dropped,"
          + " 0 excluded\nhalving by accuracy.accuracy[split=test], the largest first, at epochs 1, 2\n"
      ),
      "\(sweep.output)")
    #expect(
      sweep.output.contains("\n7 points without accuracy.accuracy[split=test] at the last epoch\n"))
  }

  @Test("what is planned ends at the next decision, and says how much more there may be")
  func plan() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text, to: "halved.yaml")
    let plan = try Self.run(scratch, "halved.yaml", "-n")
    #expect(plan.code == 0, "\(plan.errors)")
    let lines = plan.output.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { !$0.contains("@2") && !$0.contains("@4") }, "\(plan.output)")
    // Per cell and epoch a checkpoint and a measurement: 4 cells go beyond epoch 1, 2 beyond epoch 2.
    #expect(
      lines.contains(
        "epoch 1 is next, with 8 points; at most 2 beyond epoch 1, 1 beyond epoch 2: at most 12 stages"
          + " more than this plan"), "\(plan.output)")
    let json = try Self.run(scratch, "plan", "halved.yaml", "--json")
    let value = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let halving = try #require(value["halving"] as? [String: Any])
    #expect(halving["next"] as? Int == 1 && halving["at_most_more_stages"] as? Int == 12)
  }

  @Test("killed in the middle and run again, the same survivors and bytes")
  func killed() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text, to: "halved.yaml")
    let whole = try Self.run(scratch, "halved.yaml", "--results", "whole")
    #expect(whole.code == 0, "\(whole.errors)")
    let live = try LiveRun(["halved.yaml", "-j", "2", "--results", "out"], in: scratch.path)
    #expect(live.wait { live.errors.contains("halving: epoch 1:") })
    kill(-live.pid, SIGKILL)
    _ = live.wait()
    let rest = try Self.run(scratch, "halved.yaml", "--results", "out")
    #expect(rest.code == 0, "\(rest.errors)")
    let differences = try FinishedStudy(in: scratch).differences(
      from: FinishedStudy(in: scratch, results: "whole"))
    #expect(differences == [])
    try expectNoRemains(in: scratch)
  }

  @Test("a point with a failed cell is the worst, is told, and is not tried twice in a run")
  func failed() throws {
    let scratch = try ScratchFolder()
    let text = Self.text.replacing("[0.001, 0.01, 0.05, 0.2]", with: "[0.05, 1.0e+30]")
      .replacing("training.batch: [16, 64]", with: "training.batch: [16]")
      .replacing("keep: 1/4", with: "keep: 0.9")
    try scratch.write(text, to: "halved.yaml")
    let run = try Self.run(scratch, "halved.yaml", "--results", "out")
    #expect(run.code == 1)
    #expect(run.errors.components(separatedBy: "\nfailed: train/").count == 3, "\(run.errors)")
    #expect(run.errors.contains("halving: epoch 1: 1 of 2 points goes on\n"), "\(run.errors)")
    let trained = try Self.trained(scratch, "out")
    #expect(trained.count == 6 && trained.allSatisfy { $0.contains("rate=0.05") })
    let sweep = try Self.run(scratch, "sweep", "halved.yaml", "--results", "out")
    #expect(
      sweep.output.contains(
        "  dropped at epoch 1: training.learning_rate=1e+30,training.batch=16: a cell failed\n"),
      "\(sweep.output)")
    #expect(sweep.output.contains(": 2 finished, 2 failed, 0 pending, 0 excluded\n"))
  }

  @Test("shards cannot compare their cells: refused, with what to do")
  func shards() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text, to: "halved.yaml")
    let run = try Self.run(scratch, "halved.yaml", "--shard", "1/2", "--results", "out")
    #expect(run.code == 2)
    #expect(
      run.errors == """
        error: --shard parts cells that successive halving compares with each other
          run it without --shard, or on a cluster: --on slurm
          or let every point go all the way: --set sweep.halving=null

        """)
  }

  @Test("claims of an exploratory study say so wherever their verdict stands")
  func exploratory() throws {
    let scratch = try ScratchFolder()
    let text =
      Self.text.replacing("name: halved\n", with: "name: halved\nexploratory: true\n")
      .replacing("[0.001, 0.01, 0.05, 0.2]", with: "[0.05, 0.1]")
      .replacing("training.batch: [16, 64]", with: "training.batch: [16]") + """

        claims:
          learns:
            says: it learns more than nothing
            effect: {of: accuracy.accuracy, where: {split: test, checkpoint: 1, training.learning_rate: 0.05}}
            at_least: 0.0001
            min_units: 2
            level: 0.6
        """
    try scratch.write(text, to: "halved.yaml")
    let run = try Self.run(scratch, "halved.yaml", "--results", "out")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.contains("reproduced (exploratory)"), "\(run.output)")
    let claims = try Self.run(scratch, "claims", "halved.yaml", "--results", "out", "--md")
    #expect(claims.output.contains("| learns | reproduced (exploratory) |"), "\(claims.output)")
    let show = try Self.run(scratch, "show", "halved", "--results", "out")
    #expect(show.output.contains("learns: reproduced (exploratory)"), "\(show.output)")
    let report = try Self.run(scratch, "report", "halved", "--results", "out", "-o", "page.html")
    #expect(report.code == 0, "\(report.errors)")
    let page = try String(contentsOfFile: scratch.path + "/page.html", encoding: .utf8)
    #expect(page.contains("1 reproduced (exploratory)"))
  }
}
