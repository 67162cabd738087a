/// A way to change inputs a little so that a network errs, by the gradient of its loss.
///
/// Projected gradient descent (PGD; Madry et al., arXiv:1706.06083) climbs the cross-entropy of a
/// label – or, targeted, descends that of a class wanted – in steps of one length, and goes back
/// into the ball of radius ε around the sample and into the range of the data after each. The fast
/// gradient sign method (FGSM; Goodfellow et al., arXiv:1412.6572) is one step of ε from the sample.
public struct Attack: Sendable, Hashable {
  /// What the length of a change is.
  public enum Norm: String, Sendable, Hashable, CaseIterable {
    /// The largest change of an element; a step moves every element by the same length.
    case linf
    /// The root of the sum of squares; a step follows the gradient.
    case l2
  }

  /// Where the steps begin.
  public enum Start: String, Sendable, Hashable, CaseIterable {
    /// At a point uniform in the ball, then moved into the range of the data.
    case random
    /// At the sample itself.
    case sample
  }

  /// What the length of a change is.
  public var norm: Norm
  /// The longest change, in units of the space.
  public var epsilon: Double
  /// The length of one step, in units of the space.
  public var step: Double
  /// Number of steps.
  public var steps: Int
  /// How often it is tried; the best try is kept.
  public var restarts: Int
  /// Where the steps begin.
  public var start: Start
  /// Whether the labels are classes wanted, not classes to get away from.
  public var isTargeted: Bool

  /// Projected gradient descent.
  public static func pgd(
    _ norm: Norm, epsilon: Double, step: Double, steps: Int, restarts: Int = 1,
    start: Start = .random, isTargeted: Bool = false
  ) -> Attack {
    precondition(
      epsilon >= 0 && step >= 0 && steps >= 0 && restarts >= 1,
      "Attack: ε \(epsilon), \(steps) steps of \(step), \(restarts) restarts")
    return Attack(
      norm: norm, epsilon: epsilon, step: step, steps: steps, restarts: restarts, start: start,
      isTargeted: isTargeted)
  }

  /// One step of ε from the sample.
  public static func fgsm(_ norm: Norm = .linf, epsilon: Double, isTargeted: Bool = false)
    -> Attack
  {
    pgd(
      norm, epsilon: epsilon, step: epsilon, steps: 1, start: .sample, isTargeted: isTargeted)
  }
}
