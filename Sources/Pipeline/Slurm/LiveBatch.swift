import Base

/// A submitted batch while something is expected of it: its tasks and how far their events were read.
final class LiveBatch {
  /// Whether it has to be submitted.
  enum Submission {
    /// It is, or nothing is known yet.
    case none
    /// It has to be.
    case due
    /// Slurm did not say whether it took it.
    case unknown
  }

  let facts: SlurmBatch
  /// Its number; nil until it is known.
  var job: Int?
  var submission = Submission.none
  /// The number that a node told.
  private(set) var jobToldByNodes: Int?

  private var tasks: [SlurmTask]
  private let taskOf: [ContentHash: Int]
  /// Bytes read of each file of events, and since when its next line does not hold.
  private var read: [String: (offset: Int, faultyAt: Double?)] = [:]
  /// Attempts that began and of which no end was told, by their file of events.
  private var unended: [String: [ContentHash: AttemptID]] = [:]

  /// Seconds a line may be damaged, as one that became visible in parts is, before it is passed over.
  private static let faultSeconds = 90.0

  init(_ facts: SlurmBatch, job: Int?) {
    self.facts = facts
    self.job = job
    tasks = facts.tasks.map { SlurmTask($0) }
    var places: [ContentHash: Int] = [:]
    for (index, keys) in facts.tasks.enumerated() {
      for key in keys { places[key] = index }
    }
    taskOf = places
  }

  /// What tells it from every other batch.
  var id: String { facts.folder }

  var mustBeSubmitted: Bool { submission == .due }

  /// Whether nothing more is expected of it.
  var isDone: Bool { submission == .none && tasks.allSatisfy { $0.isSettled } }

  /// Tasks of which more may come.
  var liveTasks: Int { tasks.count { !$0.isSettled } }

  var openKeys: [ContentHash] { tasks.flatMap { $0.open.sorted() } }

  /// `12_3`, or the batch's name before it has a number.
  func label(_ task: Int) -> String {
    job.map { "\(SlurmTaskID(job: $0, index: task))" } ?? "\(facts.name)_\(task)"
  }

  /// The task a stage without a judgement is in.
  func task(of key: ContentHash) -> Int? {
    taskOf[key].flatMap { tasks[$0].open.contains(key) ? $0 : nil }
  }

  // MARK: Events

  /// Reads what nodes wrote since the last time.
  ///
  /// A line counts when it is whole and its checksum holds. One that does not may become whole; it and
  /// what follows are read again for a while.
  func hear(_ files: any SharedFiles, at now: Double, _ tell: (ContentHash, TaskEvent) -> Void) {
    for name in files.names(in: facts.eventsPath) {
      guard let index = Int(name.prefix { $0 != "." }), tasks.indices.contains(index),
        !tasks[index].isSettled
      else {
        continue
      }
      var (offset, faultyAt) = read[name] ?? (0, nil)
      var rest = files.read(facts.eventsPath + "/" + name, from: offset)[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = rest[..<end]
        let contents = EventLog.contents(of: Array(line))
        if contents.events.isEmpty, !line.isEmpty {
          if let since = faultyAt, now - since < Self.faultSeconds { break }
          if faultyAt == nil {
            faultyAt = now
            break
          }
        }
        faultyAt = nil
        offset += line.count + 1
        rest = rest[(end + 1)...]
        for event in contents.events { hear(event, of: index, from: name, at: now, tell) }
      }
      read[name] = (offset, faultyAt)
    }
  }

  private func hear(
    _ event: EventLog.Event, of index: Int, from file: String, at now: Double,
    _ tell: (ContentHash, TaskEvent) -> Void
  ) {
    guard let told = TaskEvent(event) else { return }
    tasks[index].hear(told, at: now)
    switch told {
    case .taskBegan(_, let job): jobToldByNodes = job ?? jobToldByNodes
    case .stageBegan(let key, let attempt):
      unended[file, default: [:]][key] = attempt
      tell(key, told)
    case .progress(let key, _): tell(key, told)
    case .stageEnded(let key, _): unended[file]?[key] = nil
    case .stageKilled, .taskEnded: break
    }
  }

  /// The attempts that were cut off: nobody else knows that their processes are gone from their nodes.
  var attemptsCutOff: [(key: ContentHash, attempt: AttemptID)] {
    unended.values.flatMap { $0.map { ($0.key, $0.value) } }
  }

  /// Takes failures of before out of what is to be judged.
  func dropFailed() { for index in tasks.indices { tasks[index].dropFailed() } }

  // MARK: The queue

  /// Whether the queue knows nothing of a task that is not judged.
  func forgets(_ queue: SlurmQueue) -> Bool {
    guard let job else { return false }
    return tasks.indices.contains { index in
      !tasks[index].isSettled
        && queue.state(of: SlurmTaskID(job: job, index: index), name: facts.name) == nil
    }
  }

  /// Takes up what the queue says of each task, or else how `ends` says it ended.
  func see(_ queue: SlurmQueue, _ ends: [SlurmTaskID: SlurmState], at now: Double) {
    guard let job, submission == .none else { return }
    let isKnown = queue.knows(job: job, name: facts.name)
    for index in tasks.indices where !tasks[index].isSettled {
      let id = SlurmTaskID(job: job, index: index)
      let state = queue.state(of: id, name: facts.name) ?? ends[id]
      tasks[index].see(state, siblingsKnown: isKnown, at: now)
    }
  }

  /// The tasks that Slurm will never start, and the reasons it gives.
  func hopelessTasks(at now: Double, after seconds: Double) -> [(index: Int, reason: String)] {
    tasks.indices.compactMap { index in
      guard tasks[index].isHopeless(at: now, after: seconds) else { return nil }
      return (index, tasks[index].waitingReason ?? "")
    }
  }

  /// Takes all stages of a task out of what is to be judged and returns them.
  func giveUp(_ index: Int) -> [ContentHash] {
    let keys = tasks[index].stages.filter { tasks[index].open.contains($0) }
    for key in keys { tasks[index].drop(key) }
    return keys
  }

  // MARK: Judging

  /// Judges what can be judged.
  func verdicts(
    at now: Double, settle: Double, isPublished: (ContentHash) -> Bool
  ) -> [(index: Int, verdict: SlurmTask.Verdict)] {
    var all: [(index: Int, verdict: SlurmTask.Verdict)] = []
    for index in tasks.indices where !tasks[index].isSettled {
      let verdicts = tasks[index].verdicts(at: now, settle: settle, isPublished: isPublished)
      all += verdicts.map { (index, $0) }
    }
    return all
  }

  /// A failure of the task itself with the end of what the task printed.
  func complete(_ result: AttemptResult, _ index: Int, _ files: any SharedFiles) -> AttemptResult {
    guard case .failed(let reason, "", let isPermanent) = result else { return result }
    let bytes = files.read(facts.outputPath(index), from: 0).suffix(1 << 14)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(20)
    return .failed(
      reason: "\(reason) (\(label(index)))", lastOutput: lines.joined(separator: "\n"),
      isPermanent: isPermanent)
  }

  /// Says what each stage that does not run waits for.
  func announce(_ say: (ContentHash, String) -> Void) {
    for index in tasks.indices where !tasks[index].isSettled {
      guard let text = waitingText(index) else { continue }
      for key in tasks[index].open where !tasks[index].begun.contains(key) { say(key, text) }
    }
  }

  private func waitingText(_ index: Int) -> String? {
    let task = tasks[index]
    if let state = task.state, !task.isAlive, case .ended(let end) = state {
      return "\(label(index)) ended as \(end.rawValue); its results may still become visible"
    }
    if task.isForgotten {
      return "Slurm does not know \(label(index)) any more; its results may become visible"
    }
    switch task.state {
    case .pending(let reason):
      // The ordinary reasons follow each other without end and tell a person nothing.
      return Self.ordinaryReasons.contains(reason)
        ? "in the queue as \(label(index))" : "in the queue as \(label(index)): \(reason)"
    case .running(let node): return "in \(label(index)) on \(node)"
    case .ended, nil: return "submitted as \(label(index))"
    }
  }

  private static let ordinaryReasons: Set<String> = [
    "None", "Priority", "Resources", "JobArrayTaskLimit",
  ]
}
