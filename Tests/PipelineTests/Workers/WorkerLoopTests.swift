import Base
import Dispatch
import Glibc
import Testing

@testable import Pipeline

/// A worker loop on a thread of this process, with the controller's ends of its channel.
private final class LoopUnderTest {
  private let sending: Int32
  private let receiving: Int32
  private var isOpen = true
  private var lines = LineBuffer()
  private var pending: [WorkerReply] = []
  let closed = DispatchSemaphore(value: 0)

  init() throws {
    var toWorker: [Int32] = [-1, -1]
    var fromWorker: [Int32] = [-1, -1]
    guard pipe(&toWorker) == 0, pipe(&fromWorker) == 0 else { throw StageFailure("no pipe") }
    sending = toWorker[1]
    receiving = fromWorker[0]
    let (input, output, closed) = (toWorker[0], fromWorker[1], closed)
    Thread.detach {
      let loop = WorkerLoop(
        catalog: testCatalog, input: input, output: output, capturesOutput: false,
        inputClosed: { closed.signal() })
      loop.run()
      close(output)
      close(input)
    }
  }

  deinit {
    closeInput()
    close(receiving)
  }

  func closeInput() {
    guard isOpen else { return }
    isOpen = false
    close(sending)
  }

  func send(_ text: String) { #expect(FileTree.writeAll(Array(text.utf8), to: sending)) }

  func send(_ command: WorkerCommand) { send(command.value.json + "\n") }

  /// The next reply that is no progress report; nil when the loop ended.
  func reply() -> WorkerReply? {
    while true {
      while !pending.isEmpty {
        let reply = pending.removeFirst()
        if case .progress = reply { continue }
        return reply
      }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(receiving, &chunk, chunk.count)
      guard count > 0 else { return nil }
      pending += lines.add(chunk.prefix(count)).compactMap { WorkerReply($0) }
    }
  }

  func result() -> AttemptResult? {
    if case .ended(let result, _) = reply() { result } else { nil }
  }
}

@Suite struct WorkerLoopTests {
  @Test func workerComputesOneJobAfterTheOther() throws {
    let results = try TemporaryResults()
    let loop = try LoopUnderTest()
    let a = node("a")
    let b = node("b", from: [a])
    for stage in [a, b] {
      loop.send(.job(results.request(stage)))
      #expect(loop.result() == .published(nil))
    }
    #expect(try results.text(b) == "ab")
  }

  @Test func failureIsToldAndTheNextJobRuns() throws {
    let results = try TemporaryResults()
    let loop = try LoopUnderTest()
    loop.send(.job(results.request(node("a", kind: "fail"))))
    #expect(loop.result() == .failed(reason: "the loss is NaN at step 7", lastOutput: ""))
    loop.send(.job(results.request(node("b"))))
    #expect(loop.result() == .published(nil))
  }

  @Test func damagedInputIsTold() throws {
    let results = try TemporaryResults()
    let loop = try LoopUnderTest()
    let a = node("a")
    results.attempt(a)
    try FileTree.write([0], to: results.folder.stage(a.key) + "/out.txt")
    loop.send(.job(results.request(node("b", from: [a]))))
    #expect(
      loop.result() == .damagedInput(a.key, "out.txt has other bytes than were recorded"))
  }

  @Test func differenceIsTold() throws {
    let results = try TemporaryResults()
    let loop = try LoopUnderTest()
    let a = node("a", kind: "chance")
    results.attempt(a, counter: 1)
    loop.send(.job(results.request(a, counter: 2)))
    guard case .published(let difference?) = loop.result() else {
      Issue.record("the difference went untold")
      return
    }
    #expect(difference.outputs == ["out.txt"])
    #expect(difference.label == "a")
    #expect(difference.kept.counter == 1)
    #expect(difference.dropped.counter == 2)
  }

  @Test func unknownKindAndOtherVersionAreRefused() throws {
    let results = try TemporaryResults()
    let loop = try LoopUnderTest()
    loop.send(.job(results.request(node("a", kind: "dream"))))
    #expect(
      loop.result()
        == .failed(
          reason: "this program has no stage kind dream", lastOutput: "", isPermanent: true))
    let newer = StageNode(kind: "write", version: 2, parameters: .null, label: "b")
    loop.send(.job(results.request(newer)))
    #expect(
      loop.result()
        == .failed(
          reason: "the worker has version 1 of write, the stage was planned for version 2",
          lastOutput: "", isPermanent: true))
  }

  @Test func cancelledStageEndsAndLeavesNothing() throws {
    let results = try TemporaryResults()
    let loop = try LoopUnderTest()
    loop.send(.job(results.request(node("a", kind: "endless"))))
    loop.send(.cancel)
    #expect(loop.result() == .cancelled)
    #expect(try FileTree.names(in: results.folder.attempts) == [])
  }

  @Test func closedInputIsNoticedWhileAStageRuns() throws {
    let results = try TemporaryResults()
    let loop = try LoopUnderTest()
    loop.send(.job(results.request(node("a", kind: "endless"))))
    loop.send("not a command\n")
    guard case .confused("not a command") = loop.reply() else {
      Issue.record("an unreadable command went unnoticed")
      return
    }
    // In a worker process `inputClosed` ends the process; here the stage has to be ended too.
    loop.send(.cancel)
    loop.closeInput()
    #expect(loop.closed.wait(timeout: .now() + 5) == .success)
    #expect(loop.result() == .cancelled)
    #expect(loop.reply() == nil)
  }

  @Test func requestIsReadBackFromItsLine() throws {
    let results = try TemporaryResults()
    var request = results.request(node("b", from: [node("a")]))
    request.parameters = ["rate": .number(1), "epochs": 1, "name": "a\nb"]
    request.preferred = ["before": [node("x").key]]
    request.files = ["images": node("y").key]
    request.binary = node("z").key
    request.environment = ["core": "Haswell"]
    request.limits = StageLimits(
      timeout: .init(1.5, from: "limits.write.timeout"), memory: .init(1 << 30, from: "--memory"),
      retries: 2)
    guard case .job(let read) = WorkerCommand(WorkerCommand.job(request).value.jsonBytes) else {
      Issue.record("not read")
      return
    }
    #expect(read == request)
  }
}
