import Base
import Dispatch
// `stdout` is a variable to the importer, though nothing ever sets it.
@preconcurrency import Glibc
import Synchronization

/// The life of a worker process: reads one job per line, computes it, answers in lines.
///
/// It ends when its input closes, also in the middle of a stage: that is how it learns of the
/// controller's death.
public final class WorkerLoop: Sendable {
  private let catalog: StageCatalog
  private let input: Int32
  private let output: Mutex<Int32>
  private let capturesOutput: Bool
  private let inputClosed: @Sendable () -> Void
  private let cancelled = Atomic<Bool>(false)
  /// Jobs read and not yet started; nil when there will be no more.
  private let jobs = Mutex<[StageRequest?]>([])
  private let jobArrived = DispatchSemaphore(value: 0)

  init(
    catalog: StageCatalog, input: Int32, output: Int32, capturesOutput: Bool,
    inputClosed: @escaping @Sendable () -> Void
  ) {
    self.catalog = catalog
    self.input = input
    self.output = Mutex(output)
    self.capturesOutput = capturesOutput
    self.inputClosed = inputClosed
  }

  /// Makes this process a worker: standard input and output are the channel to the controller,
  /// what the stages print goes to `output.log` of their attempt.
  public static func run(catalog: StageCatalog) -> Never {
    // The controller decides when a worker ends; a Ctrl-C at the terminal reaches both.
    signal(SIGINT, SIG_IGN)
    signal(SIGTERM, SIG_IGN)
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
      catalog: catalog, input: input, output: output, capturesOutput: true,
      inputClosed: { _exit(0) })
    loop.run()
    _exit(0)
  }

  /// Works until the input closes.
  func run() {
    startReading()
    let runner = AttemptRunner(catalog: catalog, capturesOutput: capturesOutput)
    while let request = nextJob() {
      let result = runner.run(
        request, report: { [weak self] in self?.send(.progress($0)) },
        isCancelled: { [weak self] in self?.cancelled.load(ordering: .relaxed) ?? true })
      send(.ended(result, residentBytes: ProcessMemory.residentBytes()))
    }
  }

  private func nextJob() -> StageRequest? {
    jobArrived.wait()
    return jobs.withLock { $0.removeFirst() }
  }

  private func enqueue(_ request: StageRequest?) {
    jobs.withLock { $0.append(request) }
    jobArrived.signal()
  }

  /// Reads commands on a thread of its own, so that the end of the input is noticed at once.
  private func startReading() {
    Thread.detach { [self] in
      var lines = LineBuffer()
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(input, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        for line in lines.add(chunk.prefix(count)) { obey(line) }
      }
      inputClosed()
      enqueue(nil)
    }
  }

  private func obey(_ line: [UInt8]) {
    switch WorkerCommand(line) {
    case .job(let request):
      cancelled.store(false, ordering: .relaxed)
      enqueue(request)
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
