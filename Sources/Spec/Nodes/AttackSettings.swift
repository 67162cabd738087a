import Base

/// How inputs are changed a little so that a network errs.
public struct AttackSettings: Sendable, Hashable {
  /// The rule of its steps.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Projected gradient descent (arXiv:1706.06083).
    case pgd
    /// The fast gradient sign method (arXiv:1412.6572): one step of epsilon from the sample.
    case fgsm
  }

  /// What the length of a change is.
  public enum Norm: String, Sendable, Hashable, CaseIterable {
    case linf, l2
  }

  /// Where the steps begin.
  public enum Start: String, Sendable, Hashable, CaseIterable {
    case random, sample
  }

  /// The class the network shall say.
  public enum Target: Sendable, Hashable {
    /// The class after the label; after the last, the first.
    case next
    /// Any class but the label, drawn for each sample.
    case random
    /// This class; samples of it are left as they are.
    case named(Int)
  }

  /// The rule of its steps.
  public let method: Method
  /// What the length of a change is.
  public let norm: Norm
  /// The longest change: of an image in shares of the range of pixels (raw value / 255), of a
  /// table in standard deviations.
  public let epsilon: Double
  /// The length of one step, in the same unit.
  public let step: Double
  /// Number of steps.
  public let steps: Int
  /// How often it is tried; the best try is kept.
  public let restarts: Int
  /// Where the steps begin.
  public let start: Start
  /// The class the network shall say; nil for any but the label.
  public let target: Target?
  /// Where the fall of the true class's logit shall end; nil to take all steps.
  public let drop: Drop?

  /// Above the first number and at most the second; a step that goes further is halved until it is
  /// shorter than the smallest.
  public struct Drop: Sendable, Hashable {
    /// The lower end, not part of the band.
    public let above: Double
    /// The upper end, part of the band.
    public let through: Double
    /// The shortest step, in the unit of `epsilon`.
    public let smallestStep: Double

    /// Makes a band.
    public init(above: Double, through: Double, smallestStep: Double) {
      self.above = above
      self.through = through
      self.smallestStep = smallestStep
    }
  }

  /// Makes one; see the properties.
  public init(
    method: Method, norm: Norm, epsilon: Double, step: Double, steps: Int, restarts: Int,
    start: Start, target: Target?, drop: Drop? = nil
  ) {
    self.method = method
    self.norm = norm
    self.epsilon = epsilon
    self.step = step
    self.steps = steps
    self.restarts = restarts
    self.start = start
    self.target = target
    self.drop = drop
  }

  /// One that changes nothing: what stands where an attack could not be read.
  public static let none = AttackSettings(
    method: .fgsm, norm: .linf, epsilon: 0, step: 0, steps: 1, restarts: 1, start: .sample,
    target: nil)
}

/// A plugin that attacks a model, so that targets which are no class of its data are faults.
public protocol AttackStating: Sendable {
  /// How.
  var attack: AttackSettings { get }
}

/// A training on adversarial copies of its batches, made against the weights of each step
/// (arXiv:1706.06083).
public struct AdversarialTraining: Sendable, Hashable {
  /// How the copies are made.
  public let attack: AttackSettings
  /// The weight of the copies' loss; the samples' own loss has what is left.
  public let mix: Double
  /// Everything that decides the copies but seeds.
  public let parameters: Value
}
