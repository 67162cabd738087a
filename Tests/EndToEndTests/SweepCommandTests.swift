import Foundation
import TestSupport
import Testing

/// `runexp sweep`, as a person and a script read it.
@Suite("the summary of a sweep")
struct SweepCommandTests {
  /// Two batches by two seeds of one small network, one batch left out with seed 1.
  static let text = TinyStudy.text
    .replacing("sweep: {seed: [0, 1]}", with: "sweep: {training.batch: [16, 64], seed: [0, 1]}")
    .replacing(
      "  high: {training.interaction_loss: {kind: suppress, between: [0.0, 0.5], weight: 1,"
        + " players: patches}}\n", with: ""
    )
    .replacing(
      "figures:\n  strength-by-order: {preset: multi-order-strength, measure: strength,"
        + " series: variant, at: last}", with: ""
    )
    .replacing(
      "  strength: {metric: multi-order-interaction, of: main, at: all, samples: pool,"
        + " players: patches, output: log-odds, label: true}\n", with: "")

  private static func sweep(_ scratch: ScratchFolder, _ arguments: String...) throws
    -> Program.Result
  {
    try Program.run(["sweep"] + arguments + ["--results", "out"], in: scratch.path)
  }

  @Test("the same summary by its spec and by its study's name, and nothing is written")
  func finished() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text, to: "tiny.yaml")
    try scratch.write(
      Self.text.replacing("training.batch: [16, 64]", with: "training.batch: [16]"),
      to: "first.yaml")
    let run = try Program.run(["first.yaml", "--results", "out"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let store = URL(fileURLWithPath: scratch.path + "/out/runexp.sqlite")
    let before = try Data(contentsOf: store)

    // The spec has cells that no run had yet.
    let half = try Self.sweep(scratch, "tiny.yaml")
    #expect(half.code == 0, "\(half.errors)")
    let lines = half.output.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    #expect(
      lines.first
        == "sweep of tiny: 4 cells (2 points × 2 seeds): 2 finished, 0 failed, 2 pending, 0 excluded",
      "\(half.output)")
    #expect(lines.contains("1 point without accuracy.accuracy.test at the last epoch"))
    #expect(lines.contains("one point: nothing was selected"))
    #expect(try Data(contentsOf: store) == before)

    let rest = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(rest.code == 0, "\(rest.errors)")
    let whole = try Self.sweep(scratch, "tiny.yaml", "--by", "accuracy.accuracy.train", "--at", "1")
    #expect(
      whole.output.contains("accuracy.accuracy.train at epoch 1, the largest first; points, each"))
    #expect(
      whole.output.contains(
        "best of 2: selected, not confirmed; its interval does not know of the choice\n"))
    #expect(whole.output.contains("\neffect of training.batch; n points\n"))
    let named = try Self.sweep(scratch, "tiny", "--by", "accuracy.accuracy.train", "--at", "1")
    #expect(named.output == whole.output)
    let json = try Self.sweep(scratch, "tiny", "--json", "--minimise", "--top", "1")
    let value = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(value["schema"] as? Int == 1 && value["confirmed"] as? Bool == false)
    let best = try #require(value["best"] as? [[String: Any]])
    #expect(best.count == 2)
    let means = best.compactMap { $0["mean"] as? Double }
    #expect(means.count == 2 && means[0] <= means[1])
    #expect(value["pooled"] as? [String] == ["seed"])
  }

  @Test("a cell that failed is told with the stage and the reason")
  func failed() throws {
    let scratch = try ScratchFolder()
    let text = Self.text.replacing(
      "    learning_rate: {schedule: log, from: 0.05, to: 0.01}", with: ""
    )
    .replacing(
      "  learning_rate: {schedule: log, from: 0.05, to: 0.01}\n", with: "  learning_rate: 0.05\n"
    )
    .replacing("training.batch: [16, 64]", with: "training.learning_rate: [0.05, 1.0e+30]")
    .replacing("seed: [0, 1]", with: "seed: [0]")
    try scratch.write(text, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(run.code == 1, "\(run.errors)")
    let sweep = try Self.sweep(scratch, "tiny")
    let lines = sweep.output.split(separator: "\n").map(String.init)
    #expect(
      lines.first?.hasSuffix("1 finished, 1 failed, 0 pending, 0 excluded") == true, "\(lines)")
    #expect(
      lines.dropFirst().first?.hasPrefix(
        "failed variant=normal,training.learning_rate=1e+30,seed=0: train/") == true, "\(lines)")
  }

  @Test("what is neither a spec nor a study is refused with the nearest study")
  func unknown() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      Self.text.replacing("seed: [0, 1]", with: "seed: [0]").replacing("16, 64", with: "64"),
      to: "spec.yaml")
    #expect(try Program.run(["spec.yaml", "--results", "out"], in: scratch.path).code == 0)
    let wrong = try Self.sweep(scratch, "tinny")
    #expect(wrong.code == 2)
    #expect(
      wrong.errors == """
        error: tinny: no such file
          did you mean the study `tiny`?
          specs in `.`: spec.yaml
          or start one: runexp init

        """)
    let fault = try Self.sweep(scratch, "tiny", "--by", "accuracy.acuracy.test")
    #expect(fault.code == 2)
    #expect(fault.errors.contains("--by:1:1: error: unknown name `accuracy.acuracy.test`\n"))
    let twice = try Self.sweep(scratch, "tiny", "--by", "accuracy.test@1", "--at", "2")
    #expect(
      twice.errors == "error: `accuracy.test@1` and --at both name an epoch\n  keep one of them\n")
  }
}
