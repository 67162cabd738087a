import Foundation
import Testing

@Suite("stages that fail")
struct FailedStageTests {
  /// A run of three chained stages whose second fails; its folder.
  private func failed(_ how: String) throws -> (ScratchFolder, Program.Result) {
    let scratch = try ScratchFolder()
    try scratch.write(
      ThreeStages.text(seconds: 0, more: ", failing: [1], failure: \(how)"), to: "three.yaml")
    return (scratch, try Program.run(ThreeStages.arguments, in: scratch.path))
  }

  @Test("exit code 1, and nothing of it under a final name", arguments: ["throw", "crash"])
  func failingStage(how: String) throws {
    let (scratch, run) = try failed(how)
    #expect(run.code == 1)
    #expect(run.errors.contains("failed: noop/1: "), "\(run.errors)")
    #expect(run.errors.contains("skipped: noop/2: "), "\(run.errors)")
    #expect(try PublishedStages(in: scratch).stages.values.map(\.label) == ["noop/0"])
    let files =
      FileManager.default.enumerator(atPath: scratch.path + "/out/stages")?
      .compactMap { $0 as? String } ?? []
    // One output, of the stage that succeeded.
    #expect(files.filter { $0.hasSuffix("noop.bin") }.count == 1, "\(files)")
    try expectNoRemains(in: scratch)
  }

  @Test(
    "the plain command once the cause is gone: what failed and what needs it",
    arguments: ["throw", "crash"])
  func afterTheFailure(how: String) throws {
    let (scratch, _) = try failed(how)
    let before = try PublishedStages(in: scratch)
    try scratch.write(ThreeStages.text(seconds: 0), to: "three.yaml")
    let again = try Program.run(ThreeStages.arguments, in: scratch.path)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try PublishedStages(in: scratch).ran(since: before) == ["noop/1", "noop/2"])
    #expect(try FinishedStudy(in: scratch) == ThreeStages.whole())
  }

  @Test("a failed grid point takes no other one; a rerun executes what failed")
  func failedGridPoint() throws {
    func text(_ failing: String) -> String {
      """
      runexp: 1
      name: grid
      noop: {count: 2, shape: chain}
      sweep:
        seed: [0, 1, 2]
      variants:
        good: {}
        bad: {noop.bytes: 65\(failing)}
      """
    }
    let scratch = try ScratchFolder()
    let arguments = ["grid.yaml", "--results", "out"]
    try scratch.write(text(", noop.failing: [1]"), to: "grid.yaml")
    let first = try Program.run(arguments, in: scratch.path)
    #expect(first.code == 1)
    let before = try PublishedStages(in: scratch)
    #expect(before.stages.count == 9, "\(before.stages)")
    // The same again: what failed fails again, the rest is let be.
    #expect(try Program.run(arguments, in: scratch.path).code == 1)
    #expect(try PublishedStages(in: scratch) == before)
    try scratch.write(text(""), to: "grid.yaml")
    #expect(try Program.run(arguments, in: scratch.path).code == 0)
    #expect(
      try PublishedStages(in: scratch).ran(since: before)
        == (0..<3).map { "noop/1/bad/seed=\($0)" })
  }
}
