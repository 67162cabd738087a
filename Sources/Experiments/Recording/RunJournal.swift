import Base
import Pipeline
import Store

/// Writes down what happens in a run as it happens, some milliseconds of it in one transaction.
///
/// So `runexp status` sees every transition from any other terminal. What a kill keeps from being
/// written the next run finds in the stage folders.
public final class RunJournal {
  private let store: ResultsStore
  private let collector: StageCollector
  private let run: String
  private let clock: any Clock
  private var news = ResultsStore.RunNews()
  private var progress: [ContentHash: StageJob.Progress] = [:]
  private var progressWrittenAt = -Double.infinity

  /// Seconds between two records of how far stages are.
  private static let progressSeconds = 1.0

  /// A journal of the run called `run`, which the store knows.
  public init(
    store: ResultsStore, collector: StageCollector, run: String, clock: any Clock = SystemClock()
  ) {
    self.store = store
    self.collector = collector
    self.run = run
    self.clock = clock
  }

  /// Records what the run has to do.
  public func begin(_ plan: Plan) throws {
    let stages = plan.entries.filter { $0.state == .run }.map { entry in
      PlannedRunStage(
        key: entry.node.key, label: entry.node.label, weight: entry.node.weight,
        reason: entry.reason.text)
    }
    try store.plan(stages, cached: plan.count(.cached), run: run)
  }

  /// Hears an event of the scheduler; at the end of a turn all that was heard is committed.
  public func hear(_ event: Pipeline.RunEvent) throws {
    switch event {
    case .started(let node, let attempt):
      note(node, .running, attempt: "\(attempt)")
    case .queued(let node, let text):
      progress[node.key] = nil
      note(node, .queued, reason: text)
    case .progress(let node, let report): progress[node.key] = report
    case .finished(let node, let record):
      progress[node.key] = nil
      news.collected.append(try collector.rows(of: record))
      note(node, record.attempt.isOurs ? .finished : .finishedElsewhere)
    case .failed(let node, let reason, let output):
      progress[node.key] = nil
      note(node, .failed, reason: reason, output: output)
    case .retrying(let node, let reason, let output, let attempt, let attempts):
      progress[node.key] = nil
      note(
        node, .planned, reason: "attempt \(attempt) of \(attempts) failed: \(reason)",
        output: output)
    case .skipped(let node, let reason): note(node, .skipped, reason: reason)
    case .waiting(let node): note(node, .waiting)
    case .setAside(let node, _, _):
      news.collected.removeAll { $0.stage.key == node.key }
      news.forgotten.append(node.key)
    case .nondeterminism, .stopping, .outOfTime, .tooManyFailures, .note: break
    case .turn: try commit()
    }
  }

  private func note(
    _ node: StageNode, _ state: RunStageState, reason: String? = nil, attempt: String? = nil,
    output: String? = nil
  ) {
    news.changes.append(
      RunStageChange(
        key: node.key, state: state, at: clock.wallSeconds, reason: reason, attempt: attempt,
        output: output))
  }

  private func commit() throws {
    if !progress.isEmpty, clock.steadySeconds - progressWrittenAt >= Self.progressSeconds {
      progressWrittenAt = clock.steadySeconds
      let now = clock.wallSeconds
      for (key, report) in progress {
        news.changes.append(
          RunStageChange(
            key: key, state: .running, at: now, progress: report.fraction, message: report.message))
      }
      progress = [:]
    }
    guard !news.isEmpty else { return }
    let batch = news
    news = ResultsStore.RunNews()
    try store.record(batch, run: run)
  }
}
