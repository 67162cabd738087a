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
  /// The arithmetic.
  public let precision: Precision
}

/// The players of a game over inputs, as a spec names them.
public struct PlayersChoice: Sendable, Hashable {
  /// How inputs are cut into players.
  public enum Definition: Sendable, Hashable {
    /// Cells of an image, all channels together.
    case grid(rows: Int, columns: Int)
    /// One player per element of the input.
    case features
    /// A form that has no stage yet: its kind and parameters.
    case other(kind: String, parameters: Value)
  }

  /// The name under the top-level `players`; nil when written in place.
  ///
  /// Not part of identity.
  public let name: String?
  /// How inputs are cut.
  public let definition: Definition
  /// Where the definition stands.
  ///
  /// Not part of identity.
  public let span: SourceSpan

  /// Whether two choices cut inputs alike, whatever they are called.
  public static func == (left: PlayersChoice, right: PlayersChoice) -> Bool {
    left.definition == right.definition
  }

  /// Hashes how inputs are cut.
  public func hash(into hasher: inout Hasher) { hasher.combine(definition) }

  /// What keys are hashed from: the definition without the name.
  public var value: Value {
    switch definition {
    case .grid(let rows, let columns):
      .map(["kind": "grid", "grid": .list([.integer(rows), .integer(columns)])])
    case .features: .map(["kind": "features"])
    case .other(let kind, let parameters): .map(["kind": .text(kind), "parameters": parameters])
    }
  }
}

/// The values that stand in place of absent players.
public enum Baseline: Sendable, Hashable {
  /// The mean of each channel over the training data: 0 after normalisation (the papers').
  case channelMean
  /// The mean of each pixel over the training data.
  case pixelMean
  /// The mean of each feature over the training data.
  case featureMean
  /// 0 before normalisation.
  case rawZero
  /// A number, after normalisation.
  case constant(Double)
  /// A form that has no stage yet: `blur`, `sample-average`, `push`, `tensor`.
  case other(kind: String, parameters: Value)

  /// The name in specs.
  public var name: String {
    switch self {
    case .channelMean: "channel-mean"
    case .pixelMean: "pixel-mean"
    case .featureMean: "feature-mean"
    case .rawZero: "raw-zero"
    case .constant: "constant"
    case .other(let kind, _): kind
    }
  }

  /// What keys are hashed from.
  public var value: Value {
    switch self {
    case .constant(let value): .map(["name": "constant", "value": .number(value)])
    case .other(let kind, let parameters):
      .map(["name": .text(kind), "parameters": parameters])
    default: .map(["name": .text(name)])
    }
  }
}
