import Base

/// What became of one stage in a run.
public struct StageOutcome: Sendable {
  /// How it ended.
  public enum Result: Sendable, Hashable {
    /// Its result was there before the run.
    case cached
    /// It ran here and was published.
    case finished
    /// Another run published it while this one waited.
    case finishedElsewhere
    /// It ran and failed: the reason and the end of what it printed.
    case failed(reason: String, lastOutput: String)
    /// It was not run because of a stage it needs: the reason.
    case skipped(String)
    /// It was not run, or not to its end, because the run was stopped.
    case stopped
    /// It cannot run: the reason.
    case blocked(String)
  }

  /// The stage.
  public var key: ContentHash
  /// What people call it.
  public var label: String
  /// How it ended.
  public var result: Result
  /// Seconds it ran in this run.
  public var wallSeconds: Double
}

/// What a run did.
public struct RunReport: Sendable {
  /// Every stage, in the plan's order.
  public var outcomes: [StageOutcome]
  /// Seconds from start to end.
  public var wallSeconds: Double
  /// The signal that stopped the run; nil when it came to its own end.
  public var interruptedBy: Int32?
  /// Whether the run's time was over before all was done.
  public var isOutOfTime = false
  /// Whether the run started nothing more since as many stages had failed as may.
  public var hasTooManyFailures = false
  /// Stages whose second computation gave other bytes than the first.
  public var nondeterminism: [Nondeterminism]

  init(
    outcomes: [StageOutcome], wallSeconds: Double, interruptedBy: Int32?,
    nondeterminism: [Nondeterminism]
  ) {
    self.outcomes = outcomes
    self.wallSeconds = wallSeconds
    self.interruptedBy = interruptedBy
    self.nondeterminism = nondeterminism
  }

  /// The report of a run that finds every result there.
  public init(upToDate plan: Plan) {
    self.init(
      outcomes: plan.entries.map {
        StageOutcome(key: $0.node.key, label: $0.node.label, result: .cached, wallSeconds: 0)
      }, wallSeconds: 0, interruptedBy: nil, nondeterminism: [])
  }

  /// This report of a later part of a run with what an earlier part did: what ran then is cached now.
  public func following(_ earlier: RunReport) -> RunReport {
    let now = Dictionary(outcomes.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let before = Set(earlier.outcomes.map(\.key))
    var report = self
    report.outcomes =
      earlier.outcomes.map { outcome in
        guard let later = now[outcome.key], later.result != .cached else { return outcome }
        return later
      } + outcomes.filter { !before.contains($0.key) }
    report.wallSeconds += earlier.wallSeconds
    report.nondeterminism = earlier.nondeterminism + nondeterminism
    return report
  }

  /// Number of stages that had to run.
  public var planned: Int { outcomes.count - cached - blocked }
  /// Number of stages that had to run and now have a result.
  public var finished: Int {
    outcomes.count { $0.result == .finished || $0.result == .finishedElsewhere }
  }
  /// Number of stages whose result was there.
  public var cached: Int { outcomes.count { $0.result == .cached } }
  /// Number of stages that failed.
  public var failed: Int { failures.count }
  /// Number of stages not run because of a failure.
  public var skipped: Int {
    outcomes.count { if case .skipped = $0.result { true } else { false } }
  }
  /// Number of stages not run because the run was stopped.
  public var stopped: Int { outcomes.count { $0.result == .stopped } }
  /// Number of stages that cannot run.
  public var blocked: Int {
    outcomes.count { if case .blocked = $0.result { true } else { false } }
  }
  /// The stages that failed.
  public var failures: [StageOutcome] {
    outcomes.filter { if case .failed = $0.result { true } else { false } }
  }
  /// Whether the run was stopped from outside, by a signal or for want of time.
  public var wasStopped: Bool { interruptedBy != nil || isOutOfTime }
  /// Whether every stage has its result.
  public var isComplete: Bool { cached + finished == outcomes.count }
}

/// Two computations of one stage that differ.
public struct Nondeterminism: Sendable, Hashable, CustomStringConvertible {
  /// The stage.
  public var key: ContentHash
  /// What people call it.
  public var label: String
  /// The outputs that differ.
  public var outputs: [String]
  /// Who computed the result that is kept.
  public var kept: AttemptID
  /// Who computed the one that was dropped.
  public var dropped: AttemptID

  /// One line for a person.
  public var description: String {
    "\(label): two attempts of stage \(key.hex.prefix(12)) wrote different bytes to "
      + "\(outputs.joined(separator: ", ")); kept that of \(kept), dropped that of \(dropped)"
  }
}

extension Nondeterminism {
  /// What tells two records of one stage apart; nil when their outputs are equal.
  init?(of dropped: StageRecord, against kept: StageRecord) {
    let differences = kept.differences(from: dropped)
    guard !differences.isEmpty else { return nil }
    self.init(
      key: dropped.key, label: dropped.label, outputs: differences, kept: kept.attempt,
      dropped: dropped.attempt)
  }
}

/// What an observer of a run hears, in order, on the thread that runs the scheduler.
public enum RunEvent: Sendable {
  /// A stage started.
  case started(StageNode, AttemptID)
  /// A stage waits in a cluster's queue: what is known of it there.
  case queued(StageNode, String)
  /// The executor has something to tell.
  case note(String)
  /// A stage says how far it is.
  case progress(StageNode, StageJob.Progress)
  /// A stage has its result, from here or from another run.
  case finished(StageNode, StageRecord)
  /// A stage failed.
  case failed(StageNode, reason: String, lastOutput: String)
  /// An attempt failed, and the stage will be tried again: why, and which of how many attempts.
  case retrying(StageNode, reason: String, lastOutput: String, attempt: Int, of: Int)
  /// A stage will not run.
  case skipped(StageNode, reason: String)
  /// A stage waits since another run computes it.
  case waiting(StageNode)
  /// A damaged result was taken out of the way.
  case setAside(StageNode, reason: String, path: String)
  /// A second computation gave other bytes.
  case nondeterminism(Nondeterminism)
  /// The run was asked to stop: true when for the second time.
  case stopping(immediately: Bool)
  /// All that could be done now was done; what was heard since the last turn may be written down.
  case turn
  /// The run's time, so many seconds, is over: nothing more is started.
  case outOfTime(seconds: Double)
  /// As many stages failed as may: nothing more is started.
  case tooManyFailures(Int)
}
