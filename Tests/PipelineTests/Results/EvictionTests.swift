import Base
import Testing

@testable import Pipeline

@Suite struct EvictionTests {
  /// `a`, then `b`, then `c`, all published.
  private static func chain() throws -> (TemporaryResults, StageNode, StageNode, StageNode) {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let c = node("c", from: [b])
    #expect(try results.run(graph(a, b, c)).report.isComplete)
    return (results, a, b, c)
  }

  private static func evict(_ nodes: StageNode..., in results: TemporaryResults) throws {
    for node in nodes { try results.folder.evict(node.key, outputs: ["out.txt"], at: 5) }
  }

  private static func lines(_ plan: Plan) -> [String] {
    plan.entries.map { "\($0.node.label): \($0.state.rawValue), \($0.reason.text)" }
  }

  @Test func anEvictedStageKeepsItsRecord() throws {
    let (results, a, _, _) = try Self.chain()
    let before = try PublishedStage(key: a.key, path: results.folder.stage(a.key)).record()
    try Self.evict(a, in: results)
    guard case .evicted(let record) = results.folder.inspect(a.key) else {
      Issue.record("not evicted")
      return
    }
    #expect(record == before)
    #expect(
      try FileTree.names(in: results.folder.stage(a.key)) == [
        "done.json", "events.jsonl", "evicted.json",
      ])
  }

  @Test func nothingRunsWhileNothingNeedsTheOutputs() throws {
    let (results, a, b, c) = try Self.chain()
    try Self.evict(a, b, c, in: results)
    let plan = Plan.make(graph(a, b, c), in: results.folder)
    #expect(plan.count(.cached) == 3)
  }

  @Test func whatAStageThatRunsNeedsRunsAgainAndWhatThatNeedsToo() throws {
    let (results, a, b, c) = try Self.chain()
    try Self.evict(a, b, in: results)
    let d = node("d", from: [b])
    let plan = Plan.make(graph(a, b, c, d), in: results.folder)
    #expect(
      Self.lines(plan) == [
        "a: run, evicted, needed by b", "b: run, evicted, needed by d",
        "c: cached, result is there", "d: run, no result yet",
      ])
    let record = try FileTree.read(results.folder.stage(a.key) + "/done.json")
    let (report, heard) = try results.run(graph(a, b, c, d))
    #expect(report.isComplete)
    #expect(
      heard.filter { $0.hasPrefix("finished") } == ["finished a", "finished b", "finished d"])
    #expect(try results.text(d) == "abd")
    #expect(try FileTree.read(results.folder.stage(a.key) + "/done.json") == record)
    #expect(
      try FileTree.names(in: results.folder.stage(a.key)) == [
        "done.json", "events.jsonl", "out.txt",
      ])
    #expect(try FileTree.names(in: results.folder.attempts) == [])
    guard case .published = results.folder.inspect(a.key, rehash: true) else {
      Issue.record("not back")
      return
    }
  }

  @Test func otherBytesThanTheRecordedOnesAreAFailure() throws {
    let results = try TemporaryResults()
    let a = node("a", kind: "chance")
    results.attempt(a)
    try Self.evict(a, in: results)
    guard case .failed(let reason, _, _) = results.attempt(a, counter: 2) else {
      Issue.record("other bytes took the place of the recorded ones")
      return
    }
    #expect(
      reason
        == "its outputs were evicted and cannot come back: a: two attempts of stage "
        + "\(a.key.hex.prefix(12)) wrote different bytes to out.txt; kept that of here-1-2-1, "
        + "dropped that of here-1-2-2")
    guard case .evicted = results.folder.inspect(a.key) else {
      Issue.record("no longer evicted")
      return
    }
  }

  @Test func aKillBetweenNoteAndRemovalLeavesAPublishedStage() throws {
    let (results, a, _, _) = try Self.chain()
    let bytes = try FileTree.read(results.folder.stage(a.key) + "/out.txt")
    try Self.evict(a, in: results)
    try FileTree.write(bytes, to: results.folder.stage(a.key) + "/out.txt")
    guard case .published = results.folder.inspect(a.key, rehash: true) else {
      Issue.record("the outputs are all there")
      return
    }
  }

  @Test func damageOfWhatStayedIsDamage() throws {
    let results = try TemporaryResults()
    let a = node("a", kind: "chance")
    results.attempt(a)
    try Self.evict(a, in: results)
    try FileTree.write([], to: results.folder.stage(a.key) + "/same.bin")
    guard case .damaged("same.bin has 0 bytes, 1 were recorded") = results.folder.inspect(a.key)
    else {
      Issue.record("damage not seen")
      return
    }
  }

  @Test func anEvictedInputThatNoPlanForesawRunsAgainToo() throws {
    let (results, a, b, _) = try Self.chain()
    let d = node("d", from: [b])
    let plan = Plan.make(graph(a, b, d), in: results.folder)
    try Self.evict(a, b, in: results)
    var options = Scheduler.Options()
    options.failFast = true
    let report = try Scheduler(
      plan: plan, executor: InProcessExecutor(catalog: testCatalog), options: options
    ) { _ in }.run()
    #expect(report.isComplete)
    #expect(try results.text(d) == "abd")
  }
}
