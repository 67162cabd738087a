import Base
import Glibc

/// One task of an array on the node that computes it: runs the task's stages in workers, one after the
/// other or as many at once as the task has cores, and tells what happens in its file of events.
///
/// It reads and writes the folder on the shared file system and nothing else. What is published is
/// passed over, so a task that starts again, or twice, does only what is left.
public final class NodeTask {
  /// What is wrong with a task's folder.
  public struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var path: String

    /// What and what to do.
    public var description: String {
      "\(path) is not a list of stages: it is written when a run submits its tasks; run the study"
        + " again"
    }
  }

  private let requests: [StageRequest]
  private let journal: EventLog
  private let executor: any Executor
  private let node: String
  private let job: Int?
  private let slots: Int
  private let interrupts: Interrupts?
  private let clock: any Clock
  private let start: Int
  private var counter = 0
  private var running: [ContentHash: StageRequest] = [:]
  private var toldAt: [ContentHash: Double] = [:]
  private var isInterrupted = false
  private var hasFailed = false

  /// Seconds an input that another node published may take to become visible here.
  private static let visibilitySeconds = 90.0
  /// Seconds between two lines about how far a stage is.
  private static let progressSeconds = 2.0

  /// Reads the task number `index` of the batch in `folder`.
  ///
  /// `variables` is the environment Slurm gave the task. Throws when the task's file cannot be read.
  public init(
    folder: String, index: Int, variables: [String: String], interrupts: Interrupts?,
    clock: any Clock = SystemClock(), executor: (_ slots: Int) -> any Executor
  ) throws {
    let path = SlurmBatch.taskPath(index, in: folder)
    guard let list = try Value(json: FileTree.read(path)).list else { throw Unreadable(path: path) }
    requests = list.compactMap { StageRequest($0) }
    guard requests.count == list.count else { throw Unreadable(path: path) }
    let cpus = variables["SLURM_CPUS_PER_TASK"].flatMap { Int($0) } ?? 1
    slots = max(1, cpus / max(1, requests.first?.cores ?? 1))
    self.executor = executor(slots)
    node = variables["SLURMD_NODENAME"] ?? ProcessIdentity.host
    job = (variables["SLURM_ARRAY_JOB_ID"] ?? variables["SLURM_JOB_ID"]).flatMap { Int($0) }
    self.interrupts = interrupts
    self.clock = clock
    start = ProcessIdentity.startTicks(of: ProcessIdentity.pid) ?? 0
    let attempt = AttemptID(
      host: ProcessIdentity.host, pid: ProcessIdentity.pid, start: start, counter: 0)
    try FileTree.makeFolder(folder + "/events")
    journal = EventLog(path: "\(folder)/events/\(index).\(attempt).jsonl", clock: clock)
  }

  /// Runs the stages; whether all have their results.
  public func run() throws -> Bool {
    try tell(.taskBegan(node: node, job: job))
    var rest = requests[...]
    while !isEnding, let request = rest.first {
      rest.removeFirst()
      try begin(request)
      while running.count >= slots { try listen() }
    }
    while !running.isEmpty { try listen() }
    executor.shutDown()
    try tell(.taskEnded(interrupted: isInterrupted))
    journal.close()
    return !hasFailed && !isEnding
  }

  /// Whether nothing more is started.
  private var isEnding: Bool { isInterrupted || wasKilled }
  private var wasKilled = false

  private func tell(_ event: TaskEvent) throws {
    try journal.append(event.line.name, event.line.values)
  }

  private func begin(_ planned: StageRequest) throws {
    var request = planned
    counter += 1
    request.attempt = AttemptID(
      host: ProcessIdentity.host, pid: ProcessIdentity.pid, start: start, counter: counter)
    let folder = ResultsFolder(request.results)
    if case .published = folder.inspect(request.key) {
      return try tell(.stageEnded(request.key, .published(nil)))
    }
    try awaitInputs(of: request, in: folder)
    guard !isInterrupted else { return }
    try tell(.stageBegan(request.key, request.attempt))
    do { try executor.start(request) } catch {
      hasFailed = true
      return try tell(
        .stageEnded(
          request.key, .failed(reason: "it could not be started: \(error)", lastOutput: "")))
    }
    running[request.key] = request
  }

  /// Waits for inputs that another node has just published; one that does not come is told by the
  /// stage itself.
  private func awaitInputs(of request: StageRequest, in folder: ResultsFolder) throws {
    let files = MountedFiles(folder)
    let until = clock.steadySeconds + Self.visibilitySeconds
    for key in request.inputs.values.joined() {
      while !files.isPublished(key), clock.steadySeconds < until, !isInterrupted {
        Descriptors.wait(for: [interrupts?.descriptor ?? -1], seconds: 1)
        try lookForSignals()
      }
    }
  }

  private func lookForSignals() throws {
    guard let interrupts, !interrupts.take().isEmpty, !isInterrupted else { return }
    isInterrupted = true
    executor.cancelAll()
  }

  private func listen() throws {
    let events = executor.wait(seconds: 60, wakeUp: interrupts?.descriptor ?? -1)
    for event in events {
      switch event {
      case .progress(let key, let progress):
        let now = clock.steadySeconds
        guard now - toldAt[key, default: -.infinity] >= Self.progressSeconds else { continue }
        toldAt[key] = now
        try tell(.progress(key, progress))
      case .ended(let key, let result):
        running[key] = nil
        try end(key, result)
      case .queued, .began: break
      }
    }
    try lookForSignals()
  }

  private func end(_ key: ContentHash, _ result: AttemptResult) throws {
    switch result {
    case .failed(WorkerProcess.killedReason, let output, _):
      // By whom Slurm will say when the task has ended: perhaps for want of memory.
      wasKilled = true
      try tell(.stageKilled(key, reason: WorkerProcess.killedReason, lastOutput: output))
    case .failed, .damagedInput:
      hasFailed = true
      try tell(.stageEnded(key, result))
    case .published, .cancelled: try tell(.stageEnded(key, result))
    }
  }
}
