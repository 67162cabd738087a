// The probes.
//
// Every way of stopping, damaging and repeating a run that other tools were seen to get wrong, as one
// test each: real processes, real files, the plain command.
//
// - SIGKILL of the whole process group in a stage, then the plain command:
//   KilledRunTests.groupInMidStage
// - SIGINT in a stage, then the plain command:
//   InterruptedRunTests.interruptedInMidStage
// - no-op:
//   UpToDateTests.nothingToDo
// - touch of the source:
//   UpToDateTests.touchedSource
// - the source's bytes change:
//   UpToDateTests.changedSource
// - a stage's parameter changes:
//   UpToDateTests.changedValue
// - an intermediate corrupted, same size and time:
//   DamagedResultTests.silentCorruption
// - an intermediate deleted, the final result there:
//   DamagedResultTests.deletedIntermediate
// - a stage fails: exit code, partial output:
//   FailedStageTests.failingStage
// - the plain command after that failure:
//   FailedStageTests.afterTheFailure
// - two instances at once:
//   TwoInstancesTests.sameStudy
//
// And the tests that orchestrators owe their users:
//
// - SIGKILL every 50 ms through a run of three stages:
//   KilledRunTests.everyFiftyMilliseconds
// - only the orchestrator killed: no second writer:
//   KilledRunTests.parentAlone
// - a flipped bit, time kept: reported and healed:
//   DamagedResultTests.silentCorruption
// - acknowledged rows there after SIGKILL, none twice, no run left running:
//   KilledRunTests.acknowledgedRows, TortureTests
// - two instances of one study: one refuses; of two studies: each shared stage once:
//   TwoInstancesTests
// - spaces, comments, order of keys rerun nothing; a value reruns what depends on it, with reasons:
//   UpToDateTests.rewrittenSpec, changedValue
// - full disk, read-only folder:
//   the tests of hostile file systems
// - a failed grid point: the others finish, a rerun executes what failed:
//   FailedStageTests.failedGridPoint
// - SIGTERM, SIGKILL later, requeued:
//   InterruptedRunTests.preempted

import Foundation
import Testing

/// Three stages, each needing the one before, which take a while and write a thousand bytes.
enum ThreeStages {
  static func text(seconds: Double, more: String = "") -> String {
    """
    runexp: 1
    name: three
    noop: {count: 3, shape: chain, seconds: \(seconds), bytes: 1000\(more)}
    """
  }

  static let arguments = ["three.yaml", "--results", "out", "-j", "2"]

  /// What a run that was let be leaves.
  static func whole() throws -> FinishedStudy {
    let scratch = try ScratchFolder()
    try scratch.write(text(seconds: 0), to: "three.yaml")
    let run = try Program.run(arguments, in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let study = try FinishedStudy(in: scratch)
    #expect(study.artifacts.count == 3)
    return study
  }

  /// Whether the second stage is under way, as the store has it.
  static func isInSecondStage(_ scratch: ScratchFolder) -> Bool {
    let labels = try? Rows.of(
      "SELECT label FROM run_stage WHERE state = 'running'",
      in: scratch.path + "/out/runexp.sqlite")
    return labels == ["[label:\"noop/1\"]"]
  }
}

/// A study of a table in a file: a source, a training of two checkpoints, two measurements.
enum SourceStudy {
  static let text = """
    runexp: 1
    name: source
    dataset: {name: csv, path: t.csv, label: y}
    architecture: {name: mlp, hidden: [4]}
    training:
      epochs: 2
      batch: 8
      optimizer: {name: sgd}
      learning_rate: 0.1
      checkpoints: [1, 2]
    sweep: {seed: [0, 1]}
    measure:
      accuracy: {metric: accuracy, of: main, at: all, split: [train, test]}
    """

  static let table =
    "a,b,y\n"
    + (0..<60).map { row in
      "\(Double(row * 7 % 11) / 11),\(Double(row * 5 % 13) / 13),\(row * 7 % 11 > 5 ? "yes" : "no")\n"
    }.joined()

  static let trainings = ["train/seed=0@1", "train/seed=0@2", "train/seed=1@1", "train/seed=1@2"]
  static let measurements = trainings.map { "measure/accuracy" + $0.dropFirst(5) }
  static let all = (["dataset/csv"] + trainings + measurements).sorted()

  /// A finished run in the folder `out`.
  static func finished() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write(text, to: "source.yaml")
    try scratch.write(table, to: "t.csv")
    let run = try run(in: scratch)
    #expect(run.code == 0, "\(run.errors)")
    #expect(try PublishedStages(in: scratch).stages.map(\.value.label).sorted() == all)
    return scratch
  }

  static func run(in scratch: ScratchFolder) throws -> Program.Result {
    try Program.run(["source.yaml", "--results", "out"], in: scratch.path)
  }

  /// Runs the plain command and returns the labels of the stages that ran.
  static func rerun(_ scratch: ScratchFolder) throws -> [String] {
    let before = try PublishedStages(in: scratch)
    let run = try run(in: scratch)
    #expect(run.code == 0, "\(run.errors)")
    return try PublishedStages(in: scratch).ran(since: before)
  }
}
