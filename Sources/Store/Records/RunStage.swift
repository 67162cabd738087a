import Base

/// What becomes of a stage in a run.
public enum RunStageState: String, Sendable, Hashable, CaseIterable {
  /// It has to run and has not begun.
  case planned
  /// It waits in the queue of a cluster.
  case queued
  /// It runs.
  case running
  /// Another run computes it.
  case waiting
  /// It ran and has its result.
  case finished
  /// Another run gave it its result.
  case finishedElsewhere = "finished-elsewhere"
  /// It failed.
  case failed
  /// It was not run because of a stage it needs.
  case skipped
  /// It was not run, or not to its end, because the run was stopped.
  case stopped

  /// The states of stages that have not ended, as a list of SQL.
  static let unended = "'planned', 'queued', 'running', 'waiting'"
}

/// A stage that a run has to run.
public struct PlannedRunStage: Sendable, Hashable {
  /// The stage's key.
  public var key: ContentHash
  /// What people call it.
  public var label: String
  /// Its relative cost.
  public var weight: Double
  /// Why it has to run.
  public var reason: String

  /// Makes a stage of a run.
  public init(key: ContentHash, label: String, weight: Double, reason: String) {
    self.key = key
    self.label = label
    self.weight = weight
    self.reason = reason
  }
}

/// News of a stage of a run.
public struct RunStageChange: Sendable, Hashable {
  /// The stage's key.
  public var key: ContentHash
  /// What it is now.
  public var state: RunStageState
  /// Seconds since 1970.
  public var at: Double
  /// Why it failed or will not run; nil leaves the reason as it is.
  public var reason: String?
  /// The attempt that began, as its folder's name ends.
  public var attempt: String?
  /// The end of what it printed.
  public var output: String?
  /// How far it is, from 0 to 1.
  public var progress: Double?
  /// What it does.
  public var message: String?

  /// Makes a change; see the properties.
  public init(
    key: ContentHash, state: RunStageState, at: Double, reason: String? = nil,
    attempt: String? = nil, output: String? = nil, progress: Double? = nil, message: String? = nil
  ) {
    self.key = key
    self.state = state
    self.at = at
    self.reason = reason
    self.attempt = attempt
    self.output = output
    self.progress = progress
    self.message = message
  }
}
