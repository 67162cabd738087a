import Base

/// The value function v(S) of a measurement: who plays, what stands for the absent, and which
/// number of the network is v.
public struct Game: Sendable {
  /// The number of the network that is v.
  public enum Output: String, Sendable, Hashable, CaseIterable {
    /// log(p/(1−p)) of the label's probability: the papers' choice.
    case logOdds = "log-odds"
    /// log p of the label.
    case logProbability = "log-probability"
    /// The label's logit.
    case logit
    /// The label's logit minus the largest other one.
    case classMargin = "class-margin"
    /// Cross-entropy.
    case loss
  }

  /// Which class is the label of a sample.
  public enum Label: String, Sendable, Hashable, CaseIterable {
    /// The class of the object.
    case trueLabel = "true"
    /// The class the data set says, noise included.
    case given
    /// The class the model says of the whole sample.
    case predicted
    /// One class for all samples.
    case fixed
  }

  /// The arithmetic of the network.
  public enum Precision: String, Sendable, Hashable, CaseIterable {
    case float32, float64, auto
  }

  /// Who plays.
  public let players: PlayersChoice
  /// The values in place of absent players.
  public let baseline: Baseline
  /// The number that is v.
  public let output: Output
  /// The class looked at.
  public let label: Label
  /// The number of the class where `label` is `fixed`; nil otherwise.
  public let fixedClass: Int?
  /// The arithmetic.
  public let precision: Precision
  /// The probability with which each player of a coalition is kept; below 1, v(S) is the mean of the
  /// network's value over who of S is.
  public let keep: Double
}
