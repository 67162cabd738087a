import Base

/// One stage as it is asked for: what to compute, from what, and the key both make.
public struct StageNode: Sendable {
  /// The stage kind: `dataset`, `train`, `measure`, `relate`.
  public let kind: String
  /// The version of the kind's algorithm; part of the key.
  public let version: Int
  /// The typed parameters, defaults filled in; part of the key by value, not by spelling.
  public let parameters: Value
  /// The keys of the input stages by role, in order; part of the key; no role is empty.
  public let inputs: [String: [ContentHash]]
  /// The content of files read, by name; part of the key (where they lie belongs into `hints`).
  public let files: [String: ContentHash]
  /// The identity of the result: SHA-256 over all of the above.
  public let key: ContentHash

  /// What people call it: `train/low-order/seed=0@5`.
  public var label: String
  /// Short cuts by role, such as the previous checkpoint: run before this stage if they are in
  /// the graph, handed over if they are published, never part of the key.
  public var preferred: [String: [ContentHash]]
  /// What the stage needs to know but what cannot change its result, such as where a file lies.
  public var hints: Value
  /// Why the stage cannot run ("… is known but not built yet"); nil when it can.
  public var blocked: String?
  /// Expected cost in any unit common to the graph – seconds where `expected` tells –; steers the
  /// order of execution only.
  public var weight: Double
  /// What it would cost at a stated speed, counted from what it computes; nil where nobody counted.
  public private(set) var expected: StageCost?
  /// How many cores it can use at once; how many it gets must not change its result.
  public var cores: Int
  /// What an attempt may use.
  public var limits = StageLimits()
  /// What the stage is for, such as a cell: of stages with equally long paths behind them, those of
  /// different groups take turns.
  public var group: String?

  /// Makes a node and its key.
  public init(
    kind: String, version: Int, parameters: Value, inputs: [String: [ContentHash]] = [:],
    files: [String: ContentHash] = [:], label: String, preferred: [String: [ContentHash]] = [:],
    hints: Value = .null, blocked: String? = nil, weight: Double = 1, cores: Int = 1
  ) {
    self.kind = kind
    self.version = version
    self.parameters = parameters
    // A role without stages is no role, so a kind that gains an optional role keeps its keys.
    self.inputs = inputs.filter { !$0.value.isEmpty }
    self.files = files
    self.label = label
    self.preferred = preferred.filter { !$0.value.isEmpty }
    self.hints = hints
    self.blocked = blocked
    self.weight = weight
    self.cores = cores
    key = Self.key(
      kind: kind, version: version, parameters: parameters, inputs: self.inputs, files: files)
  }

  /// States what it would cost, which is then its weight too.
  public mutating func expect(_ cost: StageCost?) {
    guard let cost else { return }
    expected = cost
    weight = cost.seconds
  }

  /// The key of a stage; every part carries its type and length, so no two differ by shifting.
  private static func key(
    kind: String, version: Int, parameters: Value, inputs: [String: [ContentHash]],
    files: [String: ContentHash]
  ) -> ContentHash {
    var bytes = CanonicalBytes()
    bytes.append("stage")
    bytes.append(kind)
    bytes.append(.integer(version))
    bytes.append(parameters)
    bytes.append(.integer(inputs.count))
    for (role, keys) in inputs.sorted(by: { byteOrder($0.key, $1.key) }) {
      bytes.append(role)
      bytes.append(.integer(keys.count))
      for key in keys { bytes.append(key) }
    }
    bytes.append(.integer(files.count))
    for (name, hash) in files.sorted(by: { byteOrder($0.key, $1.key) }) {
      bytes.append(name)
      bytes.append(hash)
    }
    return bytes.hash
  }

  private static func byteOrder(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
