import Base
import Pipeline

/// What the stages of a run are expected to take and use, after all that is recorded so far: what a run's
/// first stages took tells how the later ones are packed.
final class LiveEstimates {
  private let plan: Plan
  private let history: RecordedHistory
  private let clock = SystemClock()
  private var estimates: [ContentHash: StageEstimate] = [:]
  private var nextLook = -Double.infinity

  /// Seconds between two looks, at least.
  private static let leastSeconds = 5.0
  /// The share of the time that looking may take.
  private static let share = 0.05

  init(_ plan: Plan, _ history: RecordedHistory) {
    self.plan = plan
    self.history = history
  }

  /// What is expected of a stage.
  func estimate(of request: StageRequest) -> StageEstimate {
    let began = clock.steadySeconds
    if began >= nextLook {
      // Without an answer the earlier ones hold.
      if let found = try? history.estimates(plan) { estimates = found }
      let end = clock.steadySeconds
      nextLook = end + max(Self.leastSeconds, (end - began) / Self.share)
    }
    return estimates[request.key] ?? StageEstimate()
  }
}
