import Base
import Testing

@testable import Pipeline

@Suite struct SchedulerTests {
  @Test func secondRunDoesNothing() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let first = try results.run(graph(a, b))
    #expect(first.heard == ["started a", "finished a", "started b", "finished b"])
    #expect(first.report.planned == 2)
    #expect(first.report.finished == 2)
    #expect(try results.text(b) == "ab")
    let second = try results.run(graph(a, b))
    #expect(second.heard == [])
    #expect(second.report.planned == 0)
    #expect(second.report.cached == 2)
    #expect(second.report.isComplete)
  }

  @Test func longestRemainingPathGoesFirst() throws {
    let results = try TemporaryResults()
    let short = node("short", weight: 4)
    let long = node("long", weight: 2)
    let longer = node("longer", from: [long], weight: 3)
    let (_, heard) = try results.run(graph(short, long, longer))
    #expect(
      heard.filter { $0.hasPrefix("started") } == [
        "started long", "started short", "started longer",
      ])
  }

  @Test func cachedStagesDoNotCountForThePath() throws {
    let results = try TemporaryResults()
    let root = node("root", weight: 2)
    let heavy = node("heavy", from: [root], weight: 9)
    let other = node("other", weight: 3)
    _ = try results.run(graph(root, heavy))
    try FileTree.remove(results.folder.stage(root.key))
    let (_, heard) = try results.run(graph(root, heavy, other))
    #expect(heard.filter { $0.hasPrefix("started") } == ["started other", "started root"])
  }

  @Test func asManyRunAtOnceAsThereAreSlots() throws {
    let results = try TemporaryResults()
    let (_, heard) = try results.run(
      graph(node("a"), node("b"), node("c")), executor: QueueExecutor(slots: 2))
    #expect(
      heard == [
        "started a", "started b", "finished a", "started c", "finished b", "finished c",
      ])
  }

  @Test(arguments: [1, 2, 3])
  func resultsDoNotDependOnTheNumberOfSlots(slots: Int) throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b")
    let c = node("c", from: [b, a])
    _ = try results.run(graph(a, b, c), executor: QueueExecutor(slots: slots))
    #expect(try results.text(c) == "bac")
  }

  @Test func aStageGetsTheCoresThatNoOtherStageCouldUse() throws {
    func started(slots: Int, _ nodes: StageNode...) throws -> [String] {
      var graph = StageGraph()
      for node in nodes { graph.add(node) }
      let executor = QueueExecutor(slots: slots)
      #expect(try TemporaryResults().run(graph, executor: executor).report.isComplete)
      return executor.started
    }
    let wide = node("wide", weight: 9, cores: 3)
    let other = node("other", weight: 3, cores: 2)
    // Alone it gets all it wants, of few all there are.
    #expect(try started(slots: 8, wide) == ["wide on 3"])
    #expect(try started(slots: 2, wide) == ["wide on 2"])
    #expect(try started(slots: 1, wide) == ["wide on 1"])
    // What is ready beside it gets a core first; nothing is started beyond the slots.
    #expect(
      try started(slots: 3, wide, other, node("last")) == [
        "wide on 1", "other on 1", "last on 1",
      ])
    #expect(
      try started(slots: 4, wide, other) == ["wide on 3", "other on 1"])
    #expect(
      try started(slots: 2, wide, node("after", from: [wide]), other) == [
        "wide on 1", "other on 1", "after on 1",
      ])
  }

  @Test func failureTakesOnlyWhatNeedsIt() throws {
    let results = try TemporaryResults()
    let bad = node("bad", kind: "fail", weight: 10)
    let after = node("after", from: [bad])
    let last = node("last", from: [after])
    let good = node("good")
    let graph = graph(bad, after, last, good)
    let (report, heard) = try results.run(graph)
    #expect(
      heard == [
        "started bad", "failed bad", "skipped after", "skipped last", "started good",
        "finished good",
      ])
    #expect(report.planned == 4)
    #expect(report.finished == 1)
    #expect(report.failed == 1)
    #expect(report.skipped == 2)
    #expect(!report.isComplete)
    #expect(
      report.failures.map(\.result) == [
        .failed(reason: "the loss is NaN at step 7", lastOutput: "")
      ])
    #expect(
      report.outcomes.map(\.result).suffix(2) == [
        .skipped("it needs bad, which failed"), .skipped("it needs bad, which failed"),
      ])
    let again = try results.run(graph)
    #expect(again.heard == ["started bad", "failed bad", "skipped after", "skipped last"])
  }

  @Test func failFastStartsNothingMore() throws {
    let results = try TemporaryResults()
    let bad = node("bad", kind: "fail", weight: 10)
    let (report, heard) = try results.run(graph(bad, node("good")), failFast: true)
    #expect(heard == ["started bad", "failed bad"])
    #expect(report.stopped == 1)
  }

  @Test func afterTooManyFailuresWhatRunsMayEndAndNothingMoreIsStarted() throws {
    let results = try TemporaryResults()
    let bad = (0..<4).map { node("bad \($0)", kind: "fail", weight: Double(10 - $0)) }
    let stages = graph(
      bad[0], node("first", weight: 9.5), bad[1], node("second", weight: 8.5), bad[2], bad[3],
      node("last"))
    let (report, heard) = try results.run(
      stages, executor: QueueExecutor(slots: 2), maxFailures: 2)
    #expect(
      heard == [
        "started bad 0", "started first", "failed bad 0", "started bad 1", "finished first",
        "started second", "failed bad 1", "too many failures: 2", "finished second",
      ])
    #expect(report.failed == 2 && report.stopped == 3 && report.hasTooManyFailures)
    #expect(!report.isComplete && !report.wasStopped)
    // Again: what failed and what is missing, nothing else.
    let again = try results.run(stages)
    #expect(
      again.heard.filter { $0.hasPrefix("started") }
        == ["bad 0", "bad 1", "bad 2", "bad 3", "last"].map { "started \($0)" })
    #expect(!again.report.hasTooManyFailures)
  }

  @Test func shortCutRunsBeforeAndItsFailureIsNoFailure() throws {
    let results = try TemporaryResults()
    let early = node("early", weight: 1)
    let broken = node("broken", kind: "fail")
    let late = node("late", preferring: [early, broken], weight: 50)
    let (report, heard) = try results.run(graph(late, early, broken))
    #expect(heard.last == "finished late")
    #expect(report.finished == 2)
    #expect(report.failed == 1)
    #expect(report.skipped == 0)
  }

  @Test func onlyPublishedShortCutsAreHandedOver() throws {
    let results = try TemporaryResults()
    let there = node("there")
    let absent = node("absent")
    results.attempt(there)
    let late = node("late", preferring: [absent, there])
    let recorder = RecordingExecutor()
    _ = try results.run(graph(late), executor: recorder)
    #expect(recorder.requests.map(\.preferred) == [["before": [there.key]]])
  }

  @Test func shortCutsThatWaitForEachOtherDoNotStopTheRun() throws {
    let results = try TemporaryResults()
    var a = node("a")
    let b = node("b", preferring: [a])
    a.preferred = ["before": [b.key]]
    let (report, _) = try results.run(graph(a, b))
    #expect(report.isComplete)
  }

  @Test func damagedResultIsSetAsideAndComputedAgain() throws {
    let results = try TemporaryResults()
    let a = node("a")
    _ = try results.run(graph(a))
    try FileTree.write([], to: results.folder.stage(a.key) + "/out.txt")
    let (report, heard) = try results.run(graph(a))
    #expect(heard == ["set aside a", "started a", "finished a"])
    #expect(report.isComplete)
    #expect(try results.text(a) == "a")
    #expect(try FileTree.names(in: results.folder.damaged).count == 1)
  }

  @Test func stageAnotherRunComputesIsWaitedForAndNotRunTwice() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    let others = try KernelStageLeases(results.folder)
    #expect(try others.take(a.key))
    let (report, heard) = try results.run(graph(a, b)) { event in
      guard case .waiting = event else { return }
      results.attempt(a)
      others.release(a.key)
    }
    #expect(heard == ["waiting a", "finished a", "started b", "finished b"])
    #expect(report.outcomes.map(\.result) == [.finishedElsewhere, .finished])
  }

  @Test func stageAnotherRunGaveUpIsTakenOver() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let others = try KernelStageLeases(results.folder)
    #expect(try others.take(a.key))
    let (report, heard) = try results.run(graph(a)) { event in
      if case .waiting = event { others.release(a.key) }
    }
    #expect(heard == ["waiting a", "started a", "finished a"])
    #expect(report.isComplete)
  }

  @Test func blockedStagesAreReportedAndNotPlanned() throws {
    let results = try TemporaryResults()
    let blocked = node("blocked", blocked: "known but not built yet")
    let (report, _) = try results.run(graph(node("a"), blocked))
    #expect(report.planned == 1)
    #expect(report.blocked == 1)
    #expect(report.outcomes.last?.result == .blocked("known but not built yet"))
  }

  @Test func faultOfTheObserverEndsTheRun() throws {
    let results = try TemporaryResults()
    let plan = Plan.make(graph(node("a"), node("b")), in: results.folder)
    let scheduler = try Scheduler(
      plan: plan, executor: InProcessExecutor(catalog: testCatalog)
    ) { event in
      if case .finished = event { throw StageFailure("the store is full") }
    }
    #expect(throws: StageFailure("the store is full")) { try scheduler.run() }
    #expect(results.folder.published(node("b").key) == nil)
  }
}

/// Notes the requests and fails each.
private final class RecordingExecutor: Executor {
  let slots = 1
  private(set) var requests: [StageRequest] = []
  private var pending: [ContentHash] = []

  func start(_ request: StageRequest) throws {
    requests.append(request)
    pending.append(request.key)
  }

  func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent] {
    defer { pending = [] }
    return pending.map { .ended($0, .failed(reason: "only noted", lastOutput: "")) }
  }

  func cancelAll() {}
  func killAll() {}
  func shutDown() {}
}
