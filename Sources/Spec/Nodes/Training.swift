import Base

/// How a model is trained.
public struct Training: Sendable {
  /// The split trained on.
  public let data: Reference
  /// Passes over the data.
  public let epochs: Int
  /// Samples in one step.
  public let batch: Int
  /// Parts of each batch that are passed on their own, so that they can be passed at once.
  public let shards: Int
  /// The step rule.
  public let optimizer: Plugin
  /// The learning rate of each epoch.
  public let learningRate: LearningRateSchedule
  /// How the rate rises at the beginning.
  public let warmUp: WarmUp
  /// The bound on gradients; nil for none.
  public let clip: GradientBound?
  /// When weights are kept.
  public var checkpoints: Checkpoints
  /// What is made small, summed by their weights.
  public let losses: [Plugin]
  /// What is done to each sample anew every time it is trained on, in this order.
  public let augment: [Plugin]
  /// Losses added to these that suppress or encourage interactions.
  public let interactionLosses: [InteractionLoss]
  /// A loss on interactions between units of a layer; nil for none.
  public let unitInteractionLoss: UnitInteractionLoss?
  /// Adversarial copies of each batch trained on; nil for none.
  public let adversarial: AdversarialTraining?
  /// A model whose outputs are learned; nil for none.
  public var teacher: Teacher?
}

/// How the learning rate rises at the beginning: linearly, to the schedule's own rate.
public enum WarmUp: Sendable, Hashable {
  /// Not at all.
  case none
  /// In epoch e of the first so many, counted from 1, the e-th part of them times the rate.
  case epochs(Int)
  /// In step s of the first so many, counted from 1, the s-th part of them times the rate.
  case steps(Int)
}

/// A bound on the gradients of a step.
public enum GradientBound: Sendable, Hashable {
  /// On the Euclidean norm of all of them together.
  case norm(Double)
  /// On each number.
  case value(Double)
}

/// A model whose outputs are learned beside the labels.
public struct Teacher: Sendable {
  /// How far the outputs are from the teacher's.
  public enum Distance: String, Sendable, Hashable, CaseIterable {
    /// T²·KL of the softened outputs (arXiv:1503.02531).
    case divergence
    /// The mean squared difference of the logits.
    case squared
  }

  /// The model and its checkpoint.
  public let model: Reference
  /// What is made small.
  public let distance: Distance
  /// The temperature of the softmax.
  public let temperature: Double
  /// The weight of the losses of the labels; the teacher's is the rest of 1.
  public let labelWeight: Double
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
