import Base
import Glibc
import Synchronization

/// Computes one stage in this process, from the request to the published folder.
struct AttemptRunner {
  let catalog: StageCatalog
  let clock: any Clock
  /// What this process computes with; nil in the process that planned the run.
  private let facts: WorkerFacts?
  /// Whether what the process prints meanwhile goes to the attempt's `output.log`.
  ///
  /// It redirects the process's descriptors 1 and 2, so it is for workers.
  private let capture: OutputCapture?
  private let inputs = InputCheck()

  init(
    catalog: StageCatalog, facts: WorkerFacts? = nil, clock: any Clock = SystemClock(),
    capturesOutput: Bool = false
  ) {
    self.catalog = catalog
    self.facts = facts
    self.clock = clock
    capture = capturesOutput ? OutputCapture() : nil
  }

  func run(
    _ request: StageRequest, report: @escaping @Sendable (StageJob.Progress) -> Void,
    isCancelled: @escaping @Sendable () -> Bool
  ) -> AttemptResult {
    let folder = ResultsFolder(request.results)
    let attempt = folder.attempt(request.key, request.attempt)
    do {
      guard let kind = catalog[request.kind] else {
        throw StageFailure("this program has no stage kind \(request.kind)", isPermanent: true)
      }
      guard kind.version == request.version else {
        throw StageFailure(
          "the worker has version \(kind.version) of \(request.kind), "
            + "the stage was planned for version \(request.version)", isPermanent: true)
      }
      if let unlike = facts?.unlikeness(to: request.required) { throw unlike }
      for (_, keys) in request.inputs.sorted(by: { $0.key < $1.key }) {
        for key in keys {
          if let what = inputs.fault(of: key, in: folder) { return .damagedInput(key, what) }
        }
      }
      try FileTree.makeFolder(attempt)
      try capture?.begin(attempt + "/" + ResultsFolder.outputLog, in: folder)
      let record = try compute(request, kind, attempt, report, isCancelled) { capture?.end() }
      return .published(try folder.publish(record, from: attempt))
    } catch is StageCancelled {
      capture?.end()
      try? FileTree.remove(attempt)
      return .cancelled
    } catch {
      capture?.end()
      let reason = Self.text(of: error)
      let lastOutput = folder.lastOutput(of: attempt)
      folder.keepFailure(of: request, reason: reason, at: clock.wallSeconds)
      return .failed(
        reason: reason, lastOutput: lastOutput, isPermanent: Self.isPermanent(error))
    }
  }

  private func compute(
    _ request: StageRequest, _ kind: any StageKind.Type, _ attempt: String,
    _ report: @escaping @Sendable (StageJob.Progress) -> Void,
    _ isCancelled: @escaping @Sendable () -> Bool, ended: () -> Void
  ) throws -> StageRecord {
    let began = clock.steadySeconds
    let cpuBefore = Self.cpuSeconds
    let isPeakOurs = ProcessMemory.resetPeak()
    let journal = EventLog(path: attempt + "/" + EventLog.fileName, clock: clock)
    let throttle = Throttle(clock: clock, report: report)
    var request = request
    facts?.record(in: &request)
    for (role, keys) in request.preferred.sorted(by: { $0.key < $1.key }) {
      request.preferred[role] = try keys.filter { key in
        guard let what = inputs.fault(of: key, in: ResultsFolder(request.results)) else {
          return true
        }
        let text = "not used: short cut \(role) \(key.hex.prefix(12)) is damaged: \(what)"
        try journal.append("log", ["text": .text(text)])
        return false
      }
    }
    let job = StageJob(
      request, outputFolder: attempt, journal: journal, report: { throttle.report($0) },
      isCancelled: isCancelled)
    try kind.run(job)
    journal.close()
    ended()
    var outputs: [StageOutput] = []
    var journals: [StageOutput] = []
    for name in try FileTree.files(below: attempt) where name != "done.json" {
      let digest = try FileTree.digest(of: attempt + "/" + name)
      let output = StageOutput(name: name, size: digest.size, sha256: digest.hash)
      if ResultsFolder.journals.contains(name) {
        journals.append(output)
      } else {
        outputs.append(output)
      }
    }
    return StageRecord(
      request: request, outputs: outputs, journals: journals,
      wallSeconds: clock.steadySeconds - began, cpuSeconds: Self.cpuSeconds - cpuBefore,
      peakBytes: Self.peak(isPeakOurs, seconds: clock.steadySeconds - began),
      finishedAt: clock.wallSeconds, forwardPasses: job.forwardPasses)
  }

  /// The most memory this process had in use; nil of a stage too short for its memory to matter.
  private static func peak(_ isOurs: Bool, seconds: Double) -> Int? {
    guard seconds >= shortSeconds else { return nil }
    // A mark that cannot be set back may be of an earlier stage.
    return isOurs ? ProcessMemory.peak() : ProcessMemory.residentBytes()
  }

  /// Seconds below which a stage's memory is not asked for: the question would take longer.
  private static let shortSeconds = 0.005

  /// An error in words for a person.
  private static func text(of error: any Error) -> String {
    switch error {
    case let diagnostic as Diagnostic: diagnostic.text
    case let list as DiagnosticList: list.text
    default: "\(error)"
    }
  }

  /// Whether an error is sure to come again: those of what a person wrote are.
  private static func isPermanent(_ error: any Error) -> Bool {
    switch error {
    case let error as any StageError: error.isPermanent
    case is Diagnostic, is DiagnosticList: true
    default: false
    }
  }

  /// Processor seconds this process has used.
  private static var cpuSeconds: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
  }
}

/// Lets a progress report through every tenth of a second, so that reporting costs nothing.
private final class Throttle: Sendable {
  private let clock: any Clock
  private let forward: @Sendable (StageJob.Progress) -> Void
  private let last = Mutex(-Double.infinity)

  init(clock: any Clock, report: @escaping @Sendable (StageJob.Progress) -> Void) {
    self.clock = clock
    forward = report
  }

  func report(_ progress: StageJob.Progress) {
    let now = clock.steadySeconds
    let isDue = last.withLock { last in
      guard now - last >= 0.1 else { return false }
      last = now
      return true
    }
    if isDue { forward(progress) }
  }
}
