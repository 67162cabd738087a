import Base
import Pipeline

/// What a run says while it runs, on standard error.
struct RunProgress {
  private let status: StatusLine
  /// Whether stages go on in a cluster's queue when the run is stopped.
  private let leavesJobs: Bool

  /// The progress of what a plan has to run; without a live line where stages print to the terminal.
  init(_ plan: Plan, isLive: Bool = Terminal.isLive, leavesJobs: Bool = false) {
    self.leavesJobs = leavesJobs
    let weights = plan.entries.lazy.filter { $0.state == .run }.map(\.node.weight)
    status = StatusLine(
      total: plan.count(.run), weight: weights.reduce(0, +), isLive: isLive)
  }

  /// Takes the line away.
  func end() { status.clear() }

  /// Shows an event.
  func show(_ event: Pipeline.RunEvent) {
    switch event {
    case .started(let node, _): status.began(node.label)
    case .queued(let node, _): status.waits(node.label)
    case .note(let text): status.say(text)
    case .progress(let node, let progress):
      status.progressed(node.label, fraction: progress.fraction)
    case .finished(let node, _): status.ended(node.label, weight: node.weight, .done)
    case .failed(let node, let reason, let output):
      status.ended(node.label, weight: node.weight, .failed)
      status.say("failed: \(node.label): \(reason)")
      status.quote(output)
    case .retrying(let node, let reason, let output, let attempt, let attempts):
      status.stopped(node.label)
      status.say("retrying: \(node.label): attempt \(attempt) of \(attempts) failed: \(reason)")
      status.quote(output)
    case .skipped(let node, let reason):
      status.ended(node.label, weight: node.weight, .skipped)
      status.say("skipped: \(node.label): \(reason)")
    case .waiting(let node): status.say("waiting: another run computes \(node.label)")
    case .setAside(let node, let reason, let path):
      status.say("damaged: \(node.label): \(reason); kept in \(path), run again")
    case .nondeterminism(let difference): status.say("warning: \(difference)")
    case .stopping, .outOfTime:
      guard leavesJobs else { return sayStopping(event) }
      status.say(
        "stopping: Slurm's jobs go on, and the same command takes them up again;"
          + " `runexp cancel` ends them")
    case .tooManyFailures(let count):
      status.say(
        "stopping: \(Amount.count(count, "stage")) failed (--max-failures); running stages may end."
          + " The same command continues.")
    case .turn: break
    }
  }

  /// Says that a run of workers here was asked to end.
  private func sayStopping(_ event: Pipeline.RunEvent) {
    switch event {
    case .stopping(let immediately):
      status.say(
        immediately
          ? "stopping now"
          : "stopping: running stages may end; once more to stop now. The same command continues.")
    case .outOfTime(let seconds):
      status.say(
        "stopping: \(DurationText.text(seconds)) (--max-time) are over; running stages may end."
          + " The same command continues.")
    default: break
    }
  }
}
