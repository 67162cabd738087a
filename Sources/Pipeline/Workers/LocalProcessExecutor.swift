import Base
import Glibc

/// Runs attempts in worker processes on this machine, which are reused.
public final class LocalProcessExecutor: Executor {
  /// How workers are started and kept.
  public struct Options: Sendable {
    /// The program; the running image by default, also after a rebuild.
    public var executable = "/proc/self/exe"
    /// Its arguments, such as `worker`.
    public var arguments: [String]
    /// Variables set for workers besides our own: BLAS threads and core type.
    public var environment: [String: String]
    /// A worker that is larger than this after a stage is let go.
    public var residentLimit = 1 << 30

    /// Makes options.
    public init(
      arguments: [String] = ["worker"],
      environment: [String: String] = ["OPENBLAS_NUM_THREADS": "1"]
    ) {
      self.arguments = arguments
      self.environment = environment
    }
  }

  /// How many workers there are at most.
  public let slots: Int
  private let launch: WorkerProcess.Launch
  private let residentLimit: Int
  private let clock: any Clock
  private var busy: [WorkerProcess] = []
  private var idle: [WorkerProcess] = []
  private var isKilling = false
  private var lastSampled = 0.0
  /// Seconds between two looks at how much memory workers use.
  private static let samplingSeconds = 0.2

  /// Makes an executor; workers are started when needed.
  public init(slots: Int, options: Options = Options(), clock: any Clock = SystemClock()) {
    precondition(slots > 0, "an executor needs a slot")
    self.slots = slots
    self.clock = clock
    residentLimit = options.residentLimit
    launch = WorkerProcess.Launch(
      executable: options.executable,
      arguments: [CommandLine.arguments.first ?? options.executable] + options.arguments,
      environment: Self.environment(adding: options.environment))
  }

  deinit { for worker in idle + busy { worker.kill() } }

  /// Our own variables with some set anew, as `NAME=value`.
  private static func environment(adding added: [String: String]) -> [String] {
    var entries: [String] = []
    var place = environ
    while let entry = place.pointee {
      let text = String(cString: entry)
      if added[String(text.prefix { $0 != "=" })] == nil { entries.append(text) }
      place += 1
    }
    return entries + added.map { "\($0.key)=\($0.value)" }.sorted()
  }

  /// Hands the stage to an idle worker, or to a new one.
  public func start(_ request: StageRequest) throws {
    while let worker = idle.popLast() {
      if give(request, to: worker) { return }
      _ = worker.bury()
    }
    let worker = try WorkerProcess(launch)
    guard give(request, to: worker) else { throw StageFailure(worker.bury()) }
  }

  private func give(_ request: StageRequest, to worker: WorkerProcess) -> Bool {
    guard worker.send(.job(request)) else { return false }
    worker.request = request
    worker.startedAt = clock.steadySeconds
    busy.append(worker)
    return true
  }

  /// Waits for news of the workers.
  public func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent] {
    let readable = Descriptors.wait(
      for: busy.map(\.descriptor) + [wakeUp], seconds: min(seconds, secondsToNextCheck))
    enforceLimits()
    var events: [ExecutorEvent] = []
    for worker in readable.filter({ $0 < busy.count }).map({ busy[$0] }) {
      let (replies, isGone) = worker.receive()
      for reply in replies { handle(reply, from: worker, &events) }
      guard isGone else { continue }
      busy.removeAll { $0 === worker }
      let reason = worker.bury()
      if let request = worker.request { events.append(.ended(request.key, lost(request, reason))) }
    }
    return events
  }

  // MARK: Limits

  /// Seconds until a worker has to be looked at although it says nothing.
  private var secondsToNextCheck: Double {
    let now = clock.steadySeconds
    return busy.reduce(.infinity) { soonest, worker in
      guard let limits = worker.request?.limits, worker.verdict == nil else { return soonest }
      let timeout = limits.timeout.map { worker.startedAt + $0.amount - now }
      let sample = limits.memory.map { _ in lastSampled + Self.samplingSeconds - now }
      return max(0, min(soonest, timeout ?? .infinity, sample ?? .infinity))
    }
  }

  /// Kills the workers whose stages have used more than they may; their ends follow.
  private func enforceLimits() {
    let now = clock.steadySeconds
    let isSampling = now >= lastSampled + Self.samplingSeconds
    if isSampling { lastSampled = now }
    for worker in busy where worker.verdict == nil {
      guard let limits = worker.request?.limits else { continue }
      let resident =
        isSampling && limits.memory != nil
        ? ProcessMemory.residentBytes(ofTreeAt: worker.pid) : 0
      let excess = limits.excess(seconds: now - worker.startedAt, residentBytes: resident)
      if let excess { worker.kill(because: excess) }
    }
  }

  // MARK: Ends

  private func handle(
    _ reply: WorkerReply, from worker: WorkerProcess, _ events: inout [ExecutorEvent]
  ) {
    guard let request = worker.request else { return }
    switch reply {
    case .progress(let progress): events.append(.progress(request.key, progress))
    case .confused: worker.kill()
    case .ended(let result, let residentBytes):
      events.append(.ended(request.key, result))
      worker.request = nil
      busy.removeAll { $0 === worker }
      if worker.verdict != nil || residentBytes > residentLimit {
        // One that is being killed, too: its stage ended just before.
        worker.close()
      } else {
        idle.append(worker)
      }
    }
  }

  /// What became of a stage whose worker died.
  private func lost(_ request: StageRequest, _ reason: String) -> AttemptResult {
    let folder = ResultsFolder(request.results)
    let attempt = folder.attempt(request.key, request.attempt)
    // It may have died between the publishing and the telling.
    if case .published = folder.inspect(request.key) {
      try? FileTree.remove(attempt)
      return .published(nil)
    }
    if isKilling {
      try? FileTree.remove(attempt)
      return .cancelled
    }
    let lastOutput = folder.lastOutput(of: attempt)
    folder.keepFailure(of: request, reason: reason, at: clock.wallSeconds)
    return .failed(reason: reason, lastOutput: lastOutput)
  }

  /// Tells all workers to end their stages soon.
  public func cancelAll() { for worker in busy { _ = worker.send(.cancel) } }

  /// Kills all workers that compute.
  public func killAll() {
    isKilling = true
    for worker in busy { worker.kill() }
  }

  /// Lets the idle workers go.
  public func shutDown() {
    // All are told before the first is waited for.
    for worker in idle { worker.letGo() }
    for worker in idle { worker.close() }
    idle = []
  }
}
