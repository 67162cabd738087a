import Base
import Glibc
import Testing

@testable import Pipeline

@Suite struct RetryTests {
  /// Ends the attempts at a stage one after the other as told, the last way again and again.
  private final class ScriptedExecutor: Executor {
    let slots = 1
    private var results: [AttemptResult]
    private var running: StageRequest?
    private(set) var attempts: [Int] = []

    init(_ results: AttemptResult...) { self.results = results }

    func start(_ request: StageRequest) throws {
      running = request
      attempts.append(request.attempt.counter)
    }

    func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent] {
      guard let request = running else { return [] }
      running = nil
      let result = results.count > 1 ? results.removeFirst() : results[0]
      if case .published = result {
        _ = AttemptRunner(catalog: testCatalog).run(
          request, report: { _ in }, isCancelled: { false })
      }
      return [.ended(request.key, result)]
    }

    func cancelAll() {}
    func killAll() {}
    func shutDown() {}
  }

  private let crash = AttemptResult.failed(reason: "it crashed", lastOutput: "bang")

  @Test func aFailedStageIsTriedAgain() throws {
    let results = try TemporaryResults()
    let a = node("a", limits: StageLimits(retries: 2))
    let executor = ScriptedExecutor(crash, .published(nil))
    var reasons: [String] = []
    let (report, heard) = try results.run(graph(a, node("b", from: [a])), executor: executor) {
      if case .retrying(_, let reason, let output, _, _) = $0 { reasons += [reason, output] }
    }
    #expect(
      heard == [
        "started a", "retrying a 1/3", "started a", "finished a", "started b", "finished b",
      ])
    #expect(reasons == ["it crashed", "bang"])
    #expect(report.isComplete)
    #expect(Set(executor.attempts).count == 3)
  }

  @Test func theLastAttemptDecides() throws {
    let results = try TemporaryResults()
    let a = node("a", limits: StageLimits(retries: 1))
    let (report, heard) = try results.run(
      graph(a, node("b", from: [a])), executor: ScriptedExecutor(crash))
    #expect(heard == ["started a", "retrying a 1/2", "started a", "failed a", "skipped b"])
    #expect(
      report.failures.map(\.result) == [
        .failed(reason: "it crashed (attempt 2)", lastOutput: "bang")
      ])
  }

  @Test func whatIsSureToFailAgainIsNotRepeated() throws {
    let results = try TemporaryResults()
    let permanent = AttemptResult.failed(reason: "no", lastOutput: "", isPermanent: true)
    let (_, heard) = try results.run(
      graph(node("a", limits: StageLimits(retries: 5))), executor: ScriptedExecutor(permanent))
    #expect(heard == ["started a", "failed a"])
  }

  @Test func nothingIsRepeatedOnceTheRunStops() throws {
    let results = try TemporaryResults()
    let interrupts = try Interrupts(handlesSignals: false)
    let bad = node("bad", kind: "fail", limits: StageLimits(retries: 5))
    let (report, heard) = try results.run(
      graph(node("a"), bad), executor: QueueExecutor(slots: 2), interrupts: interrupts
    ) { event in
      if case .finished = event { interrupts.raise(SIGINT) }
    }
    #expect(heard == ["started a", "started bad", "finished a", "stopping soon", "failed bad"])
    #expect(report.failed == 1)
  }

  @Test func failFastStopsAfterTheLastAttempt() throws {
    let results = try TemporaryResults()
    let (_, heard) = try results.run(
      graph(node("a", weight: 9, limits: StageLimits(retries: 1)), node("b")),
      executor: ScriptedExecutor(crash), failFast: true)
    #expect(heard == ["started a", "retrying a 1/2", "started a", "failed a"])
  }

  @Test func parametersThatAreWrongFailForGood() throws {
    let results = try TemporaryResults()
    let stage = StageNode(kind: "dream", version: 1, parameters: .null, label: "dream")
    guard case .failed(_, _, true) = results.attempt(stage) else {
      Issue.record("an unknown kind would be tried again")
      return
    }
    guard case .failed(_, _, false) = results.attempt(node("a", kind: "fail")) else {
      Issue.record("a failure without a word about it would not be tried again")
      return
    }
  }
}
