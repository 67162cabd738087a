import Base
// `stdout` is a variable to the importer, though nothing ever sets it.
@preconcurrency import Glibc
import Synchronization

/// The life of a worker process: reads one job per line, computes it, answers in lines.
///
/// It ends when its input closes, also in the middle of a stage: that is how it learns of the
/// controller's death.
public final class WorkerLoop: Sendable {
  private let catalog: StageCatalog
  private let facts: WorkerFacts?
  private let input: Int32
  private let output: Mutex<Int32>
  private let capturesOutput: Bool
  private let inputClosed: @Sendable () -> Void
  private let cancelled = Atomic<Bool>(false)
  private let isComputing = Atomic<Bool>(false)
  private let isEnding = Atomic<Bool>(false)
  private let inbox = Mutex(Inbox())

  /// What was read and not yet obeyed.
  private struct Inbox {
    var lines = LineBuffer()
    var jobs: [StageRequest] = []
    var isClosed = false
  }

  /// Microseconds between two looks at the input while a stage computes.
  private static let watchInterval: UInt32 = 30_000

  init(
    catalog: StageCatalog, facts: WorkerFacts? = nil, input: Int32, output: Int32,
    capturesOutput: Bool, inputClosed: @escaping @Sendable () -> Void
  ) {
    self.catalog = catalog
    self.facts = facts
    self.input = input
    self.output = Mutex(output)
    self.capturesOutput = capturesOutput
    self.inputClosed = inputClosed
  }

  /// Makes this process a worker: standard input and output are the channel to the controller,
  /// what the stages print goes to `output.log` of their attempt, and `facts` is what it computes with.
  public static func run(catalog: StageCatalog, facts: WorkerFacts) -> Never {
    // The controller decides when a worker ends; a Ctrl-C at the terminal reaches both.
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
    // It was started with both blocked, which the programs it starts would inherit.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    for number in [SIGINT, SIGTERM] { sigaddset(&blocked, number) }
    pthread_sigmask(SIG_UNBLOCK, &blocked, nil)
    // Else tools that list processes would call it `exe`, after the link it was started from.
    try? FileTree.write(Array("runexp-worker".utf8), to: "/proc/self/comm")
    // The channel moves out of the way of stages and of the programs they start.
    let input = fcntl(0, F_DUPFD_CLOEXEC, 3)
    let output = fcntl(1, F_DUPFD_CLOEXEC, 3)
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard input >= 0, output >= 0, nothing >= 0 else { _exit(70) }
    dup2(nothing, 0)
    dup2(2, 1)
    close(nothing)
    // What a stage printed is in its log at once, also when the next thing it does is crash.
    setvbuf(stdout, nil, Int32(_IOLBF), 0)
    let loop = WorkerLoop(
      catalog: catalog, facts: facts, input: input, output: output, capturesOutput: true,
      inputClosed: { _exit(0) })
    loop.run()
    _exit(0)
  }

  /// Works until the input closes.
  ///
  /// Between stages this thread reads the input itself: handing each job over from another thread
  /// would cost as much as a small stage.
  func run() {
    watch()
    work()
    if !isEnding.exchange(true, ordering: .relaxed) { inputClosed() }
  }

  private func work() {
    let runner = AttemptRunner(catalog: catalog, facts: facts, capturesOutput: capturesOutput)
    while let request = nextJob() {
      isComputing.store(true, ordering: .relaxed)
      let result = runner.run(
        request, report: { [weak self] in self?.send(.progress($0)) },
        isCancelled: { [weak self] in self?.cancelled.load(ordering: .relaxed) ?? true })
      isComputing.store(false, ordering: .relaxed)
      send(.ended(result, residentBytes: ProcessMemory.residentBytes()))
    }
  }

  private func nextJob() -> StageRequest? {
    while true {
      let (job, isClosed) = inbox.withLock { inbox in
        (inbox.jobs.isEmpty ? nil : inbox.jobs.removeFirst(), inbox.isClosed)
      }
      if let job { return job }
      if isClosed { return nil }
      Descriptors.wait(for: [input], seconds: 3600)
      readInput()
    }
  }

  /// Looks at the input while a stage computes, on a thread of its own: a wish to end, and the end
  /// of the controller, are noticed soon.
  private func watch() {
    Thread.detach { [self] in
      while true {
        usleep(Self.watchInterval)
        let isBusy = isComputing.load(ordering: .relaxed)
        if isBusy { readInput() }
        guard inbox.withLock({ $0.isClosed }) else { continue }
        // An idle loop ends by itself.
        if isBusy, !isEnding.exchange(true, ordering: .relaxed) { inputClosed() }
        return
      }
    }
  }

  /// Reads what is there, without waiting.
  private func readInput() {
    let lines = inbox.withLock { inbox -> [[UInt8]] in
      guard !inbox.isClosed, !Descriptors.wait(for: [input], seconds: 0).isEmpty else { return [] }
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(input, &chunk, chunk.count)
      if count < 0 && errno == EINTR { return [] }
      guard count > 0 else {
        inbox.isClosed = true
        return []
      }
      return inbox.lines.add(chunk.prefix(count))
    }
    for line in lines { obey(line) }
  }

  private func obey(_ line: [UInt8]) {
    switch WorkerCommand(line) {
    case .job(let request):
      cancelled.store(false, ordering: .relaxed)
      inbox.withLock { $0.jobs.append(request) }
    case .cancel: cancelled.store(true, ordering: .relaxed)
    case nil: send(.confused(String(decoding: line.prefix(200), as: UTF8.self)))
    }
  }

  private func send(_ reply: WorkerReply) {
    let line = reply.value.jsonBytes + [UInt8(ascii: "\n")]
    // When the controller is gone the reader notices; there is nobody to tell.
    output.withLock { _ = FileTree.writeAll(line, to: $0) }
  }
}

/// Threads without Foundation.
enum Thread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs `body` on a new thread nobody waits for.
  static func detach(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Body(body))
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    precondition(code == 0, "no thread can be started: \(LocalFileSystem.reason(code))")
    pthread_detach(thread)
  }
}
