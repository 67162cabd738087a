import Base
import Foundation
import Pipeline
import Store
import Testing

@testable import Experiments

@Suite struct GarbageCollectionTests {
  /// A clock that stands still.
  private struct Stopped: Clock {
    var wallSeconds: Double
    var steadySeconds = 0.0
  }

  private static func plan(_ count: Int, bytes: Int) throws -> StudyPlan {
    try StudyRunner.plan(
      """
      runexp: 1
      name: quiet
      noop: {count: \(count), shape: chain, bytes: \(bytes)}
      """)
  }

  private static func document(
    _ id: String, _ study: String, at time: Double, _ stages: [ContentHash]
  )
    -> RunDocument
  {
    let record = RunRecord(
      id: id, study: study, title: "", specText: "", resolvedSpec: "", command: "",
      startedAt: time, environment: [:])
    return RunDocument(snapshot: RunSnapshot(record: record, status: "finished"), stages: stages)
  }

  @Test func theLastRunsOfEachStudyAreKept() {
    let documents = [("a1", "a"), ("b1", "b"), ("a2", "a"), ("a3", "a")].map {
      Self.document($0.0, $0.1, at: 0, [])
    }
    #expect(StageUse.last(1, of: documents).map(\.id) == ["b1", "a3"])
    #expect(StageUse.last(2, of: documents).map(\.id) == ["b1", "a2", "a3"])
  }

  @Test func outputsOfWhatNoKeptRunUsesGoAndRecordsStay() throws {
    let runner = try StudyRunner()
    let old = try Self.plan(2, bytes: 10).graph
    let new = try Self.plan(3, bytes: 20).graph
    for graph in [old, new] { try runner.run(graph) }
    // The kept run names its last stage only; what that was made of is kept with it.
    let documents = [
      Self.document("r1", "quiet", at: 1, old.nodes.map(\.key)),
      Self.document("r2", "quiet", at: 2, [new.nodes[2].key]),
    ]
    let collection = GarbageCollection(of: runner.folder)
    let plan = try collection.plan(keepingLast: 1, of: documents, days: 7)
    #expect(plan.keptRuns == ["r2"])
    #expect(plan.keptStages == 3)
    #expect(plan.bytes == 20)
    #expect(plan.items.map(\.name) == ["noop/0", "noop/1"])
    #expect(plan.items.map(\.outputs) == [["noop.bin"], ["noop.bin"]])
    try collection.perform(plan)
    for node in old.nodes {
      guard case .evicted = runner.folder.inspect(node.key) else {
        Issue.record("\(node.label) is not evicted")
        return
      }
    }
    #expect(try collection.plan(keepingLast: 1, of: documents, days: 7).items == [])
    #expect(try collection.plan(keepingLast: 2, of: documents, days: 7).keptStages == 5)
  }

  @Test func withoutRunsNothingIsKnownToBeUnused() throws {
    let runner = try StudyRunner()
    try runner.run(try Self.plan(2, bytes: 10).graph)
    let plan = try GarbageCollection(of: runner.folder).plan(keepingLast: 1, of: [], days: 7)
    #expect(plan.items == [])
  }

  @Test func measuredValuesStay() throws {
    let runner = try StudyRunner()
    let plan = try StudyRunner.plan(StudyRunner.tiny())
    try runner.run(plan.graph)
    let documents = [Self.document("r", "other", at: 1, [])]
    let collection = GarbageCollection(of: runner.folder)
    let garbage = try collection.plan(keepingLast: 1, of: documents, days: 7)
    try collection.perform(garbage)
    #expect(garbage.items.contains { $0.outputs.contains("checkpoint.safetensors") })
    let store = try ResultsStore(
      at: runner.folder.path + "/runexp.sqlite", mode: .readWrite)
    try StageCollector(store: store, folder: runner.folder)
      .collect(Plan.make(plan.graph, in: runner.folder), comparing: false)
    try store.replaceCells(study: "tiny", plan.plannedCells)
    #expect(try store.queries(study: "tiny").rows().entries.count > 100)
  }

  @Test func leftoversGoWhenTheyAreOldEnough() throws {
    let runner = try StudyRunner()
    let graph = try Self.plan(1, bytes: 10).graph
    try runner.run(graph)
    let key = graph.nodes[0].key
    try runner.folder.setAsideDamaged(key, attempt: AttemptID(counter: 1))
    let now = SystemClock().wallSeconds
    func subjects(after days: Double) throws -> [GarbageCollection.Subject] {
      let clock = Stopped(wallSeconds: now + days * 86_400)
      return try GarbageCollection(of: runner.folder, clock: clock)
        .plan(keepingLast: 1, of: [], days: 7).items.map(\.subject)
    }
    #expect(try subjects(after: 6.9) == [])
    #expect(try subjects(after: 7.1) == [.damaged])
  }

  @Test func programsNobodyNeedsGo() throws {
    let runner = try StudyRunner()
    let root = runner.folder.path
    let programs = ["current", "submitted", "closed", "old"].map {
      ContentHash(of: Array($0.utf8))
    }
    func write(_ text: String, to path: String) throws {
      let file = URL(fileURLWithPath: root + "/" + path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    for program in programs { try write("12345", to: "bin/\(program.hex)/runexp") }
    for (number, program) in [(1, programs[1]), (2, programs[2])] {
      try write(
        "exec /results/bin/\(program.hex)/runexp node\n", to: "runs/r/slurm/\(number)/script.sh")
    }
    try write("", to: "runs/r/slurm/2/closed")
    try write("{}", to: "runs/r.json")
    let collection = GarbageCollection(of: runner.folder)
    let plan = try collection.plan(keepingLast: 1, of: [], days: 7, program: programs[0])
    let expected = [programs[2], programs[3]].map { "\(root)/bin/\($0.hex)" }.sorted()
    #expect(plan.items.map(\.name) == expected)
    #expect(plan.items.allSatisfy { $0.subject == .program && $0.bytes == 5 })
    try collection.perform(plan)
    #expect(try Set(runner.folder.binaries().keys) == Set(programs.prefix(2)))
  }

  @Test func whatTheNextRunLooksIntoIsNoGarbage() {
    #expect(
      GarbageCollection.cacheInUse(by: ["a"]) == ["stages.index", "views-a.json"])
  }
}
