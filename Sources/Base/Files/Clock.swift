import Foundation

/// The time of day and a steady clock, replaceable by a hand-driven one in tests.
public protocol Clock: Sendable {
  /// Seconds since 1970.
  var wallSeconds: Double { get }
  /// Seconds on a clock that is never set back.
  var steadySeconds: Double { get }
}

/// The machine's clocks.
public struct SystemClock: Clock {
  /// Makes the clock; it holds no state.
  public init() {}

  /// Seconds since 1970.
  public var wallSeconds: Double { Self.read(CLOCK_REALTIME) }
  /// Seconds since boot.
  public var steadySeconds: Double { Self.read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
