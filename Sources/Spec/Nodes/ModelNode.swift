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
  /// Dropped units, and the random starts of adversarial training.
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
