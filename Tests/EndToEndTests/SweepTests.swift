import Foundation
import TestSupport
import Testing

/// Sweeps as a user runs them: enlarged, in shards, and ended by failures.
@Suite("sweeps")
struct SweepTests {
  /// Points drawn from two distributions, each from some seeds.
  private static func drawn(count: Int, replicas: Int) -> String {
    """
    runexp: 1
    name: drawn
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    training: {epochs: 1, batch: 16, learning_rate: {schedule: constant, from: 0.05}}
    sweep:
      random:
        count: \(count)
        of:
          training.learning_rate.from: {log-uniform: [0.001, 0.1]}
          architecture.hidden: {choice: [[8], [4, 4]]}
      replicas: \(replicas)
    measure:
      quality: {metric: accuracy, of: main, at: last, split: [test]}
    figures:
      overview: {preset: sweep-overview, y: quality.accuracy}
      points: {preset: scatter, x: training.loss, y: quality.accuracy, series: architecture.hidden, where: {split: test}}
    """
  }

  private static func run(_ arguments: String..., in scratch: ScratchFolder) throws
    -> Program.Result
  {
    try Program.run(arguments, in: scratch.path)
  }

  @Test("more points and more replicas compute what is new alone, and are drawn and asked for")
  func enlarging() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.drawn(count: 3, replicas: 1), to: "drawn.yaml")
    let first = try Self.run("drawn.yaml", "--results", "out", in: scratch)
    #expect(first.code == 0, "\(first.errors)\(first.output)")
    let before = try PublishedStages(in: scratch)
    // The data, and a training and a measurement of each cell.
    #expect(before.stages.count == 1 + 2 * 3)
    try scratch.write(Self.drawn(count: 4, replicas: 2), to: "drawn.yaml")
    let second = try Self.run("drawn.yaml", "--results", "out", in: scratch)
    #expect(second.code == 0, "\(second.errors)")
    #expect(second.output.hasPrefix("10 of 10 stages run in "), "\(second.output)")
    #expect(try PublishedStages(in: scratch).ran(since: before).count == 2 * (4 * 2 - 3))
    let store = scratch.path + "/out/runexp.sqlite"
    #expect(
      try Rows.numbers(
        "SELECT count(*) FROM cell WHERE json_extract(coordinates,"
          + " '$.\"training.learning_rate.from\"') BETWEEN 0.001 AND 0.1", in: store) == [8])
    let list = try Self.run(
      "list", "--results", "out", "--where", "seed = 1 and training.learning_rate.from > 0",
      "--json", in: scratch)
    #expect(list.code == 0, "\(list.errors)")
    #expect(list.output.components(separatedBy: "seed=1\"").count - 1 >= 4, "\(list.output)")
    for figure in ["overview", "points"] {
      let csv = try String(
        contentsOfFile: scratch.path + "/out/figures/drawn/\(figure).csv", encoding: .utf8)
      #expect(csv.split(separator: "\n").count > 4, "\(csv)")
    }
  }

  // MARK: Shards

  @Test("two shards in two folders, brought together, are the run of the whole")
  func shardsInFoldersOfTheirOwn() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    #expect(try Self.run("tiny.yaml", "--results", "out", in: scratch).code == 0)
    for number in 1...2 {
      let shard = try Self.run(
        "tiny.yaml", "--shard", "\(number)/2", "--results", "part\(number)", in: scratch)
      #expect(shard.code == 0, "\(shard.errors)")
      #expect(
        shard.output.hasSuffix(
          "shard \(number)/2: 2 of 4 cells; figures and claims are left to the plain command\n"),
        "\(shard.output)")
      #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/part\(number)/figures"))
      let export = try Self.run(
        "export", "tiny", "--results", "part\(number)", "-o", "part\(number).tar", in: scratch)
      #expect(export.code == 0, "\(export.errors)")
      let imported = try Self.run(
        "import", "part\(number).tar", "--results", "whole", in: scratch)
      #expect(imported.code == 0, "\(imported.errors)")
    }
    let whole = try Self.run("tiny.yaml", "--results", "whole", in: scratch)
    #expect(whole.code == 0, "\(whole.errors)")
    #expect(whole.output.hasPrefix("up to date: "), "\(whole.output)")
    let difference = try FinishedStudy(in: scratch, results: "whole").differences(
      from: FinishedStudy(in: scratch))
    #expect(difference == [])
  }

  /// A study of six cells whose stages take a while; `seconds` for each.
  private static func slow(_ seconds: Double) -> String {
    """
    runexp: 1
    name: slow
    noop: {count: 4, shape: wide, seconds: \(seconds)}
    sweep: {replicas: 6}
    """
  }

  @Test("shards go on beside each other in one folder, not beside a run of the whole")
  func shardsBesideEachOther() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.slow(600), to: "slow.yaml")
    func arguments(_ shard: String) -> [String] {
      ["slow.yaml", "--results", "out", "-j", "1", "--shard", shard]
    }
    let first = try LiveRun(arguments("1/2"), in: scratch.path)
    #expect(first.wait { !first.workers.isEmpty })
    let second = try LiveRun(arguments("2/2"), in: scratch.path)
    #expect(second.wait { !second.workers.isEmpty }, "\(second.errors)")
    let whole = try Self.run("slow.yaml", "--results", "out", in: scratch)
    #expect(whole.code == 4)
    #expect(whole.errors.contains("study slow is being run in out by process "))
    #expect(try Self.run(arguments("1/2"), in: scratch).code == 4)
    // Neither calls the other killed.
    #expect(
      try Rows.numbers(
        "SELECT count(*) FROM run WHERE status = 'running'",
        in: scratch.path + "/out/runexp.sqlite") == [2])
    let status = try Self.run("status", "--results", "out", in: scratch)
    for run in [first, second] {
      #expect(status.output.contains("process   \(run.pid) on "), "\(status.output)")
    }
    withExtendedLifetime((first, second)) {}
  }

  private static func run(_ arguments: [String], in scratch: ScratchFolder) throws
    -> Program.Result
  {
    try Program.run(arguments, in: scratch.path)
  }

  @Test("shards of one folder share it, and the plain command finds all done")
  func shardsOfOneFolder() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.slow(0.02), to: "slow.yaml")
    let plan = try Self.run(
      "plan", "slow.yaml", "--shard", "1/3", "--results", "out", "--json", in: scratch)
    #expect(plan.output.contains("\"to_run\":8"), "\(plan.output)")
    let runs = try (1...3).map {
      try LiveRun(
        ["slow.yaml", "--results", "out", "-j", "1", "--shard", "\($0)/3"], in: scratch.path)
    }
    for run in runs { #expect(run.wait() == .exited(0), "\(run.errors)") }
    #expect(try PublishedStages(in: scratch).stages.count == 24)
    let whole = try Self.run("slow.yaml", "--results", "out", in: scratch)
    #expect(whole.code == 0, "\(whole.errors)")
    #expect(whole.output.hasPrefix("up to date: 24 stages, nothing to do"), "\(whole.output)")
  }

  @Test(
    "a shard that is none is refused",
    arguments: ["3/2", "0/2", "2", "a/b"])
  func faultyShards(_ shard: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.slow(0), to: "slow.yaml")
    let run = try Self.run("slow.yaml", "--shard", shard, in: scratch)
    #expect(run.code == 2)
    #expect(
      run.errors.contains(
        "write the shard's number and how many there are, up to 1000, such as 2/4"),
      "\(run.errors)")
  }

  // MARK: Failures

  @Test("after as many failures as may be nothing more is started; the same command goes on")
  func maximumOfFailures() throws {
    func text(_ failing: String) -> String {
      """
      runexp: 1
      name: failing
      noop: {count: 12, shape: wide, failing: [\(failing)]}
      """
    }
    let scratch = try ScratchFolder()
    try scratch.write(text("0, 1, 2, 3, 4, 5"), to: "failing.yaml")
    let arguments = ["failing.yaml", "--results", "out", "-j", "1", "--max-failures", "2"]
    let first = try Self.run(arguments, in: scratch)
    #expect(first.code == 1)
    #expect(
      first.errors.contains(
        "stopping: 2 stages failed (--max-failures); running stages may end. The same command"
          + " continues."), "\(first.errors)")
    #expect(first.output.contains(", 2 failed, "), "\(first.output)")
    #expect(first.output.contains(" stopped: the same command goes on from here"))
    let before = try PublishedStages(in: scratch)
    try scratch.write(text(""), to: "failing.yaml")
    let second = try Self.run(arguments, in: scratch)
    #expect(second.code == 0, "\(second.errors)")
    #expect(try PublishedStages(in: scratch).ran(since: before).count == 12 - before.stages.count)
    #expect(try Self.run("failing.yaml", "--max-failures", "0", in: scratch).code == 2)
  }
}
