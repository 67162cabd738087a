import Base

/// A trained network, or one made from others.
public struct ModelNode: CellNode {
  /// The node's name under its kind's key.
  public let name: String
  /// Where it is defined.
  public let span: SourceSpan
  /// Everything that decides its outputs but its inputs and seeds.
  public let parameters: Value
  /// The nodes it uses, by role.
  public let inputs: [NodeInput]
  /// What parses and plans but has no stage yet, one text each.
  public let unbuilt: [String]
  /// The family of networks; nil only for a model made from others (`average`).
  public let architecture: Plugin?
  /// How it is trained; nil only for a model that is not trained (`average`).
  public let training: Training?
  /// What of other models it begins with and keeps.
  public let composition: ModelComposition
  /// The seeds; `init`, `order`, `dropout` and `contexts` matter here.
  public let seeds: Seeds

  /// The epochs after which its weights are kept; an average of models has one checkpoint,
  /// numbered 0: it has seen no epoch of its own.
  public var checkpoints: [Int] {
    training?.checkpoints.epochs ?? (composition.averaged.isEmpty ? [] : [0])
  }
}

/// How a model is trained.
public struct Training: Sendable {
  /// The split trained on.
  public let data: Reference
  /// Passes over the data.
  public let epochs: Int
  /// Samples in one step.
  public let batch: Int
  /// The step rule.
  public let optimizer: Optimizer
  /// The learning rate of each epoch.
  public let learningRate: LearningRateSchedule
  /// When weights are kept.
  public let checkpoints: Checkpoints
  /// Losses added to cross-entropy that suppress or encourage interactions.
  public let interactionLosses: [InteractionLoss]
}

/// The rule of one training step.
public enum Optimizer: Sendable, Hashable {
  /// Stochastic gradient descent with momentum and L2 weight decay.
  case sgd(momentum: Double, weightDecay: Double, nesterov: Bool)
}

/// The learning rate as a function of the epoch.
public enum LearningRateSchedule: Sendable, Hashable {
  /// One rate.
  case constant(Double)
  /// Evenly spaced on a logarithmic axis from the first epoch to epoch `over`; `to` beyond.
  case logarithmic(from: Double, to: Double, over: Int)
  /// Evenly spaced from the first epoch to epoch `over`; `to` beyond.
  case linear(from: Double, to: Double, over: Int)
  /// Half a cosine from `from` down to `to` at epoch `over`; `to` beyond.
  case cosine(from: Double, to: Double, over: Int)
  /// `from`, multiplied by `factor` after every `every` epochs.
  case step(from: Double, factor: Double, every: Int)
}

/// When a training keeps its weights.
public struct Checkpoints: Sendable, Hashable {
  /// After these epochs: ascending, each once; 0 is the untrained model.
  public let epochs: [Int]
  /// After these optimizer steps; not built yet.
  public let steps: [Int]
  /// Conditions on recorded metrics, as written; not built yet.
  public let conditions: [String]
}

/// A loss on interactions of the orders between two context sizes.
public struct InteractionLoss: Sendable {
  /// Which way it pushes.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Interactions of these orders are made weaker (L⁻).
    case suppress
    /// Interactions of these orders are made stronger (L⁺).
    case encourage
  }

  /// What scales the smaller context's term: the context sizes after rounding to whole players
  /// (s2/s1), so that first-order effects cancel exactly, or the ratios as given (r2/r1), as the
  /// papers' code does.
  public enum Alignment: String, Sendable, Hashable, CaseIterable {
    case realised, nominal
  }

  /// Which way it pushes.
  public let kind: Kind
  /// The smaller ratio of context size to number of players.
  public let lower: Double
  /// The larger ratio.
  public let upper: Double
  /// Its weight beside cross-entropy.
  public let weight: Double
  /// The players.
  public let players: PlayersChoice
  /// The values in place of absent players.
  public let baseline: Baseline
  /// Whether rounded or given ratios scale the terms.
  public let alignment: Alignment
  /// Where the loss stands.
  public let span: SourceSpan

  /// The players in a context of `ratio` of `playerCount`: ⌊ratio · n⌋.
  public static func contextSize(_ ratio: Double, of playerCount: Int) -> Int {
    // The guard keeps ratios such as 0.29 of 100 from losing a player to rounding.
    Int((ratio * Double(playerCount) + 1e-9).rounded(.down))
  }
}

/// The seeds of a node, all resolved.
public struct Seeds: Sendable, Hashable {
  /// What the data set draws.
  public var data: UInt64
  /// What split and pool draws.
  public var split: UInt64
  /// Noise put on data.
  public var noise: UInt64
  /// Initial weights: `init` in specs.
  public var initialisation: UInt64
  /// The order of samples in each epoch.
  public var order: UInt64
  /// Dropped units.
  public var dropout: UInt64
  /// Sampled contexts of interaction losses.
  public var contexts: UInt64

  /// Makes seeds, all of one number where not told apart.
  public init(all seed: UInt64 = 0) {
    data = seed
    split = seed
    noise = seed
    initialisation = seed
    order = seed
    dropout = seed
    contexts = seed
  }
}
