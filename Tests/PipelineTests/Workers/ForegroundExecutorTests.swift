import Base
import Testing

@testable import Pipeline

@Suite struct ForegroundExecutorTests {
  @Test func onlyTheChosenStageRunsHere() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let c = node("c", from: [b])
    let workers = QueueExecutor(slots: 2)
    let executor = ForegroundExecutor(
      stage: c.key, catalog: testCatalog, interrupts: nil, others: workers)
    let report = try results.run(graph(a, b, c), executor: executor).report
    #expect(report.isComplete)
    #expect(workers.started == ["a on 1", "b on 1"])
    #expect(try results.text(c) == "abc")
  }
}
