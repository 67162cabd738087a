import Base
import Synchronization

/// When a query has taken long enough; the time its reader takes to read is not counted.
public final class QueryDeadline: Sendable {
  private struct State {
    var end: Double
    var pausedSince: Double?
  }

  private let state: Mutex<State>
  private let clock: any Clock

  /// The deadline `seconds` from now.
  public init(seconds: Double, clock: any Clock = SystemClock()) {
    self.clock = clock
    state = Mutex(State(end: clock.steadySeconds + seconds))
  }

  /// Whether more than `grace` seconds have passed since the end.
  public func isOver(by grace: Double = 0) -> Bool {
    state.withLock { $0.pausedSince == nil && clock.steadySeconds > $0.end + grace }
  }

  /// Does what may wait for a reader.
  public func pausing<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure)
    -> Result
  {
    state.withLock { $0.pausedSince = clock.steadySeconds }
    defer {
      state.withLock { state in
        state.end += clock.steadySeconds - (state.pausedSince ?? clock.steadySeconds)
        state.pausedSince = nil
      }
    }
    return try body()
  }
}
