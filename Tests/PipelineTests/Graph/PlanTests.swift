import Base
import Testing

@testable import Pipeline

@Suite struct PlanTests {
  private func reasons(_ graph: StageGraph, _ folder: ResultsFolder, rehash: Bool = false)
    -> [String]
  {
    Plan.make(graph, in: folder, rehash: rehash).entries.map {
      "\($0.node.label): \($0.state.rawValue), \($0.reason.text)"
    }
  }

  @Test func everyStageHasOneCause() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let c = node("c", blocked: "relate generalizable is known but not built yet")
    let d = node("d", from: [b, c])
    let graph = graph(a, b, c, d)
    #expect(
      reasons(graph, results.folder) == [
        "a: run, no result yet", "c: blocked, relate generalizable is known but not built yet",
        "b: run, input a will run", "d: blocked, input c is blocked",
      ])
    #expect(try FileTree.names(in: results.folder.path) == [])
    _ = try results.run(graph)
    #expect(
      reasons(graph, results.folder) == [
        "a: cached, result is there",
        "c: blocked, relate generalizable is known but not built yet",
        "b: cached, result is there", "d: blocked, input c is blocked",
      ])
    let e = node("e", from: [b])
    #expect(reasons(PipelineTests.graph(a, b, e), results.folder).last == "e: run, no result yet")
  }

  @Test func damagedStageRunsAgainAndItsConsumersStay() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let graph = graph(a, b)
    _ = try results.run(graph)
    try FileTree.write([1, 2, 3], to: results.folder.stage(a.key) + "/out.txt")
    #expect(
      reasons(graph, results.folder) == [
        "a: run, damaged: out.txt has 3 bytes, 1 were recorded", "b: cached, result is there",
      ])
  }

  @Test func onlySuspectsAreRehashed() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b")
    _ = try results.run(graph(a, b))
    for stage in [a, b] {
      try FileTree.write([0], to: results.folder.stage(stage.key) + "/out.txt")
    }
    let plan = Plan.make(graph(a, b), in: results.folder, suspects: [b.key])
    #expect(
      plan.entries.map(\.reason) == [
        .published, .damaged("out.txt has other bytes than were recorded"),
      ])
    let scheduler = try Scheduler(
      plan: plan, executor: InProcessExecutor(catalog: testCatalog)
    ) { _ in }
    #expect(try scheduler.run().outcomes.map(\.result) == [.cached, .finished])
    #expect(try results.text(b) == "b")
  }

  @Test func flippedByteIsSeenByRehashing() throws {
    let results = try TemporaryResults()
    let a = node("a")
    _ = try results.run(graph(a))
    try FileTree.write([0], to: results.folder.stage(a.key) + "/out.txt")
    #expect(reasons(graph(a), results.folder) == ["a: cached, result is there"])
    #expect(
      reasons(graph(a), results.folder, rehash: true) == [
        "a: run, damaged: out.txt has other bytes than were recorded"
      ])
  }
}
