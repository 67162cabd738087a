import Base
import Glibc
import Testing

@testable import Pipeline

@Suite struct InterruptTests {
  @Test func firstInterruptLetsRunningStagesEndAndStartsNoMore() throws {
    let results = try TemporaryResults()
    let interrupts = try Interrupts(handlesSignals: false)
    let (report, heard) = try results.run(
      graph(node("a"), node("b"), node("c")), executor: QueueExecutor(slots: 2),
      interrupts: interrupts
    ) { event in
      if case .finished(let node, _) = event, node.label == "a" { interrupts.raise(SIGTERM) }
    }
    #expect(heard == ["started a", "started b", "finished a", "stopping soon", "finished b"])
    #expect(report.interruptedBy == SIGTERM)
    #expect(report.finished == 2)
    #expect(report.stopped == 1)
  }

  @Test func secondInterruptKills() throws {
    let results = try TemporaryResults()
    let interrupts = try Interrupts(handlesSignals: false)
    let stubborn = StubbornExecutor()
    let (report, heard) = try results.run(
      graph(node("a")), executor: stubborn, interrupts: interrupts
    ) { event in
      guard case .started = event else { return }
      interrupts.raise(SIGINT)
      interrupts.raise(SIGTERM)
    }
    #expect(heard == ["started a", "stopping soon", "stopping now"])
    #expect(stubborn.wishes == ["kill"])
    #expect(report.interruptedBy == SIGINT)
    #expect(report.outcomes.map(\.result) == [.stopped])
  }

  @Test func stageSeesTheWishToEndAndLeavesNothing() throws {
    let results = try TemporaryResults()
    let interrupts = try Interrupts(handlesSignals: false)
    let endless = node("endless", kind: "endless")
    let (report, heard) = try results.run(
      graph(endless, node("after", from: [endless])), interrupts: interrupts
    ) { event in
      if case .started = event { interrupts.raise(SIGINT) }
    }
    #expect(heard == ["started endless", "stopping soon"])
    #expect(report.stopped == 2)
    #expect(try FileTree.names(in: results.folder.attempts) == [])
  }

  @Test func graceThatIsOverCancels() throws {
    let results = try TemporaryResults()
    let interrupts = try Interrupts(handlesSignals: false)
    let stubborn = StubbornExecutor()
    let (report, heard) = try results.run(
      graph(node("a")), executor: stubborn, interrupts: interrupts, grace: 0
    ) { event in
      if case .started = event { interrupts.raise(SIGINT) }
    }
    #expect(heard == ["started a", "stopping soon"])
    #expect(stubborn.wishes == ["cancel"])
    #expect(report.interruptedBy == SIGINT)
    #expect(report.outcomes.map(\.result) == [.stopped])
  }

  @Test func nothingIsStartedOnceTheTimeIsOver() throws {
    let results = try TemporaryResults()
    let (report, heard) = try results.run(graph(node("a"), node("b")), maxSeconds: 0)
    #expect(heard == ["out of time"])
    #expect(report.isOutOfTime)
    #expect(report.stopped == 2)
    let (again, _) = try results.run(graph(node("a"), node("b")), maxSeconds: 3600)
    #expect(again.isComplete)
    #expect(!again.wasStopped)
  }

  @Test func aRunThatHasNothingLeftIsNotOutOfTime() throws {
    let results = try TemporaryResults()
    _ = try results.run(graph(node("a")))
    let (report, _) = try results.run(graph(node("a")), maxSeconds: 0)
    #expect(!report.wasStopped)
    #expect(report.isComplete)
  }

  @Test func aStageThatRunsWhenTheTimeIsOverIsCancelledByASignalAlone() throws {
    let results = try TemporaryResults()
    let stubborn = StubbornExecutor()
    let interrupts = try Interrupts(handlesSignals: false)
    let (report, heard) = try results.run(
      graph(node("a"), node("b")), executor: stubborn, interrupts: interrupts, grace: 0,
      maxSeconds: 0.01
    ) { event in
      guard case .outOfTime = event else { return }
      #expect(stubborn.wishes == [])
      interrupts.raise(SIGINT)
    }
    #expect(heard == ["started a", "out of time", "stopping soon"])
    #expect(stubborn.wishes == ["cancel"])
    #expect(report.isOutOfTime)
    #expect(report.interruptedBy == SIGINT)
  }

  @Test func signalsOfTheProcessAreHeard() throws {
    let interrupts = try Interrupts()
    #expect(!interrupts.isPending)
    #expect(kill(getpid(), SIGINT) == 0)
    #expect(Descriptors.wait(for: [interrupts.descriptor], seconds: 5) == [0])
    #expect(interrupts.take() == [SIGINT])
  }
}

/// Ends an attempt only when it is told to.
private final class StubbornExecutor: Executor {
  let slots = 1
  private(set) var wishes: [String] = []
  private var running: [ContentHash] = []
  private var ended: [ContentHash] = []

  func start(_ request: StageRequest) throws { running.append(request.key) }

  func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent] {
    defer { ended = [] }
    return ended.map { .ended($0, .cancelled) }
  }

  func cancelAll() {
    wishes.append("cancel")
    endAll()
  }

  func killAll() {
    wishes.append("kill")
    endAll()
  }

  private func endAll() {
    ended += running
    running = []
  }

  func shutDown() {}
}
