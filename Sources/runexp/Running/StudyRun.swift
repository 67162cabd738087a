import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// One run of a study: stages, store, figures, claims, and what is said about them.
///
/// A run that finds everything done records nothing and draws nothing: it says again what was drawn.
final class StudyRun {
  private let study: Study
  /// The plan as if no cell were left behind.
  private let full: StudyPlan
  /// The plan as far as it is decided.
  private var planned: StudyPlan
  /// Whether nothing more is to be decided.
  private var isDecided = true
  /// What of the study is run.
  private let part: RunPart
  /// The stages run next.
  private var graph: StageGraph
  private let folder: ResultsFolder
  private let place: StorePlace
  /// The cluster its stages run on; nil for this machine.
  private let cluster: ClusterAccess?
  private let options: RunOptions
  private let source: SpecSource
  private let id: String
  private let clock = SystemClock()
  private let started: Double
  /// Held while it runs.
  private var lease: RunLease?

  /// Makes a run of `study`; nothing is done yet.
  init(
    _ study: Study, _ planned: StudyPlan, _ part: RunPart, in folder: ResultsFolder,
    storeAt place: StorePlace, on cluster: ClusterAccess?, options: RunOptions,
    source: SpecSource
  ) {
    self.study = study
    full = planned
    self.planned = planned
    self.part = part
    graph = part.graph
    self.folder = folder
    self.place = place
    self.cluster = cluster
    self.options = options
    self.source = source
    started = clock.wallSeconds
    id = options.detachedAs ?? Self.identifier(at: started, study: study.name)
  }

  /// Does the run; throws the exit status it ends with when that is not 0.
  func run() throws {
    guard try !doAllHere() else { return }
    try DetachedRun(id: id, folder: folder, isJSON: options.json).start()
  }

  /// Does the run, or what comes before a part that goes on by itself; false when that part is left.
  private func doAllHere() throws -> Bool {
    lease = try RunLease.take(
      study: study.name, part: part.leaseName, in: folder, watching: LeaseText.watching)
    defer { lease = nil }
    let past = Durability.past(of: folder)
    let index = StageIndex(folder, trusting: !past.machineWentDown)
    defer { index.save() }
    if let explanation = place.explanation { Terminal.error(explanation) }
    let store = try place.openForWriting()
    take(try HalvedPlan(full, in: store) { _ in false })
    let plan = Plan.make(graph, in: folder, index: index, wanted: part.only?.key)
    let state = try store.state(of: study.name)
    let digest = planned.recordedDigest
    let isSound = state.plan == digest.hex && !state.hasUnendedRun && !past.machineWentDown
    let isKnown = try isSound && holds(store, plan)
    if isKnown, isDecided, plan.count(.run) == 0, plan.count(.blocked) == 0 {
      try show(
        RunReport(upToDate: plan), try views(store, digest: digest, registrations: nil), run: nil)
      return true
    }
    guard !options.detach else { return false }
    do {
      try run(plan, index, store, past, isKnown: isKnown)
      noteEnd(.done)
    } catch {
      noteEnd(ExitStatus(ending: error))
      throw error
    }
    return true
  }

  /// Leaves word of how the run ended for who is attached to it; as long as it holds its lease.
  private func noteEnd(_ status: ExitStatus) {
    // What cannot be written is of no use to anybody who waits; the store tells it too.
    try? folder.run(id).note(RunEnding(code: status.code, at: clock.wallSeconds))
  }

  /// Goes by a plan as far as it is decided.
  private func take(_ halved: HalvedPlan) {
    planned = halved.planned
    isDecided = halved.decision == nil
    guard part.isWhole else { return }
    graph = halved.decision ?? planned.graph
  }

  /// Whether the store has the rows of all stages that had to be read for the plan.
  private func holds(_ store: ResultsStore, _ plan: Plan) throws -> Bool {
    guard plan.entries.contains(where: { $0.record != nil }) else { return true }
    do {
      return try !StageCollector(store: store, folder: folder).collect(plan, comparing: false)
    } catch is StageCollector.DamagedStage { return false }
  }

  /// Records, runs and draws what there is to do.
  private func run(
    _ plan: Plan, _ index: StageIndex, _ store: ResultsStore, _ past: Durability.Past,
    isKnown: Bool
  ) throws {
    // As long as the run lives: what comes while it records and draws is heard at the end.
    let interrupts = try Interrupts()
    lease?.whenLost {
      Terminal.error(LeaseText.lost)
      interrupts.raise(SIGTERM)
    }
    let durability = options.sync ? try Durability(folder) : nil
    durability?.settle(past)
    try folder.removeAbandonedAttempts()
    let environment = try LocalWorkers.provenance()
    let isAlive = runsBeside()
    let killed = try store.endKilledRuns(of: study.name, at: started, unless: isAlive)
    if killed > 0 {
      try RunDocument.noteKilledRuns(
        of: study.name, at: started, in: folder, store: store, unless: isAlive)
    }
    let resolved = try source.resolved()
    let record = RunRecord(
      id: id, study: study.name, title: study.title, specText: "", resolvedSpec: resolved,
      command: DetachedRun.command(), startedAt: started,
      host: ProcessIdentity.host, pid: ProcessIdentity.pid, jobs: jobs, environment: environment)
    let provenance = RunProvenance(
      source: source, options: options, environment: environment,
      variables: ProcessInfo.processInfo.environment)
    try store.beginRun(provenance.complete(record, of: planned))
    if !isKnown { try recordPlan(in: store) }
    // Before anything is collected: a claim made after its data is told from one made before.
    let registrations = try store.register(
      study.claims.map(\.value.registeredText), study: study.name, at: started)
    // Already now: a run that is killed has to be known, and its claims as they were first seen.
    try writeRunFile(store)
    if options.detachedAs != nil {
      try folder.run(id).note(
        ControllerRecord(
          run: id, study: study.name, since: started, command: DetachedRun.command(),
          store: AbsolutePath.of(place.path)))
    }

    let collector = StageCollector(store: store, folder: folder)
    let comparing = killed > 0 || past.machineWentDown
    func runPart(_ plan: Plan, isKnown: Bool, after earlier: RunReport?) throws -> RunReport {
      let plan = try collect(plan, index, collector, isKnown: isKnown, comparing: comparing)
      let report = try execute(
        plan, store, collector, environment, durability, interrupts,
        after: earlier)
      return earlier.map { report.following($0) } ?? report
    }
    var report = try runPart(plan, isKnown: isKnown, after: nil)
    var tried: Set<ContentHash> = []
    while let next = try nextPart(after: report, &tried, index, store) {
      report = try runPart(next, isKnown: false, after: report)
    }
    let digest = planned.recordedDigest
    durability?.finish()
    let status = Self.status(report)
    try store.endRun(id, status: status, at: clock.wallSeconds)
    let isComplete = part.isWhole && report.isComplete
    let drawn = try views(store, digest: isComplete ? digest : nil, registrations: registrations)
    try writeRunFile(store, plan: isComplete ? digest : nil)
    // Last: a run that is killed before has its verdicts and its file still to be written.
    if isComplete { try store.markCollected(study: study.name, plan: digest) }
    try place.writeSnapshot(of: store)
    try show(report, drawn, run: id)
    if let signal = interrupts.take().first { throw ExitStatus(code: 128 + signal) }
  }

  /// Makes the plan, as far as it is decided, the study's in the store.
  private func recordPlan(in store: ResultsStore) throws {
    try store.replaceCells(study: study.name, planned.plannedCells)
    try store.note(labels: planned.graph.labelledKeys, study: study.name, at: started)
  }

  /// What is run after a part that ended as `report` says: up to the next decision of successive
  /// halving, or what is left when all is decided; nil at the end of the run.
  ///
  /// What was `tried` and has no number is judged without one, and is not tried again.
  private func nextPart(
    after report: RunReport, _ tried: inout Set<ContentHash>, _ index: StageIndex,
    _ store: ResultsStore
  ) throws -> Plan? {
    let mostFailures = options.failFast ? 1 : options.maxFailures ?? .max
    guard part.isWhole, !isDecided, !report.wasStopped, report.failed < mostFailures else {
      return nil
    }
    tried.formUnion(graph.nodes.map(\.key))
    let halved = try HalvedPlan(full, in: store, hasFailed: tried.contains)
    if let decided = HalvingText(halved)?.summaries.last { Terminal.error(decided) }
    take(halved)
    try recordPlan(in: store)
    try writeRunFile(store)
    graph = graph.without(Set(report.failures.map(\.key)))
    return Plan.make(graph, in: folder, index: index)
  }

  /// Which processes run other parts of the study beside this one, by host and number.
  private func runsBeside() -> (String, Int) -> Bool {
    let others = RunLease.holders(study: study.name, in: folder)
      .filter { $0.host != ProcessIdentity.host || $0.pid != ProcessIdentity.pid }
    return { host, pid in others.contains { $0.host == host && $0.pid == pid } }
  }

  /// Brings what is published into the store; a stage whose measured values turn out to be damaged
  /// is planned to run again.
  private func collect(
    _ plan: Plan, _ index: StageIndex, _ collector: StageCollector, isKnown: Bool, comparing: Bool
  ) throws -> Plan {
    guard !isKnown else { return plan }
    var plan = plan
    var suspects: Set<ContentHash> = []
    while true {
      do {
        try collector.collect(plan, comparing: comparing)
        return plan
      } catch let damage as StageCollector.DamagedStage {
        guard suspects.insert(damage.key).inserted else { throw damage }
        plan = Plan.make(
          graph, in: folder, index: index, suspects: suspects, wanted: part.only?.key)
      }
    }
  }

  private var jobs: Int { RunOptions.workers(options.jobs) }

  /// Runs what the plan says has to run.
  private func execute(
    _ plan: Plan, _ store: ResultsStore, _ collector: StageCollector,
    _ environment: [String: String], _ durability: Durability?, _ interrupts: Interrupts,
    after earlier: RunReport?
  ) throws -> RunReport {
    let progress = RunProgress(
      plan, isLive: Terminal.isLive && !options.foreground, leavesJobs: cluster != nil)
    let journal = RunJournal(store: store, collector: collector, run: id)
    try journal.begin(plan)
    var schedulerOptions = Scheduler.Options()
    schedulerOptions.failFast = options.failFast
    // What is given to a run is given to all its parts.
    schedulerOptions.maxFailures = options.maxFailures.map { $0 - (earlier?.failed ?? 0) }
    schedulerOptions.maxSeconds = options.maxTime.map { max(0, $0 - (earlier?.wallSeconds ?? 0)) }
    schedulerOptions.memory = cluster == nil ? MachineMemory.availableBytes() : nil
    schedulerOptions.leavesRunning = cluster != nil
    schedulerOptions.binary = environment[LocalWorkers.binaryFact].flatMap(ContentHash.init(hex:))
    schedulerOptions.environment = environment
    if !options.allowMixed {
      schedulerOptions.required = environment.filter {
        LocalWorkers.decisiveFacts.contains($0.key)
      }
    }
    let history = RecordedHistory(folder, store)
    let scheduler = try Scheduler(
      plan: plan, executor: try executor(plan, history, interrupts),
      options: schedulerOptions, lease: lease, interrupts: interrupts
    ) { event in
      if case .finished = event { durability?.published() }
      try journal.hear(event)
      progress.show(event)
    }
    let report = try scheduler.run()
    progress.end()
    return report
  }

  /// Where the stages run: on the cluster or in workers, but for the one a debugger waits for.
  private func executor(
    _ plan: Plan, _ history: RecordedHistory, _ interrupts: Interrupts?
  ) throws -> any Executor {
    if let cluster {
      return try cluster.executor(
        study: study.name, run: id, results: folder, estimates: LiveEstimates(plan, history))
    }
    let workers = LocalProcessExecutor(slots: jobs, options: LocalWorkers.options)
    guard options.foreground, let only = part.only else { return workers }
    StageKinds.prepareProcess()
    return ForegroundExecutor(
      stage: only.key, catalog: StageKinds.catalog, interrupts: interrupts, others: workers)
  }

  // MARK: Views

  /// The figures, tables and verdicts of what the store holds; as they were drawn before where the
  /// store is complete and nothing they depend on changed; none of a part of the study, which would
  /// read like its results.
  private func views(
    _ store: ResultsStore, digest: ContentHash?, registrations: [String: ClaimRegistration]?
  ) throws -> DrawnViews {
    guard part.isWhole else { return DrawnViews() }
    var views = StudyViews(
      study: study, store: store, folder: folder, registrations: registrations ?? [:])
    let viewsDigest = digest.map { views.digest(ofPlan: $0) }
    if registrations == nil, let viewsDigest,
      let drawn = DrawnViews(cachedIn: folder, study: study.name, digest: viewsDigest)
    {
      return drawn
    }
    if registrations == nil { views.registrations = try store.registrations(study: study.name) }
    let drawn = try views.update(run: registrations == nil ? nil : id, at: clock.wallSeconds)
    if let viewsDigest { drawn.keep(in: folder, study: study.name, digest: viewsDigest) }
    return drawn
  }

  private func show(_ report: RunReport, _ drawn: DrawnViews, run: String?) throws {
    try RunText.show(
      report, drawn, study: study, run: run, store: place.path, options: options, note: part.note)
  }

  // MARK: Records

  private static func status(_ report: RunReport) -> RunStatus {
    if report.wasStopped { return .interrupted }
    return report.isComplete ? .finished : .failed
  }

  /// `20261121-083000-bottleneck-4242`: sorts by time, unique by process.
  private static func identifier(at seconds: Double, study: String) -> String {
    "\(DateText.name(seconds))-\(study)-\(getpid())"
  }

  /// `runs/<id>.json`, as of now: what the stage folders do not know; `plan` tells the plan that the
  /// store is about to say it holds.
  private func writeRunFile(_ store: ResultsStore, plan: ContentHash? = nil) throws {
    var document = try RunDocument(of: id, stages: planned.graph.nodes.map(\.key), in: store)
    if let plan { document.snapshot.plan = plan.hex }
    try document.write(in: folder)
  }
}
