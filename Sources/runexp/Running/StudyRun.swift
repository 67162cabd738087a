import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// One run of a study: stages, store, figures, claims, and what is said about them.
final class StudyRun {
  private let study: Study
  private let planned: StudyPlan
  private let folder: ResultsFolder
  private let options: RunOptions
  private let resolvedSpec: String
  private let specText: String
  private let id: String
  private let clock = SystemClock()
  private let started: Double

  /// Makes a run of `study`; nothing is done yet.
  init(
    _ study: Study, _ planned: StudyPlan, in folder: ResultsFolder, options: RunOptions,
    specText: String, resolvedSpec: String
  ) {
    self.study = study
    self.planned = planned
    self.folder = folder
    self.options = options
    self.specText = specText
    self.resolvedSpec = resolvedSpec
    started = clock.wallSeconds
    id = Self.identifier(at: started, study: study.name)
  }

  /// The store's file in a results folder.
  static func storePath(_ folder: ResultsFolder) -> String { folder.path + "/runexp.sqlite" }

  /// Does the run; throws the exit status it ends with when that is not 0.
  func run() throws {
    let lease = try RunLease.take(study: study.name, in: folder)
    defer { withExtendedLifetime(lease) {} }
    let store = try ResultsStore(at: Self.storePath(folder), mode: .readWrite)
    try folder.removeAbandonedAttempts()
    let environment = try LocalWorkers.provenance(in: folder)
    try store.beginRun(
      RunRecord(
        id: id, study: study.name, title: study.title, specText: specText,
        resolvedSpec: resolvedSpec, command: CommandLine.arguments.joined(separator: " "),
        startedAt: started, environment: environment))
    try store.replaceCells(study: study.name, planned.plannedCells)
    // Before anything is collected: a claim made after its data is told from one made before.
    let registrations = try store.register(
      study.claims.map(\.value.registeredText), study: study.name, at: started)
    // Already now: a run that is killed has to be known, and its claims as they were first seen.
    try writeRunFile(store)

    let collector = try StageCollector(store: store, folder: folder)
    let plan = try plan(collecting: collector)
    let report = try execute(plan, collector, environment)
    let status = Self.status(report)
    try store.endRun(id, status: status, at: clock.wallSeconds)

    let views = StudyViews(
      study: study, store: store, folder: folder, registrations: registrations)
    let drawn = try views.update(run: id, at: clock.wallSeconds)
    try writeRunFile(store)
    if options.json {
      Terminal.output(
        RunText.value(
          report, drawn, study: study.name, run: id, store: Self.storePath(folder)
        ).json)
    } else {
      for line in RunText.lines(report, drawn, study: study, folder: folder) {
        Terminal.output(line)
      }
    }
    try finish(report, drawn)
  }

  /// Brings what is published into the store and plans the rest; a stage whose measured values
  /// turn out to be damaged is planned to run again.
  private func plan(collecting collector: StageCollector) throws -> Plan {
    var suspects: Set<ContentHash> = []
    while true {
      let known = suspects
      let plan = Plan.make(planned.graph, in: folder, suspects: known)
      for record in plan.entries.compactMap(\.record) {
        do { try collector.collect(record) } catch let damage as StageCollector.DamagedStage {
          guard suspects.insert(damage.key).inserted else { throw damage }
        }
      }
      if suspects == known { return plan }
    }
  }

  /// Runs what the plan says has to run.
  private func execute(
    _ plan: Plan, _ collector: StageCollector, _ environment: [String: String]
  ) throws -> RunReport {
    let toRun = plan.entries.filter { $0.state == .run }
    let status = StatusLine(
      total: toRun.count, weight: toRun.map(\.node.weight).reduce(0, +))
    var schedulerOptions = Scheduler.Options()
    schedulerOptions.failFast = options.failFast
    schedulerOptions.binary = try BinaryIdentity.current(cachedIn: folder)
    schedulerOptions.environment = environment
    let jobs = options.jobs ?? ProcessInfo.processInfo.activeProcessorCount
    let scheduler = try Scheduler(
      plan: plan, executor: LocalProcessExecutor(slots: jobs, options: LocalWorkers.options),
      options: schedulerOptions, interrupts: toRun.isEmpty ? nil : Interrupts()
    ) { event in
      switch event {
      case .finished(_, let record): try collector.collect(record)
      case .setAside(let node, _, _): try collector.forget(node.key)
      default: break
      }
      Self.show(event, on: status)
    }
    let report = try scheduler.run()
    status.clear()
    return report
  }

  private static func show(_ event: Pipeline.RunEvent, on status: StatusLine) {
    switch event {
    case .started(let node): status.began(node.label)
    case .progress(let node, let progress):
      status.progressed(node.label, fraction: progress.fraction)
    case .finished(let node, _): status.ended(node.label, weight: node.weight, .done)
    case .failed(let node, let reason, let output):
      status.ended(node.label, weight: node.weight, .failed)
      status.say("failed: \(node.label): \(reason)")
      if !output.isEmpty {
        status.say(output.split(separator: "\n").map { "  | " + $0 }.joined(separator: "\n"))
      }
    case .skipped(let node, let reason):
      status.ended(node.label, weight: node.weight, .skipped)
      status.say("skipped: \(node.label): \(reason)")
    case .waiting(let node): status.say("waiting: another run computes \(node.label)")
    case .setAside(let node, let reason, let path):
      status.say("damaged: \(node.label): \(reason); kept in \(path), run again")
    case .nondeterminism(let difference): status.say("warning: \(difference)")
    case .stopping(let immediately):
      status.say(
        immediately
          ? "stopping now"
          : "stopping: running stages may end; once more to stop now. The same command continues.")
    }
  }

  private static func status(_ report: RunReport) -> RunStatus {
    if report.interruptedBy != nil { return .interrupted }
    return report.isComplete ? .finished : .failed
  }

  /// `20261121-083000-bottleneck-4242`: sorts by time, unique by process.
  private static func identifier(at seconds: Double, study: String) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyyMMdd-HHmmss"
    let date = formatter.string(from: Date(timeIntervalSince1970: seconds))
    return "\(date)-\(study)-\(getpid())"
  }

  /// `runs/<id>.json`, as of now: what the stage folders do not know.
  private func writeRunFile(_ store: ResultsStore) throws {
    try RunDocument(of: id, stages: planned.graph.nodes.map(\.key), in: store).write(in: folder)
  }

  private func finish(_ report: RunReport, _ views: DrawnViews) throws {
    if let signal = report.interruptedBy { throw ExitStatus(code: 128 + signal) }
    if !report.isComplete || !views.failures.isEmpty { throw ExitStatus.failed }
    if options.checkClaims, !views.claimsAreAsExpected { throw ExitStatus.claims }
  }
}
