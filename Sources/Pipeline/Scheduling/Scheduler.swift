import Base
import Glibc

/// Runs the stages of a plan: what is ready, the longest remaining path first, as many at once as
/// the executor has slots; a stage that can use several cores takes a slot for each it gets.
///
/// Stages that state how much memory they may use run at once as far as that is there. A failed
/// stage is repeated as often as its limits say, and then takes only what needs it. Results do not
/// depend on the order of execution.
public final class Scheduler {
  /// How a run is done; none of it changes a result.
  public struct Options: Sendable {
    /// Stop at the first failure instead of finishing what does not depend on it.
    public var failFast = false
    /// Start nothing more once so many stages have failed; nil for any number.
    public var maxFailures: Int?
    /// Seconds running stages are given to end by themselves after the first interrupt.
    public var grace = 10.0
    /// Seconds running stages are given to end after they were cancelled.
    public var cancelGrace = 5.0
    /// Seconds after which nothing more is started; nil for any number.
    public var maxSeconds: Double?
    /// Whether stages go on when the run ends before them, as those in a cluster's queue do; then a
    /// run that stops waits for none.
    public var leavesRunning = false
    /// Bytes of memory the stages that state theirs share; nil for any number.
    public var memory: Int?
    /// SHA-256 of the program's image, recorded with each stage.
    public var binary: ContentHash?
    /// Facts recorded with each stage: core name of the BLAS, CPU, kernel.
    public var environment: [String: String] = [:]
    /// Facts that every worker must share; see `StageRequest.required`.
    public var required: [String: String] = [:]

    /// Makes the default options.
    public init() {}
  }

  /// Hears what happens; when it throws, the run is ended and `run` throws the same.
  public typealias Observer = (RunEvent) throws -> Void

  private let plan: Plan
  private let folder: ResultsFolder
  private let results: any StageResults
  private let executor: any Executor
  private let options: Options
  private let interrupts: Interrupts?
  private let clock: any Clock
  private let observer: Observer
  private let leases: any StageLeasing
  private let start: Int

  private var progress: SchedulingState
  private var running = RunningStages()
  private var waiting: [Int] = []
  private var counter = 0
  private var nondeterminism: [Nondeterminism] = []
  private var end: RunEnd
  /// Failed attempts of stages that are repeated, and the seconds they took.
  private var failures: [Int: (count: Int, seconds: Double)] = [:]
  /// How many stages have failed for good.
  private var failed = 0

  /// Whether something was told since the last turn ended.
  private var hasNews = false
  private var turnEndedAt = -Double.infinity

  /// Seconds that news may wait to be written down with others.
  private static let turnSeconds = 0.01

  /// Stages whose result is read in full before it is taken for one.
  private var suspects: Set<Int>
  /// The number of the last attempt before a suspect was cleared or had run again.
  private var clearedAt: [Int: Int] = [:]

  /// Makes a scheduler for a plan; `interrupts` is nil when signals do not concern it, `lease` is the
  /// run's own, by which the leases of its stages live.
  public convenience init(
    plan: Plan, executor: any Executor, options: Options = Options(), lease: RunLease? = nil,
    interrupts: Interrupts? = nil, clock: any Clock = SystemClock(), observer: @escaping Observer
  ) throws {
    try self.init(
      plan: plan, executor: executor, results: plan.folder,
      leases: RunLease.stageLeases(of: lease, in: plan.folder), options: options,
      interrupts: interrupts, clock: clock, observer: observer)
  }

  /// Makes a scheduler whose results and leases are not those of the plan's folder, as a simulated
  /// cluster's are.
  public init(
    plan: Plan, executor: any Executor, results: any StageResults, leases: any StageLeasing,
    options: Options = Options(), interrupts: Interrupts? = nil, clock: any Clock = SystemClock(),
    observer: @escaping Observer
  ) {
    self.plan = plan
    self.executor = executor
    self.options = options
    self.interrupts = interrupts
    self.clock = clock
    self.observer = observer
    folder = plan.folder
    self.results = results
    self.leases = leases
    progress = SchedulingState(plan)
    end = RunEnd(
      grace: options.leavesRunning ? 0 : options.grace, cancelGrace: options.cancelGrace,
      drains: !options.leavesRunning)
    suspects = Set(
      plan.entries.lazy.filter(\.reason.isDamage).compactMap { plan.graph.index(of: $0.node.key) })
    start = ProcessIdentity.startTicks(of: ProcessIdentity.pid) ?? 0
  }

  /// Runs what the plan says has to run and returns what became of every stage.
  public func run() throws -> RunReport {
    let began = clock.steadySeconds
    if let seconds = options.maxSeconds { end.deadline = began + seconds }
    do {
      try loop()
    } catch {
      if options.leavesRunning { executor.cancelAll() } else { executor.killAll() }
      drainAfterKill()
      executor.shutDown()
      throw error
    }
    executor.shutDown()
    folder.removeSpareLogs()
    var report = RunReport(
      outcomes: progress.outcomes(), wallSeconds: clock.steadySeconds - began,
      interruptedBy: end.signal, nondeterminism: nondeterminism)
    report.isOutOfTime = end.isOutOfTime && report.stopped > 0
    report.hasTooManyFailures = end.hasTooManyFailures && report.stopped > 0
    return report
  }

  private func loop() throws {
    while true {
      for number in interrupts?.take() ?? [] { try act(end.hear(number, at: clock.steadySeconds)) }
      try act(end.pass(to: clock.steadySeconds))
      try lookAtWaiting()
      try startReady()
      try endTurn()
      if running.isEmpty {
        if waiting.isEmpty || end.hasBegun { return }
      }
      let events = executor.wait(
        seconds: patience, wakeUp: interrupts?.descriptor ?? -1)
      for note in executor.takeNotes() { try tell(.note(note)) }
      for event in events { try handle(event) }
    }
  }

  private func tell(_ event: RunEvent) throws {
    hasNews = true
    try observer(event)
  }

  /// Lets what was heard be written down, unless that was done a moment ago and more is under way:
  /// of stages that take less than a millisecond, several are then written at once.
  private func endTurn() throws {
    let now = clock.steadySeconds
    // The same sum as in `patience`, so that a clock moved by as much ends the turn.
    guard hasNews, running.isEmpty || now >= turnEndedAt + Self.turnSeconds else { return }
    hasNews = false
    turnEndedAt = now
    try observer(.turn)
  }

  /// Seconds until something has to be looked at although nothing happened.
  private var patience: Double {
    var seconds = waiting.isEmpty ? 60 : 0.05
    if hasNews {
      seconds = min(seconds, max(0, turnEndedAt + Self.turnSeconds - clock.steadySeconds))
    }
    seconds = min(seconds, max(0, end.next - clock.steadySeconds))
    return seconds
  }

  // MARK: Starting

  /// Cores no running stage has; the executor has a slot for each.
  private var freeCores: Int { executor.slots - running.cores }

  /// The cores a stage gets: as many as it can use and are free, but none that another stage could
  /// begin on, since two stages on a core each do more than one on two.
  private func cores(for node: StageNode) -> Int {
    let wanted = min(node.cores, executor.mostCores)
    return wanted == 1 ? 1 : min(wanted, max(1, freeCores - progress.readyCount))
  }

  /// Bytes reserved for a stage: what it may use, or all there is when that is less.
  private func reservation(for node: StageNode) -> Int {
    guard let available = options.memory else { return 0 }
    return min(node.limits.memory?.amount ?? 0, available)
  }

  /// Bytes not reserved for running stages.
  private var freeMemory: Int {
    guard let available = options.memory else { return .max }
    return available - running.memory
  }

  private func startReady() throws {
    guard !end.hasBegun else { return }
    while freeCores > 0,
      let place = progress.takeReady(
        idle: running.isEmpty && waiting.isEmpty,
        fits: { reservation(for: $0) <= freeMemory })
    {
      try begin(place)
      guard !end.hasBegun else { return }
    }
  }

  /// Leases a stage, looks once more what is there, and starts it if that is still needed.
  private func begin(_ place: Int) throws {
    let node = plan.graph.nodes[place]
    guard try leases.take(node.key) else {
      waiting.append(place)
      try tell(.waiting(node))
      return
    }
    do { try beginLeased(place) } catch {
      leases.release(node.key)
      throw error
    }
  }

  private func beginLeased(_ place: Int) throws {
    let node = plan.graph.nodes[place]
    let attempt = nextAttempt()
    switch results.inspect(node.key, rehash: suspects.contains(place)) {
    case .published(let record):
      // Another run finished it since the plan was made.
      leases.release(node.key)
      finish(place, .finishedElsewhere, seconds: 0)
      try tell(.finished(node, record))
      return
    case .damaged(let reason):
      let path = try results.setAsideDamaged(node.key, attempt: attempt)
      try tell(.setAside(node, reason: reason, path: path))
    case .absent, .evicted: break
    }
    let shortCuts = node.preferred.mapValues { $0.filter(results.isPublished) }
    let cores = cores(for: node)
    let request = StageRequest(
      node, preferred: shortCuts, cores: cores, results: folder, attempt: attempt,
      binary: options.binary, environment: options.environment,
      required: options.required)
    running.add(
      RunningStages.Attempt(
        place: place, number: attempt.counter, cores: cores, memory: reservation(for: node),
        startedAt: clock.steadySeconds), at: node.key)
    do { try executor.start(request) } catch {
      _ = running.remove(node.key)
      leases.release(node.key)
      try fail(place, reason: "it could not be started: \(error)", lastOutput: "", seconds: 0)
      return
    }
    guard !executor.queues else { return try tell(.queued(node, "to be submitted")) }
    try tell(.started(node, attempt))
  }

  private func nextAttempt() -> AttemptID {
    counter += 1
    return AttemptID(
      host: ProcessIdentity.host, pid: ProcessIdentity.pid, start: start, counter: counter)
  }

  /// Takes up stages another run was computing once it is done with them.
  private func lookAtWaiting() throws {
    guard !waiting.isEmpty, !end.hasBegun else { return }
    let places = waiting
    waiting = []
    for place in places {
      let node = plan.graph.nodes[place]
      if freeCores == 0 || reservation(for: node) > freeMemory {
        waiting.append(place)
        continue
      }
      guard try leases.take(node.key) else {
        waiting.append(place)
        continue
      }
      do { try beginLeased(place) } catch {
        leases.release(node.key)
        throw error
      }
    }
  }

  // MARK: Ending

  private func handle(_ event: ExecutorEvent) throws {
    switch event {
    case .progress(let key, let report):
      guard let place = running[key]?.place else { return }
      try tell(.progress(plan.graph.nodes[place], report))
    case .queued(let key, let text):
      guard let place = running[key]?.place else { return }
      try tell(.queued(plan.graph.nodes[place], text))
    case .began(let key, let attempt):
      guard let place = running[key]?.place else { return }
      running.begin(key, at: clock.steadySeconds)
      try tell(.started(plan.graph.nodes[place], attempt))
    case .ended(let key, let result):
      guard let attempt = running.remove(key) else { return }
      leases.release(key)
      let seconds = clock.steadySeconds - attempt.startedAt
      try settle(attempt, result, seconds: seconds)
    }
  }

  private func settle(
    _ attempt: RunningStages.Attempt, _ result: AttemptResult, seconds: Double
  ) throws {
    let place = attempt.place
    let node = plan.graph.nodes[place]
    switch result {
    case .published(let difference):
      guard case .published(let record) = results.inspect(node.key, rehash: false) else {
        try fail(
          place, reason: "its published result cannot be read", lastOutput: "", seconds: seconds)
        return
      }
      finish(place, .finished, seconds: seconds)
      if let difference {
        nondeterminism.append(difference)
        try tell(.nondeterminism(difference))
      }
      try tell(.finished(node, record))
    case .failed(let reason, let lastOutput, let isPermanent):
      if !isPermanent,
        try isRetried(place, reason: reason, lastOutput: lastOutput, seconds: seconds)
      {
        return
      }
      try fail(place, reason: reason, lastOutput: lastOutput, seconds: seconds)
    case .damagedInput(let input, let what):
      try heal(input, what, for: attempt, seconds: seconds)
    case .cancelled:
      progress.finish(place, .stopped, seconds: seconds)
    }
  }

  /// Puts a stage whose attempt failed back among the ready ones; false when it had all attempts it
  /// may have, or nothing is started any more.
  private func isRetried(_ place: Int, reason: String, lastOutput: String, seconds: Double) throws
    -> Bool
  {
    let node = plan.graph.nodes[place]
    let earlier = failures[place] ?? (0, 0)
    guard earlier.count < node.limits.retries, !end.hasBegun else { return false }
    failures[place] = (earlier.count + 1, earlier.seconds + seconds)
    let skipped = progress.postpone(place, rerunning: nil)
    try tell(
      .retrying(
        node, reason: reason, lastOutput: lastOutput, attempt: earlier.count + 1,
        of: node.limits.retries + 1))
    for (place, reason) in skipped {
      try tell(.skipped(plan.graph.nodes[place], reason: reason))
    }
    return true
  }

  private func finish(_ place: Int, _ result: StageOutcome.Result, seconds: Double) {
    let seconds = seconds + (failures[place]?.seconds ?? 0)
    if suspects.remove(place) != nil { clearedAt[place] = counter }
    progress.finish(place, result, seconds: seconds)
  }

  /// Has the producer of a damaged input looked at again, under its lease, before the stage that
  /// found the damage; a second damage of one producer in a run is a failure.
  private func heal(
    _ input: ContentHash, _ what: String, for attempt: RunningStages.Attempt, seconds: Double
  ) throws {
    let place = attempt.place
    guard !end.hasBegun else {
      progress.finish(place, .stopped, seconds: seconds)
      return
    }
    guard let producer = plan.graph.index(of: input) else {
      preconditionFailure("every input of a stage is in the graph")
    }
    let cleared = clearedAt[producer]
    if let cleared, cleared < attempt.number, progress.hasResult(producer) {
      let label = plan.graph.nodes[producer].label
      try fail(
        place, reason: "its input \(label) is damaged for the second time in this run: \(what)",
        lastOutput: "", seconds: seconds)
      return
    }
    // An attempt begun before the producer was cleared tells what is known already.
    if cleared == nil { suspects.insert(producer) }
    let skipped = progress.postpone(place, rerunning: cleared == nil ? producer : nil)
    for (place, reason) in skipped {
      try tell(.skipped(plan.graph.nodes[place], reason: reason))
    }
  }

  private func fail(_ place: Int, reason: String, lastOutput: String, seconds: Double) throws {
    let node = plan.graph.nodes[place]
    let earlier = failures[place] ?? (0, 0)
    let reason = reason + (earlier.count > 0 ? " (attempt \(earlier.count + 1))" : "")
    let skipped = progress.fail(
      place, reason: reason, lastOutput: lastOutput, seconds: seconds + earlier.seconds)
    try tell(.failed(node, reason: reason, lastOutput: lastOutput))
    for (place, reason) in skipped {
      try tell(.skipped(plan.graph.nodes[place], reason: reason))
    }
    failed += 1
    if options.failFast, !end.hasBegun { try act(end.cancel(at: clock.steadySeconds)) }
    if let most = options.maxFailures, failed >= most { try act(end.failTooOften()) }
  }

  // MARK: Stopping

  /// Does what the end of the run asks for.
  private func act(_ actions: [RunEnd.Action]) throws {
    for action in actions {
      switch action {
      case .tellStopping(let immediately): try tell(.stopping(immediately: immediately))
      case .tellOutOfTime: try tell(.outOfTime(seconds: options.maxSeconds ?? 0))
      case .tellTooManyFailures: try tell(.tooManyFailures(failed))
      case .cancel: executor.cancelAll()
      case .kill: executor.killAll()
      }
    }
  }

  /// Collects the ends of killed attempts, so that no worker outlives the scheduler.
  private func drainAfterKill() {
    let deadline = clock.steadySeconds + options.cancelGrace
    while !running.isEmpty, clock.steadySeconds < deadline {
      for case .ended(let key, _) in executor.wait(seconds: 0.1, wakeUp: -1) {
        _ = running.remove(key)
        leases.release(key)
      }
    }
  }
}
