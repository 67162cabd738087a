import Glibc

/// The papers' way to a sparse split: a fixed number of subgradient steps with momentum.
///
/// v_and = (v + q)/2 + γ and v_or = (v + q)/2 − γ; γ and q start where `ExtractionStart` says and
/// follow the subgradient (sign function, 0 at 0) of Σ|I_and| + Σ|I_or| with momentum. q is
/// clamped to ±ζ before each evaluation, and nothing is updated after the last. The step falls
/// geometrically from `learningRate` to `learningRate/decay`. There is no stop by tolerance: how
/// near the optimum it ends depends on the schedule, so a result carries it.
public struct SubgradientSchedule: Sendable, Hashable {
  /// The first step.
  public enum LearningRate: Sendable, Hashable {
    /// This number, in units of v, as in the papers' scripts (1e-7 to 1e-4).
    case absolute(Double)
    /// This multiple of |v(N) − v(∅)|, so that games of any scale are treated alike.
    case ofGrandEffect(Double)
  }

  /// Which iterate is the result.
  public enum Iterate: String, Sendable, Hashable, CaseIterable {
    /// The last, as in the papers.
    case last
    /// The one of the smallest l1, AND alone and OR alone included.
    case best
  }

  /// The number of evaluations.
  public var iterations: Int
  /// The first step.
  public var learningRate: LearningRate
  /// By how much the step falls over all iterations; 10 in the papers.
  public var decay: Double
  /// The weight of the past direction in the next; 0.9 in the papers.
  public var momentum: Double
  /// Which iterate is the result.
  public var iterate: Iterate

  /// Makes a schedule; the defaults are the papers', but for the step, which they set by task.
  public init(
    iterations: Int = 10_000, learningRate: LearningRate = .ofGrandEffect(1e-4),
    decay: Double = 10, momentum: Double = 0.9, iterate: Iterate = .last
  ) {
    precondition(iterations > 0, "a schedule needs an iteration")
    precondition(decay > 0 && momentum >= 0 && momentum < 1, "decay > 0, momentum in 0..<1")
    self.iterations = iterations
    self.learningRate = learningRate
    self.decay = decay
    self.momentum = momentum
    self.iterate = iterate
  }

  /// The step of one iteration as a multiple of the first.
  func factor(_ iteration: Int) -> Double {
    iterations == 1
      ? 1 : pow(decay, -Double(iteration) / Double(iterations - 1))
  }

  /// The first step on a game whose |v(N) − v(∅)| is given.
  func firstStep(grandEffect: Double) -> Double {
    switch learningRate {
    case .absolute(let step): step
    case .ofGrandEffect(let fraction): fraction * abs(grandEffect)
    }
  }
}
