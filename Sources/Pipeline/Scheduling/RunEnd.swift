/// How far the end of a run has come, and what is to be done next about it; no clocks, no processes.
///
/// Out of time, or when too many stages failed, what runs may end by itself, since a training segment
/// is lost otherwise. The first signal gives it the grace; then, or when the run ends at a failure, it is asked to end; then, or
/// at the second signal, it is killed.
struct RunEnd {
  /// What a scheduler has to do.
  enum Action: Equatable {
    /// Say that the run was asked to stop; for the second time when `immediately`.
    case tellStopping(immediately: Bool)
    /// Say that the run's time is over.
    case tellOutOfTime
    /// Say that as many stages failed as may.
    case tellTooManyFailures
    /// Ask what runs to end soon.
    case cancel
    /// End what runs now.
    case kill
  }

  private enum Phase: Equatable {
    case none
    /// Nothing more is started; running stages may end until then.
    case draining(until: Double)
    /// Running stages were asked to end; they are killed then.
    case cancelling(until: Double)
    /// Running stages were killed.
    case killed
  }

  /// Seconds running stages are given to end by themselves after the first signal.
  let grace: Double
  /// Seconds running stages are given to end after they were asked to.
  let cancelGrace: Double
  /// When the run's time is over, on the steady clock.
  var deadline = Double.infinity
  /// The first signal that came.
  private(set) var signal: Int32?
  /// Whether the run's time was over before anything else ended it.
  private(set) var isOutOfTime = false
  /// Whether as many stages failed as may before anything else ended the run.
  private(set) var hasTooManyFailures = false
  private var phase = Phase.none

  /// Whether running stages may end when the run's time is over; false where they go on without it.
  let drains: Bool

  init(grace: Double, cancelGrace: Double, drains: Bool = true) {
    self.grace = grace
    self.cancelGrace = cancelGrace
    self.drains = drains
  }

  /// Whether nothing more is started.
  var hasBegun: Bool { phase != .none }

  /// When something has to be done although nothing happens.
  var next: Double {
    switch phase {
    case .none: deadline
    case .draining(let until), .cancelling(let until): until
    case .killed: .infinity
    }
  }

  /// A signal came.
  mutating func hear(_ number: Int32, at now: Double) -> [Action] {
    let isFirst = signal == nil
    signal = signal ?? number
    switch phase {
    case .none,
      .draining where isFirst:
      phase = .draining(until: now + grace)
      return [.tellStopping(immediately: false)]
    case .draining, .cancelling:
      phase = .killed
      return [.tellStopping(immediately: true), .kill]
    case .killed: return []
    }
  }

  /// Time has gone on to `now`.
  mutating func pass(to now: Double) -> [Action] {
    guard now >= next else { return [] }
    switch phase {
    case .none:
      isOutOfTime = true
      phase = .draining(until: drains ? .infinity : now)
      return [.tellOutOfTime]
    case .draining: return cancel(at: now)
    case .cancelling:
      phase = .killed
      return [.kill]
    case .killed: return []
    }
  }

  /// As many stages failed as may: nothing more is started, and what runs may end by itself.
  mutating func failTooOften() -> [Action] {
    guard !hasBegun else { return [] }
    hasTooManyFailures = true
    phase = .draining(until: .infinity)
    return [.tellTooManyFailures]
  }

  /// The run is to end without waiting for what runs.
  mutating func cancel(at now: Double) -> [Action] {
    phase = .cancelling(until: now + cancelGrace)
    return [.cancel]
  }
}
