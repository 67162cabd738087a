import Base

/// The kinds of nodes, by the top-level key they stand under.
public enum NodeKind: String, Sendable, Hashable, CaseIterable {
  case data, models, samples, measure, relate
}

/// A node's kind and name; `models.main` in texts.
public struct NodeName: Sendable, Hashable, CustomStringConvertible {
  /// The kind.
  public var kind: NodeKind
  /// The name under the kind's key.
  public var name: String

  /// Makes a name.
  public init(_ kind: NodeKind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// `models.main`.
  public var description: String { "\(kind.rawValue).\(name)" }
}

/// A use of one node's output by another, as a spec writes it.
public struct Reference: Sendable, Hashable {
  /// Which of a model's checkpoints.
  public enum Checkpoint: Sendable, Hashable {
    /// After this many epochs; 0 is the untrained model.
    case epoch(Int)
    /// The last of the model's list.
    case last
    /// The one with the best recorded value of a metric, such as `test-accuracy`.
    case best(metric: String)
    /// The first one at which a recorded metric passes a bound: `train-accuracy>=0.65`.
    case first(metric: String, comparison: String, bound: Double)
  }

  /// Which cells' node is meant.
  public enum Scope: Sendable, Hashable {
    /// This cell's.
    case thisCell
    /// The list over all values of a swept coordinate, the others as in this cell.
    case across(String)
    /// All unordered pairs over a swept coordinate, the others as in this cell.
    case pairs(String)
    /// Another cell's: these dimensions as given, the others as in this cell.
    case cells(where: [String: Value])
  }

  /// The node meant.
  public var target: NodeName
  /// The split of a data node; nil for all of it.
  public var split: String?
  /// The checkpoint of a model; nil where the user of the reference decides.
  public var checkpoint: Checkpoint?
  /// Which cells' node.
  public var scope: Scope
  /// The dimension whose values are shuffled, for chance levels; nil for none.
  public var permute: String?
  /// The dimension averaged away before joining; nil for none.
  public var reduce: String?
  /// The model whose rows of a measurement are meant; nil for all.
  public var model: String?
  /// The metric whose rows of a measurement are meant; nil for all.
  public var metric: String?
  /// Where the reference stands; not part of its identity.
  public var span: SourceSpan

  /// Makes a reference; see the properties.
  public init(
    to target: NodeName, split: String? = nil, checkpoint: Checkpoint? = nil,
    scope: Scope = .thisCell, span: SourceSpan
  ) {
    self.target = target
    self.split = split
    self.checkpoint = checkpoint
    self.scope = scope
    self.span = span
  }

  /// Whether two references mean the same, wherever they stand.
  public static func == (left: Reference, right: Reference) -> Bool {
    left.target == right.target && left.selector == right.selector
  }

  /// Hashes what is meant, not where it stands.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(target)
    hasher.combine(selector)
  }

  /// The canonical value of everything but the target's identity (which its key supplies) and the
  /// place: what a stage that uses the reference hashes beside the input's key.
  public var selector: Value {
    var members: [String: Value] = [:]
    if let split { members["split"] = .text(split) }
    if let checkpoint { members["checkpoint"] = .text(checkpoint.text) }
    switch scope {
    case .thisCell: break
    case .across(let coordinate): members["across"] = .text(coordinate)
    case .pairs(let coordinate): members["pairs"] = .text(coordinate)
    case .cells(let dimensions): members["where"] = .map(dimensions)
    }
    if let permute { members["permute"] = .text(permute) }
    if let reduce { members["reduce"] = .text(reduce) }
    if let model { members["model"] = .text(model) }
    if let metric { members["metric"] = .text(metric) }
    return .map(members)
  }

  /// As a spec writes it in one word: `main.train`, `teacher@last`.
  public var text: String {
    target.name + (split.map { "." + $0 } ?? "") + (checkpoint.map { "@" + $0.text } ?? "")
  }
}

extension Reference.Checkpoint {
  /// As a spec writes it after the `@`.
  public var text: String {
    switch self {
    case .epoch(let epoch): "\(epoch)"
    case .last: "last"
    case .best(let metric): "best:\(metric)"
    case .first(let metric, let comparison, let bound):
      "first:\(metric)\(comparison)\(NumberRange.text(bound))"
    }
  }
}

/// The references a node takes in one role.
public struct NodeInput: Sendable, Hashable {
  /// What they are to the node: `data`, `model`, `samples`, `teacher` or `left`.
  public var role: String
  /// The references, in the order written.
  public var references: [Reference]

  /// Makes an input.
  public init(role: String, references: [Reference]) {
    self.role = role
    self.references = references
  }
}
