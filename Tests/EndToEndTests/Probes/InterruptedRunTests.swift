import Foundation
import Testing

@Suite("runs that were interrupted")
struct InterruptedRunTests {
  /// Interrupts a run in its second stage, `count` times, and returns how it ended.
  private func interrupt(
    _ scratch: ScratchFolder, seconds: Double, _ signal: Int32, count: Int = 1
  ) throws -> LiveRun.Ending {
    try scratch.write(ThreeStages.text(seconds: seconds), to: "three.yaml")
    let run = try LiveRun(ThreeStages.arguments, in: scratch.path)
    #expect(run.wait { ThreeStages.isInSecondStage(scratch) })
    for round in 0..<count {
      // As a terminal does: to the whole group.
      kill(-run.pid, signal)
      guard round < count - 1 else { break }
      #expect(run.wait { run.errors.contains("stopping: running stages may end") })
    }
    return run.wait()
  }

  /// Runs the plain command, which has to run what is missing and nothing else; the stages that
  /// were there.
  private func runAgain(_ scratch: ScratchFolder) throws -> [String] {
    try scratch.write(ThreeStages.text(seconds: 0), to: "three.yaml")
    let before = try PublishedStages(in: scratch)
    let labels = before.stages.values.map(\.label).sorted()
    let again = try Program.run(ThreeStages.arguments, in: scratch.path)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try FinishedStudy(in: scratch) == ThreeStages.whole())
    try expectNoRemains(in: scratch)
    let ran = try PublishedStages(in: scratch).ran(since: before)
    #expect(labels + ran == ["noop/0", "noop/1", "noop/2"])
    return labels
  }

  @Test("SIGINT in a stage: it may end, exit code 130, the plain command goes on from there")
  func interruptedInMidStage() throws {
    let scratch = try ScratchFolder()
    #expect(try interrupt(scratch, seconds: 0.5, SIGINT) == .exited(130))
    try expectNoRemains(in: scratch)
    // The stage that ran when the signal came was let come to its end.
    #expect(try runAgain(scratch).count >= 2)
  }

  @Test("SIGINT twice: stopped now, nothing half-written is visible")
  func interruptedTwice() throws {
    let scratch = try ScratchFolder()
    try scratch.write(ThreeStages.text(seconds: 0), to: "three.yaml")
    // The first stage is there, the second would take longer than any test waits.
    #expect(try Program.run(ThreeStages.arguments, in: scratch.path).code == 0)
    let stages = try PublishedStages(in: scratch)
    for label in ["noop/1", "noop/2"] {
      let key = try stages.key(of: label)
      try FileManager.default.removeItem(
        atPath: "\(scratch.path)/out/stages/\(key.prefix(2))/\(key)")
    }
    #expect(try interrupt(scratch, seconds: 600, SIGINT, count: 2) == .exited(130))
    #expect(try PublishedStages(in: scratch).stages.values.map(\.label) == ["noop/0"])
    try expectNoRemains(in: scratch)
    #expect(try runAgain(scratch) == ["noop/0"])
  }

  /// A terminal sends Ctrl-C to the worker too, which may not have come to ignoring it.
  @Test("a signal while a worker is starting fails no stage", arguments: [SIGINT, SIGTERM])
  func interruptedAtTheStart(signal: Int32) throws {
    for _ in 0..<5 {
      let scratch = try ScratchFolder()
      try scratch.write(ThreeStages.text(seconds: 0.01), to: "three.yaml")
      let run = try LiveRun(ThreeStages.arguments, in: scratch.path)
      #expect(run.wait { run.hasChildren })
      kill(-run.pid, signal)
      #expect(run.wait() == .exited(128 + signal))
      #expect(!run.errors.contains("failed"), "\(run.errors)")
      try expectNoRemains(in: scratch)
    }
  }

  @Test("SIGTERM, and SIGKILL to what is left, as a cluster preempts: the requeued run goes on")
  func preempted() throws {
    let scratch = try ScratchFolder()
    #expect(try interrupt(scratch, seconds: 0.5, SIGTERM) == .exited(143))
    #expect(Processes.workers(in: scratch.path) == [])
    #expect(try runAgain(scratch).count >= 2)
  }
}
