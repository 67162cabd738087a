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
  /// How far the label's logit shall fall, so that copies of all samples are attacked alike; nil to
  /// take all steps.
  public var drop: LogitDrop?

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

  /// Projected gradient descent from the sample until the label's logit fell as far as `drop` says.
  public static func matched(
    _ norm: Norm, drop: LogitDrop, epsilon: Double, step: Double, steps: Int
  ) -> Attack {
    var attack = pgd(norm, epsilon: epsilon, step: step, steps: steps, start: .sample)
    attack.drop = drop
    return attack
  }

  /// One step of ε from the sample.
  public static func fgsm(_ norm: Norm = .linf, epsilon: Double, isTargeted: Bool = false)
    -> Attack
  {
    pgd(
      norm, epsilon: epsilon, step: epsilon, steps: 1, start: .sample, isTargeted: isTargeted)
  }
}

/// The band in which the fall of the label's logit, z_y(x) − z_y(copy), shall end: attacks of one
/// magnitude (the code of arXiv:2103.07364 takes (8, 8.5] on ImageNet).
///
/// A step that ends above the band is taken back and halved; a sample whose step got shorter than
/// `smallestStep` is given up where it is, below the band.
public struct LogitDrop: Sendable, Hashable {
  /// The lower end, not part of the band.
  public var above: Double
  /// The upper end, part of the band.
  public var through: Double
  /// The shortest step, in the unit of ε.
  public var smallestStep: Double

  /// Makes a band.
  public init(above: Double, through: Double, smallestStep: Double) {
    precondition(
      0 <= above && above < through && smallestStep > 0,
      "LogitDrop: (\(above), \(through)], steps of at least \(smallestStep)")
    self.above = above
    self.through = through
    self.smallestStep = smallestStep
  }

  /// Whether a fall lies in the band.
  public func contains(_ fall: Double) -> Bool { fall > above && fall <= through }
}
