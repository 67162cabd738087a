import Base

/// What every node of a cell has.
public protocol CellNode: Sendable {
  /// The node's name under its kind's key.
  var name: String { get }
  /// Where it is defined.
  var span: SourceSpan { get }
  /// Everything that decides its outputs but its inputs and seeds: typed, defaults
  /// filled in, plugins with their names. References are in `inputs` instead, seeds in `seeds`.
  var parameters: Value { get }
  /// The nodes it uses, by role.
  var inputs: [NodeInput] { get }
  /// One text for each part that parses and plans but has no stage yet, such as
  /// `metric and-or is known but not built yet`.
  var unbuilt: [String] { get }
}

/// A data set, or data derived from another node.
public struct DataNode: CellNode {
  /// Where the samples come from.
  public enum Source: Sendable {
    /// A data set plugin.
    case dataset(Plugin)
    /// Another node (or one split of it), transformed in this order.
    case derived(from: Reference, transforms: [Plugin])
  }

  /// A named share of all samples.
  public struct Share: Sendable, Hashable {
    /// The split's name.
    public let split: String
    /// Its share, above 0 and at most 1.
    public let fraction: Double
  }

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
  /// Where the samples come from.
  public let source: Source
  /// The splits the spec cuts, in the order written; empty for the data set's own.
  public let split: [Share]
  /// The seeds; only `data`, `split` and `noise` matter here.
  public let seeds: Seeds
}

/// A fixed pool of samples, chosen from data alone.
public struct SamplesNode: CellNode {
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
  /// The split the samples are taken from.
  public let from: Reference
  /// So many of each class, the first in the split's order; nil when `count` says.
  public let perClass: Int?
  /// So many in all, the first in the split's order; nil when `perClass` says, or for all.
  public let count: Int?
  /// Columns of the data held at one of the listed values.
  public let filters: [String: [Value]]
  /// Where `count` or `per-class` stands.
  let sizeSpan: SourceSpan
}

/// Measurements of models: value tables and their analyses, or a metric on samples or splits.
public struct MeasureNode: CellNode {
  /// The checkpoints measured.
  public enum Checkpoints: Sendable, Hashable {
    /// Every one of each model's list.
    case all
    /// The last of each model's list.
    case last
    /// These; numbers are in each model's list.
    case listed([Reference.Checkpoint])
  }

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
  /// The metric.
  public let metric: Plugin
  /// The models measured; a reference with its own checkpoint overrides `at`.
  public let models: [Reference]
  /// The checkpoints measured.
  public let at: Checkpoints
  /// The pool, for a metric of samples.
  public let samples: Reference?
  /// The splits of each model's training data, for a metric of whole splits.
  public let splits: [String]
  /// The value function, for a metric of games.
  public let game: Game?
  /// Where tables computed elsewhere are read from, such as `runs/{model}/{checkpoint}.npy`.
  public let tables: String?
  /// Whether tables of many players become files too.
  ///
  /// Not part of identity.
  public let keepsTables: Bool
  /// Samples measured in one stage; nil for the program's own number.
  ///
  /// Fewer make more and shorter stages, and change no number.
  public let samplesInStage: Int?
  /// Where each of the checkpoints of `at` stands.
  let atSpans: [SourceSpan]
  /// Where each of `splits` stands.
  let splitSpans: [SourceSpan]

  /// The epochs at which `model` is measured, ascending; `best` and `first` forms, which need
  /// recorded metrics, are not in the list.
  public func epochs(of model: ModelNode, through reference: Reference) -> [Int] {
    let known = model.checkpoints
    func epoch(_ checkpoint: Reference.Checkpoint) -> Int? {
      switch checkpoint {
      case .epoch(let epoch): epoch
      case .last: known.last
      case .best, .first: nil
      }
    }
    if let checkpoint = reference.checkpoint { return epoch(checkpoint).map { [$0] } ?? [] }
    switch at {
    case .all: return known
    case .last: return known.last.map { [$0] } ?? []
    case .listed(let checkpoints): return Set(checkpoints.compactMap(epoch)).sorted()
    }
  }
}

/// A stage with two or more inputs joined on stated keys.
public struct RelateNode: CellNode {
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
  /// The relation.
  public let relation: Plugin
  /// The dimensions rows are joined on; empty for the relation's own.
  public let join: [String]
  /// The dimensions related over, such as `variant` and `seed`; empty for this cell alone.
  public let across: [String]
  /// The dimension whose values are clusters, not units; nil for none.
  public let cluster: String?
}
