import Base

/// Runs attempts as tasks of Slurm arrays, which compute them on other hosts and leave their results in
/// the results folder.
///
/// The folder on the shared file system is the whole protocol: batches are written into it, nodes write
/// events and results, and one call of `squeue` per interval tells which tasks are alive. Its own
/// memory is in that folder too, so a controller that begins anew takes up what an earlier one
/// submitted, and submits nothing twice.
public final class SlurmExecutor: Executor {
  /// What an executor needs to know.
  public struct Options {
    /// The study; only its own submissions are taken up.
    public var study: String
    /// The run, in whose folder batches are kept.
    public var run: String
    /// What is asked of the cluster.
    public var profile: ClusterProfile
    /// The program nodes run, by its absolute path on the shared file system.
    public var program: String
    /// The folder relative paths are meant from.
    public var workingFolder: String
    /// What each stage is expected to need.
    public var estimate: (StageRequest) -> StageEstimate

    /// Makes options; see the properties.
    public init(
      study: String, run: String, profile: ClusterProfile, program: String, workingFolder: String,
      estimate: @escaping (StageRequest) -> StageEstimate = { _ in StageEstimate() }
    ) {
      self.study = study
      self.run = run
      self.profile = profile
      self.program = program
      self.workingFolder = workingFolder
      self.estimate = estimate
    }
  }

  /// Waits so many seconds, or until the descriptor can be read: then it returns true.
  public typealias Pause = (Double, Int32) -> Bool

  /// Stages that are submitted or wait to be, at most: enough for a thousand slots with a queue of
  /// packed tasks before each, and few enough to keep all of them in memory.
  public let slots = 20_000
  /// Stages wait in the cluster's queue.
  public var queues: Bool { true }
  /// Those of a task.
  public var mostCores: Int { options.profile.cpus }

  let options: Options
  private let service: any SlurmService
  private let files: any SharedFiles
  private let clock: any Clock
  private let pause: Pause
  private let journal: BatchJournal

  /// Stages the scheduler waits for.
  private var wanted: [ContentHash: Wanted] = [:]
  /// Stages to be packed.
  private var waiting: [ClusterStage] = []
  /// Arrays to be submitted.
  private var arrays: [SlurmArray] = []
  /// Submissions whose tasks are not all judged.
  private var batches: [LiveBatch] = []
  private var news: [ExecutorEvent] = []
  private var notes: [String] = []
  private var troubles = SlurmTroubles()
  private var submitAt = -Double.infinity
  private var pollAt = -Double.infinity
  /// The number of the run's last batch.
  private var counter: Int

  /// A stage the scheduler waits for.
  private struct Wanted {
    var request: StageRequest
    /// The task it is in; nil while it waits to be submitted.
    var place: Place?
    /// What was said of its waiting.
    var said: String?
    var tries = StageTries()
  }

  private struct Place: Hashable {
    var batch: String
    var task: Int
  }

  /// Submissions are at least this many seconds apart.
  private static let submissionSeconds = 1.0
  /// Seconds before Slurm is asked again to take what it deferred.
  private static let deferralSeconds = 30.0
  /// Seconds a task may wait for a reason that never passes before it is given up.
  private static let hopelessSeconds = 60.0

  /// Makes an executor and takes up what earlier runs of the study have submitted.
  public init(
    _ options: Options, results: ResultsFolder, service: any SlurmService,
    files: any SharedFiles, clock: any Clock = SystemClock(),
    pause: Pause? = nil
  ) {
    self.options = options
    self.service = service
    self.files = files
    self.clock = clock
    self.pause = pause ?? { !Descriptors.wait(for: [$1], seconds: $0).isEmpty }
    journal = BatchJournal(runs: results.runs, files: files)
    // An earlier part of the run may have submitted some.
    counter = journal.lastNumber(run: options.run)
    batches = journal.open(study: options.study).map { LiveBatch($0.batch, job: $0.job) }
    for batch in batches { batch.hear(files, at: clock.steadySeconds) { _, _ in } }
    // Failures of before this run are tried again.
    for batch in batches { batch.dropFailed() }
    let tasks = batches.reduce(0) { $0 + $1.liveTasks }
    if tasks > 0 {
      notes.append("taking up \(Amount.count(tasks, "Slurm task")) submitted before")
    }
  }

  // MARK: Starting

  /// Queues a stage for submission, or waits for the task that an earlier run submitted for it.
  public func start(_ request: StageRequest) {
    var entry = Wanted(request: request)
    // The newest submission counts where there are several.
    for batch in batches.reversed() {
      guard let task = batch.task(of: request.key) else { continue }
      entry.place = Place(batch: batch.id, task: task)
      wanted[request.key] = entry
      news.append(.queued(request.key, "submitted before as \(batch.label(task))"))
      return
    }
    wanted[request.key] = entry
    waiting.append(stage(entry))
  }

  /// What is asked for a stage, after what its earlier tries came to.
  private func stage(_ entry: Wanted) -> ClusterStage {
    ClusterStage(
      entry.request, options.estimate(entry.request), options.profile, floor: entry.tries.floor)
  }

  // MARK: Waiting

  /// Submits what is due, looks at the queue when that is due, and waits for news.
  public func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent] {
    let deadline = clock.steadySeconds + seconds
    while true {
      submitDue()
      pollDue()
      if !news.isEmpty {
        defer { news = [] }
        return news
      }
      let now = clock.steadySeconds
      guard now < deadline else { return [] }
      if pause(min(deadline, nextDue) - now, wakeUp) { return [] }
    }
  }

  /// What a person should know.
  public func takeNotes() -> [String] {
    defer { notes = [] }
    return notes
  }

  private var hasSubmissions: Bool {
    !arrays.isEmpty || !waiting.isEmpty || batches.contains { $0.mustBeSubmitted }
  }

  private var nextDue: Double {
    let submission = hasSubmissions ? submitAt : .infinity
    let poll = batches.isEmpty ? .infinity : pollAt
    return max(clock.steadySeconds, min(submission, poll))
  }

  // MARK: Submitting

  private func submitDue() {
    guard hasSubmissions, clock.steadySeconds >= submitAt else { return }
    if let batch = batches.first(where: { $0.mustBeSubmitted }) { return submit(batch) }
    if arrays.isEmpty {
      arrays = StagePacking.arrays(
        waiting, options.profile, mostTasks: service.mostArrayTasks ?? .max)
      waiting = []
    }
    let array = arrays.removeFirst()
    do {
      let batch = LiveBatch(try write(array), job: nil)
      batches.append(batch)
      for (index, stages) in array.tasks.enumerated() {
        for stage in stages {
          wanted[stage.request.key]?.place = Place(batch: batch.id, task: index)
        }
      }
      submit(batch)
    } catch {
      for stage in array.tasks.joined() {
        let reason = "it could not be submitted: \(error)"
        end(stage.request.key, .failed(reason: reason, lastOutput: ""))
      }
    }
  }

  /// Writes an array's folder.
  private func write(_ array: SlurmArray) throws(FileError) -> SlurmBatch {
    counter += 1
    let batch = SlurmBatch(
      folder: journal.folder(run: options.run, number: counter), study: options.study,
      name: "runexp-\(options.run)-\(counter)", request: array.request,
      throttle: options.profile.throttle, tasks: array.tasks.map { $0.map(\.request.key) })
    try journal.write(batch, array, script: SlurmScript(batch, array, options).text)
    return batch
  }

  private func submit(_ batch: LiveBatch) {
    batch.submission = .none
    switch service.submit(batch.facts.scriptPath) {
    case .accepted(let job):
      batch.job = job
      journal.note(job: job, of: batch.facts)
      // Where a look is due it comes when Slurm has had a moment.
      pollAt = max(pollAt, clock.steadySeconds + min(1, options.profile.poll))
      batch.announce { key, text in say(key, text) }
      tell(troubles.note(silence: nil))
      tell(troubles.note(deferral: nil))
    case .deferred(let reason):
      batch.submission = .due
      tell(troubles.note(deferral: reason))
      submitAt = clock.steadySeconds + Self.deferralSeconds
      return
    case .unanswered(let reason):
      // It may have been taken: its name in the queue will tell.
      batch.submission = .unknown
      tell(troubles.note(silence: reason))
      pollAt = min(pollAt, clock.steadySeconds + options.profile.poll)
    case .refused(let reason):
      for key in batch.openKeys {
        end(
          key,
          .failed(
            reason: "Slurm refuses \(batch.facts.scriptPath): \(reason)", lastOutput: "",
            isPermanent: true))
      }
      close(batch)
    }
    submitAt = clock.steadySeconds + Self.submissionSeconds
  }

  // MARK: Looking

  private func pollDue() {
    guard !batches.isEmpty, clock.steadySeconds >= pollAt else { return }
    let answer = service.queue()
    let now = clock.steadySeconds
    pollAt = now + options.profile.poll
    switch answer {
    case .success(let queue):
      tell(troubles.note(silence: nil))
      look(at: queue, now)
    case .failure(let fault): tell(troubles.note(silence: fault.reason))
    }
    for batch in batches {
      batch.hear(files, at: now) { key, event in hear(key, event) }
      judge(batch, now)
    }
    for batch in batches where batch.isDone { close(batch) }
    for batch in batches { batch.announce { key, text in say(key, text) } }
  }

  /// Takes up what the queue says of each task.
  private func look(at queue: SlurmQueue, _ now: Double) {
    for batch in batches where batch.job == nil && batch.submission != .due {
      if let job = queue.job(named: batch.facts.name) ?? batch.jobToldByNodes {
        batch.job = job
        batch.submission = .none
        journal.note(job: job, of: batch.facts)
      } else {
        // Slurm answers and does not know it: it was not taken.
        batch.submission = .due
      }
    }
    var forgotten: [(job: Int, name: String)] = []
    for batch in batches where batch.forgets(queue) {
      if let job = batch.job { forgotten.append((job, batch.facts.name)) }
    }
    let ends = forgotten.isEmpty ? [:] : service.accounting(forgotten)
    for batch in batches { batch.see(queue, ends, at: now) }
  }

  /// Gives up tasks that never start, and tells what became of stages.
  private func judge(_ batch: LiveBatch, _ now: Double) {
    for (index, reason) in batch.hopelessTasks(at: now, after: Self.hopelessSeconds) {
      if let job = batch.job { _ = service.cancel(job: job, indices: [index]) }
      for key in batch.giveUp(index) {
        if SlurmState.isHeld(reason) {
          again(key, .lost("its launch failed and Slurm held it"), batch.label(index))
          continue
        }
        let text =
          "Slurm will never start \(batch.label(index)): \(reason); ask for another partition,"
          + " fewer cpus, less memory or time"
        end(key, .failed(reason: text, lastOutput: "", isPermanent: true))
      }
    }
    let verdicts = batch.verdicts(at: now, settle: options.profile.settle) { key in
      files.isPublished(key)
    }
    for (index, verdict) in verdicts {
      switch verdict {
      case .ended(let key, let result):
        guard isCurrent(key, batch, index) else { continue }
        end(key, batch.complete(result, index, files))
      case .again(let key, let setback):
        guard isCurrent(key, batch, index) else { continue }
        again(key, setback, batch.label(index))
      }
    }
  }

  /// Whether the scheduler waits for the stage in this task and no newer one.
  private func isCurrent(_ key: ContentHash, _ batch: LiveBatch, _ task: Int) -> Bool {
    wanted[key]?.place == Place(batch: batch.id, task: task)
  }

  private func again(_ key: ContentHash, _ setback: SlurmTask.Setback, _ task: String) {
    guard var entry = wanted[key] else { return }
    let outcome = entry.tries.note(setback, task: task, asked: stage(entry), options.profile)
    entry.place = nil
    entry.said = nil
    wanted[key] = entry
    if let failure = outcome.failure {
      return end(key, .failed(reason: failure, lastOutput: "", isPermanent: true))
    }
    news.append(.queued(key, "to be submitted again: \(outcome.text)"))
    if setback != .bystander {
      notes.append("submitting \(entry.request.label) again: \(outcome.text)")
    }
    waiting.append(stage(entry))
  }

  private func end(_ key: ContentHash, _ result: AttemptResult) {
    guard wanted.removeValue(forKey: key) != nil else { return }
    news.append(.ended(key, result))
  }

  // MARK: Telling

  private func hear(_ key: ContentHash, _ event: TaskEvent) {
    guard wanted[key] != nil else { return }
    switch event {
    case .stageBegan(_, let attempt):
      news.append(.began(key, attempt))
    case .progress(_, let progress): news.append(.progress(key, progress))
    default: break
    }
  }

  private func say(_ key: ContentHash, _ text: String) {
    guard let entry = wanted[key], entry.said != text else { return }
    wanted[key]?.said = text
    news.append(.queued(key, text))
  }

  /// Tells a person of a trouble or its end, and leaves word for who looks at the run from elsewhere.
  private func tell(_ note: String?) {
    guard let note else { return }
    notes.append(note)
    journal.note(trouble: troubles.text, run: options.run, at: clock.wallSeconds)
  }

  // MARK: Ending

  private func close(_ batch: LiveBatch) {
    batches.removeAll { $0 === batch }
    for (key, attempt) in batch.attemptsCutOff { files.removeAttempt(attempt, of: key) }
    journal.close(batch.facts)
  }

  private func leaveAll() {
    for key in wanted.keys { news.append(.ended(key, .cancelled)) }
    wanted = [:]
    waiting = []
    arrays = []
  }

  /// Lets the tasks go on: the same command takes them up again.
  public func cancelAll() { leaveAll() }

  /// Ends all tasks.
  public func killAll() {
    leaveAll()
    for batch in batches {
      if let job = batch.job, let fault = service.cancel(job: job, indices: nil) {
        notes.append("\(batch.facts.name) could not be cancelled: \(fault)")
        continue
      }
      close(batch)
    }
  }

  /// Takes back what was told of troubles.
  public func shutDown() {
    guard troubles.text != nil else { return }
    journal.note(trouble: nil, run: options.run, at: clock.wallSeconds)
  }
}
