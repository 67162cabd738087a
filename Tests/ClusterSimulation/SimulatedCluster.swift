import Base
import Pipeline

/// A Slurm cluster and its shared file system in memory, on a clock that only `pause` moves.
///
/// Everything happens on one thread, hence the promise to the compiler.
public final class SimulatedCluster: SlurmService, SharedFiles, StageResults, Clock,
  @unchecked Sendable
{
  /// What becomes of one life of a task.
  public enum Fate: Sendable, Hashable {
    /// It computes its stages.
    case normal
    /// So many seconds after its start it ends so, and its node writes nothing more.
    case ends(SlurmEnd, after: Double)
    /// So many seconds after its start its node dies, and Slurm puts it back into the queue.
    case requeued(after: Double)
    /// So many seconds after its start Slurm forgets it; it computes no more.
    case forgotten(after: Double)
    /// Slurm starts it on two nodes at once.
    case doubled
  }

  /// How the cluster is.
  public struct Settings: Sendable {
    /// Tasks that run at once.
    public var slots = 2
    /// Seconds until the controller's host sees what a node wrote.
    public var visibleAfter = 0.0
    /// Seconds between a task's submission and its start where there is room.
    public var startsAfter = 1.0
    /// Seconds Slurm remembers a task that ended.
    public var remembers = 300.0
    /// Seconds a stage takes.
    public var stageSeconds = 60.0
    /// What becomes of the life number `life` of a task, from 0.
    public var fate: @Sendable (_ task: SlurmTaskID, _ life: Int) -> Fate = { _, _ in .normal }

    /// Makes a cluster of two slots.
    public init() {}
  }

  /// How the cluster is; may be changed while it runs.
  public var settings: Settings
  /// Whether Slurm's controller answers.
  public var answers = true
  /// What the next submissions get instead of being accepted: with `true`, the job is taken all the same.
  public var refusals: [(answer: SlurmSubmission, isTaken: Bool)] = []
  /// When jobs were submitted.
  public private(set) var submissionTimes: [Double] = []
  /// When the queue was asked for.
  public private(set) var queueTimes: [Double] = []
  /// How often each stage was computed.
  public private(set) var computed: [ContentHash: Int] = [:]
  /// The jobs that were cancelled.
  public private(set) var cancelled: [SlurmTaskID] = []

  private var now = 1000.0
  private let nodes: [ContentHash: StageNode]
  private var files: [String: [(at: Double, bytes: [UInt8])]] = [:]
  private var names: [String: Set<String>] = [:]
  private var publishedAt: [ContentHash: Double] = [:]
  private var jobs: [Int: Job] = [:]
  private var waitingJobs: [Int] = []
  private var used = 0
  private var lastJob = 0
  private var events = EventHeap()

  private struct Task {
    var life = 0
    var isWaiting = true
    var state = "PENDING"
    var endedAt: Double?
    var isGone = false
  }

  private struct Job {
    var name: String
    var folder: String
    var throttle: Int
    var tasks: [Task]
    var waiting: [Int]
    var running = 0
    var reason = "None"
  }

  /// A cluster that computes the stages of `graph`.
  public init(_ graph: StageGraph, _ settings: Settings = Settings()) {
    self.settings = settings
    nodes = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.key, $0) })
  }

  // MARK: The clock

  /// Seconds since 1970; the same as the steady ones.
  public var wallSeconds: Double { now }
  /// Seconds on the simulated clock.
  public var steadySeconds: Double { now }

  /// Moves the clock, and lets happen what happens meanwhile.
  public func pass(_ seconds: Double) {
    let end = now + max(0, seconds)
    while let at = events.nextTime, at <= end, let event = events.popFirst() {
      now = max(now, at)
      event()
    }
    now = end
  }

  private func after(_ seconds: Double, _ event: @escaping () -> Void) {
    events.insert(at: now + seconds, event)
  }

  // MARK: Slurm

  /// Takes a script that is in the files.
  public func submit(_ script: String) -> SlurmSubmission {
    submissionTimes.append(now)
    guard answers else { return .unanswered("Unable to contact slurm controller") }
    let refusal = refusals.isEmpty ? nil : refusals.removeFirst()
    if let refusal, !refusal.isTaken { return refusal.answer }
    let text = String(decoding: read(script, from: 0), as: UTF8.self)
    func option(_ name: String) -> String {
      let line = text.split(separator: "\n").first { $0.hasPrefix("#SBATCH --\(name)=") }
      return line.map { String($0.split(separator: "=", maxSplits: 1)[1]) } ?? ""
    }
    let array = option("array").split(whereSeparator: { "-%".contains($0) }).compactMap { Int($0) }
    lastJob += 1
    let count = array.count == 3 ? array[1] + 1 : 1
    jobs[lastJob] = Job(
      name: option("job-name"), folder: String(script.dropLast("/script.sh".count)),
      throttle: array.last ?? 1, tasks: Array(repeating: Task(), count: count),
      waiting: Array((0..<count).reversed()))
    waitingJobs.append(lastJob)
    after(settings.startsAfter) { [unowned self] in startTasks() }
    return refusal?.answer ?? .accepted(job: lastJob)
  }

  /// What `squeue` would print, read as it would be.
  public func queue() -> Result<SlurmQueue, SlurmFault> {
    queueTimes.append(now)
    guard answers else { return .failure(SlurmFault("Unable to contact slurm controller")) }
    var text = ""
    for (number, job) in jobs.sorted(by: { $0.key < $1.key }) {
      if !job.waiting.isEmpty {
        let list = job.waiting.reversed().map(String.init).joined(separator: ",")
        text += "\(number)|\(list)%\(job.throttle)|PENDING||\(job.name)|\(job.reason)\n"
      }
      for (index, task) in job.tasks.enumerated() where !task.isWaiting && !task.isGone {
        if let ended = task.endedAt, now - ended > settings.remembers { continue }
        text += "\(number)|\(index)|\(task.state)|node\(index % 2 + 1)|\(job.name)|None\n"
      }
    }
    return .success(SlurmQueue(text))
  }

  /// Accounting is off.
  public func accounting(_ jobs: [(job: Int, name: String)]) -> [SlurmTaskID: SlurmState] { [:] }

  /// Ends tasks; those that wait vanish, as they do from Slurm.
  public func cancel(job number: Int, indices: [Int]?) -> SlurmFault? {
    guard answers else { return SlurmFault("Unable to contact slurm controller") }
    for index in indices ?? Array(jobs[number]?.tasks.indices ?? 0..<0) {
      guard let task = jobs[number]?.tasks[index], task.endedAt == nil, !task.isGone else {
        continue
      }
      cancelled.append(SlurmTaskID(job: number, index: index))
      if task.isWaiting {
        jobs[number]?.waiting.removeAll { $0 == index }
        jobs[number]?.tasks[index].isWaiting = false
        jobs[number]?.tasks[index].isGone = true
      } else {
        end(SlurmTaskID(job: number, index: index), "CANCELLED")
      }
    }
    return nil
  }

  /// As Debian's packages have it.
  public var mostArrayTasks: Int? { 1001 }

  /// Has the tasks of a job that wait do so for `reason`, or for none.
  public func hold(job: Int, reason: String) { jobs[job]?.reason = reason }

  /// The numbers of the jobs there ever were.
  public var jobNumbers: [Int] { jobs.keys.sorted() }

  /// Slurm forgets all jobs, as one that is killed and begins anew may; their nodes compute no more.
  public func forgetEverything() {
    for number in jobs.keys {
      for index in jobs[number]?.tasks.indices ?? 0..<0 {
        jobs[number]?.tasks[index].life += 1
        jobs[number]?.tasks[index].isGone = true
        jobs[number]?.tasks[index].isWaiting = false
      }
      jobs[number]?.waiting = []
      jobs[number]?.running = 0
    }
    waitingJobs = []
    used = 0
  }

  // MARK: Tasks

  private func startTasks() {
    for number in waitingJobs {
      while used < settings.slots, let job = jobs[number], job.reason == "None",
        job.running < job.throttle, let index = job.waiting.last
      {
        jobs[number]?.waiting.removeLast()
        jobs[number]?.running += 1
        used += 1
        begin(SlurmTaskID(job: number, index: index))
      }
      if used >= settings.slots { break }
    }
    waitingJobs.removeAll { jobs[$0]?.waiting.isEmpty ?? true }
  }

  private func begin(_ id: SlurmTaskID) {
    guard let job = jobs[id.job] else { return }
    let life = job.tasks[id.index].life
    jobs[id.job]?.tasks[id.index].isWaiting = false
    jobs[id.job]?.tasks[id.index].state = "RUNNING"
    let fate = settings.fate(id, life)
    compute(id, life, copy: 0)
    switch fate {
    case .normal: break
    case .doubled: compute(id, life, copy: 1)
    case .ends(let end, let seconds):
      after(seconds) { [unowned self] in
        guard isAlive(id, life) else { return }
        self.end(id, end.rawValue)
      }
    case .requeued(let seconds):
      after(seconds) { [unowned self] in
        guard isAlive(id, life) else { return }
        release(id)
        jobs[id.job]?.tasks[id.index].life += 1
        jobs[id.job]?.tasks[id.index].isWaiting = true
        jobs[id.job]?.waiting.insert(id.index, at: 0)
        if !waitingJobs.contains(id.job) { waitingJobs.append(id.job) }
        after(settings.startsAfter) { [unowned self] in startTasks() }
      }
    case .forgotten(let seconds):
      after(seconds) { [unowned self] in
        guard isAlive(id, life) else { return }
        release(id)
        jobs[id.job]?.tasks[id.index].life += 1
        jobs[id.job]?.tasks[id.index].isGone = true
      }
    }
  }

  private func isAlive(_ id: SlurmTaskID, _ life: Int) -> Bool {
    guard let task = jobs[id.job]?.tasks[id.index] else { return false }
    return task.life == life && task.endedAt == nil && !task.isGone
  }

  private func release(_ id: SlurmTaskID) {
    used -= 1
    jobs[id.job]?.running -= 1
    startTasks()
  }

  private func end(_ id: SlurmTaskID, _ state: String) {
    jobs[id.job]?.tasks[id.index].state = state
    jobs[id.job]?.tasks[id.index].endedAt = now
    jobs[id.job]?.tasks[id.index].life += 1
    release(id)
  }

  /// What the node does, one stage after the other.
  private func compute(_ id: SlurmTaskID, _ life: Int, copy: Int) {
    guard let job = jobs[id.job] else { return }
    let attempt = AttemptID(host: "node", pid: id.job * 10 + copy, start: life, counter: id.index)
    let path = "\(job.folder)/events/\(id.index).\(attempt).jsonl"
    let list = try? Value(json: bytes("\(job.folder)/tasks/\(id.index).json")).list
    let requests = (list ?? []).compactMap { StageRequest($0) }
    tell(.taskBegan(node: "node", job: id.job), path)
    next(requests[...], id, life, attempt, path)
  }

  private func next(
    _ rest: ArraySlice<StageRequest>, _ id: SlurmTaskID, _ life: Int, _ attempt: AttemptID,
    _ path: String
  ) {
    guard let request = rest.first else {
      tell(.taskEnded(interrupted: false), path)
      after(0.5) { [unowned self] in
        guard isAlive(id, life) else { return }
        end(id, "COMPLETED")
      }
      return
    }
    guard publishedAt[request.key] == nil else {
      tell(.stageEnded(request.key, .published(nil)), path)
      return next(rest.dropFirst(), id, life, attempt, path)
    }
    tell(.stageBegan(request.key, attempt), path)
    after(settings.stageSeconds) { [unowned self] in
      guard isAlive(id, life) else { return }
      computed[request.key, default: 0] += 1
      if publishedAt[request.key] == nil { publishedAt[request.key] = now }
      tell(.stageEnded(request.key, .published(nil)), path)
      next(rest.dropFirst(), id, life, attempt, path)
    }
  }

  private func tell(_ event: TaskEvent, _ path: String) {
    let line = event.line
    append(EventLog.line(EventLog.Event(at: now, name: line.name, values: line.values)), to: path)
  }

  // MARK: Files

  private func note(_ path: String) {
    var path = path
    while let slash = path.lastIndex(of: "/") {
      let folder = String(path[..<slash])
      let name = String(path[path.index(after: slash)...])
      guard names[folder, default: []].insert(name).inserted else { return }
      path = folder
    }
  }

  private func append(_ bytes: [UInt8], to path: String) {
    if files[path] == nil { note(path) }
    files[path, default: []].append((now, bytes))
  }

  private func bytes(_ path: String) -> [UInt8] { (files[path] ?? []).flatMap(\.bytes) }

  /// Writes a file of the controller's, which it sees at once.
  public func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    note(path)
    files[path] = [(-.infinity, bytes)]
  }

  /// The names in a folder; of nodes' files as far as they are visible.
  public func names(in path: String) -> [String] {
    (names[path] ?? []).filter { name in
      guard let first = files[path + "/" + name]?.first else { return true }
      return first.at + settings.visibleAfter <= now
    }.sorted()
  }

  /// What is visible of a file.
  public func read(_ path: String, from offset: Int) -> [UInt8] {
    var place = 0
    var found: [UInt8] = []
    for piece in files[path] ?? [] where piece.at + settings.visibleAfter <= now {
      let end = place + piece.bytes.count
      if end > offset { found += piece.bytes.dropFirst(max(0, offset - place)) }
      place = end
    }
    return found
  }

  /// Damages what a node wrote, as a file system may show it for a while: the last bytes are zeros.
  public func blur(_ path: String, bytes count: Int) {
    guard var last = files[path]?.popLast() else { return }
    last.bytes = last.bytes.dropLast(count) + Array(repeating: 0, count: count)
    files[path]?.append(last)
  }

  // MARK: Results

  /// Whether a result is visible.
  public func isPublished(_ key: ContentHash) -> Bool {
    publishedAt[key].map { $0 + settings.visibleAfter <= now } ?? false
  }

  /// Attempts have no folders here.
  public func removeAttempt(_ attempt: AttemptID, of key: ContentHash) {}

  /// The result of a stage, as far as it is visible.
  public func inspect(_ key: ContentHash, rehash: Bool) -> ResultsFolder.StageState {
    guard isPublished(key), let node = nodes[key] else { return .absent }
    let request = StageRequest(
      node, preferred: [:], results: ResultsFolder("/simulated"),
      attempt: AttemptID(host: "node", pid: 1, start: 1, counter: 1), binary: nil,
      environment: [:])
    return .published(
      StageRecord(
        request: request, outputs: [], journals: [], wallSeconds: settings.stageSeconds,
        cpuSeconds: 0, peakBytes: nil, finishedAt: 0))
  }

  /// Nothing is ever damaged.
  public func setAsideDamaged(_ key: ContentHash, attempt: AttemptID) throws(FileError) -> String {
    throw FileError(path: key.hex, reason: "is not damaged")
  }
}

/// Leases that nobody else wants.
public final class FreeLeases: StageLeasing {
  /// Makes the leases; they hold no state.
  public init() {}
  /// True.
  public func take(_ key: ContentHash) throws(FileError) -> Bool { true }
  /// Does nothing.
  public func release(_ key: ContentHash) {}
}
