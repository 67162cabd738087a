import Base

/// News of a running attempt.
public enum ExecutorEvent: Sendable {
  /// A stage waits in a queue that is not ours: what is known of it there.
  case queued(ContentHash, String)
  /// A queued stage is computed now, by this attempt.
  case began(ContentHash, AttemptID)
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
  /// How many attempts can run at once, or wait to.
  var slots: Int { get }
  /// Whether a started stage may wait for its turn elsewhere; it says so then, and when it begins.
  var queues: Bool { get }
  /// The most cores one stage gets.
  var mostCores: Int { get }
  /// Starts an attempt; at most `slots` are running.
  func start(_ request: StageRequest) throws
  /// Waits until there is news, `seconds` passed, or `wakeUp` (a descriptor, −1 for none) can be
  /// read; returns the news in order.
  func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent]
  /// Something to tell a person since the last call, such as that a cluster does not answer.
  func takeNotes() -> [String]
  /// Asks all running attempts to end soon, or to go on without us; they report as ended.
  func cancelAll()
  /// Ends all running attempts now; they report as ended.
  func killAll()
  /// Lets idle workers go; no attempt is running.
  func shutDown()
}

extension Executor {
  /// Attempts run at once.
  public var queues: Bool { false }
  /// All there are.
  public var mostCores: Int { slots }
  /// None.
  public func takeNotes() -> [String] { [] }
}
