import Base

/// How an attempt ended.
public enum AttemptResult: Sendable, Hashable {
  /// The stage is published; the difference found if it had been published before.
  case published(Nondeterminism?)
  /// The attempt failed: the reason, the end of what it printed, and whether every other attempt is
  /// sure to fail too.
  case failed(reason: String, lastOutput: String, isPermanent: Bool = false)
  /// The stage was not begun, since an input does not hold what its record says: which and what.
  case damagedInput(ContentHash, String)
  /// The attempt was ended because the run stops.
  case cancelled
}

/// News of a running attempt.
public enum ExecutorEvent: Sendable {
  /// A stage says how far it is.
  case progress(ContentHash, StageJob.Progress)
  /// An attempt ended.
  case ended(ContentHash, AttemptResult)
}

/// Runs attempts somewhere: in worker processes, in this process, on a cluster.
///
/// All calls come from the scheduler's thread. What an attempt computes does not depend on the
/// executor.
public protocol Executor: AnyObject {
  /// How many attempts can run at once.
  var slots: Int { get }
  /// Starts an attempt; at most `slots` are running.
  func start(_ request: StageRequest) throws
  /// Waits until there is news, `seconds` passed, or `wakeUp` (a descriptor, −1 for none) can be
  /// read; returns the news in order.
  func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent]
  /// Asks all running attempts to end soon; they report as ended.
  func cancelAll()
  /// Ends all running attempts now; they report as ended.
  func killAll()
  /// Lets idle workers go; no attempt is running.
  func shutDown()
}
