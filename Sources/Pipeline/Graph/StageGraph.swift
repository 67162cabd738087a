import Base

/// The stages of a run and what each needs, unique by key.
///
/// Inputs cannot form a cycle, since a key contains the keys of its inputs.
public struct StageGraph: Sendable {
  /// The stages in the order they were first added.
  public private(set) var nodes: [StageNode] = []
  private var indices: [ContentHash: Int] = [:]
  private var furtherLabels: [ContentHash: Labels] = [:]

  /// Labels in the order they were added, each once: thousands of cells may share a stage.
  private struct Labels {
    private(set) var inOrder: [String] = []
    private var known: Set<String> = []

    mutating func insert(_ label: String) {
      if known.insert(label).inserted { inOrder.append(label) }
    }
  }

  /// Makes an empty graph.
  public init() {}

  /// Number of stages.
  public var count: Int { nodes.count }

  /// The stage with `key`; nil when it is not in the graph.
  public subscript(key: ContentHash) -> StageNode? { indices[key].map { nodes[$0] } }

  /// The place of the stage with `key` in `nodes`; nil when it is not in the graph.
  public func index(of key: ContentHash) -> Int? { indices[key] }

  /// Adds a stage and returns its key.
  ///
  /// A stage that is there already (two cells share it) keeps its first label and gains this
  /// one's label and short cuts; the larger weight counts; it is blocked only if both are.
  @discardableResult
  public mutating func add(_ node: StageNode) -> ContentHash {
    guard let index = indices[node.key] else {
      indices[node.key] = nodes.count
      nodes.append(node)
      return node.key
    }
    if nodes[index].label != node.label {
      furtherLabels[node.key, default: Labels()].insert(node.label)
    }
    for (role, keys) in node.preferred {
      let known = nodes[index].preferred[role] ?? []
      nodes[index].preferred[role] = known + keys.filter { !known.contains($0) }
    }
    nodes[index].weight = max(nodes[index].weight, node.weight)
    if node.blocked == nil { nodes[index].blocked = nil }
    return node.key
  }

  /// Sets what attempts of each kind of stage may use.
  public mutating func setLimits(_ limits: (_ kind: String) -> StageLimits) {
    var known: [String: StageLimits] = [:]
    for place in nodes.indices {
      let kind = nodes[place].kind
      let found = known[kind] ?? limits(kind)
      known[kind] = found
      nodes[place].limits = found
    }
  }

  /// Puts the stages added since there were `count`, as far as they have none, into a group.
  public mutating func setGroup(_ group: String, ofStagesFrom count: Int) {
    for place in count..<nodes.count where nodes[place].group == nil { nodes[place].group = group }
  }

  /// All labels of a stage, the first added first.
  public func labels(of key: ContentHash) -> [String] {
    guard let node = self[key] else { return [] }
    return [node.label] + (furtherLabels[key]?.inOrder ?? [])
  }

  /// Every stage's key with all its labels, in the order of `nodes`.
  public var labelledKeys: [(key: ContentHash, labels: [String])] {
    nodes.map { ($0.key, labels(of: $0.key)) }
  }

  /// The graph of one stage and all it needs, directly or not; short cuts are not needed.
  public func needed(by key: ContentHash) -> StageGraph { needed(by: [key]) }

  /// The graph of some stages and all they need, directly or not; short cuts are not needed.
  public func needed(by keys: some Sequence<ContentHash>) -> StageGraph {
    var wanted: Set<ContentHash> = []
    var pending = Array(keys)
    while let next = pending.popLast() {
      guard let node = self[next], wanted.insert(next).inserted else { continue }
      pending += node.inputs.values.joined()
    }
    return part { wanted.contains($0.key) }
  }

  /// The graph without some stages and what needs them, directly or not.
  public func without(_ keys: Set<ContentHash>) -> StageGraph {
    var lost = keys
    let links = links()
    for place in links.order
    where links.inputs[place].contains(where: { lost.contains(nodes[$0].key) }) {
      lost.insert(nodes[place].key)
    }
    return part { !lost.contains($0.key) }
  }

  /// The stages that no other needs.
  public var ends: Set<ContentHash> {
    Set(nodes.map(\.key)).subtracting(nodes.lazy.flatMap { $0.inputs.values.joined() })
  }

  private func part(_ isWanted: (StageNode) -> Bool) -> StageGraph {
    var part = StageGraph()
    for node in nodes where isWanted(node) {
      part.add(node)
      part.furtherLabels[node.key] = furtherLabels[node.key]
    }
    return part
  }

  /// What a person's name for a stage leads to.
  public enum Lookup: Sendable {
    /// Exactly one stage has this label or begins its key like this.
    case found(StageNode)
    /// Several keys begin like this.
    case ambiguous([StageNode])
    /// No stage; the nearest label, if any is near.
    case unknown(nearest: String?)
  }

  /// Finds a stage by a label or by the beginning of its key (at least four digits).
  public func find(_ name: String) -> Lookup {
    if let node = nodes.first(where: { labels(of: $0.key).contains(name) }) { return .found(node) }
    if name.utf8.count >= 4 {
      let matches = nodes.filter { $0.key.hex.hasPrefix(name) }
      if matches.count == 1 { return .found(matches[0]) }
      if matches.count > 1 { return .ambiguous(matches) }
    }
    let all = nodes.lazy.flatMap { labels(of: $0.key) }
    return .unknown(nearest: NearestName.suggestion(for: name, among: all))
  }

  /// The stages so that inputs come before what needs them; ties in the order of adding.
  ///
  /// Works without recursion, so a chain may be as long as memory allows.
  public func topologicalOrder() -> [StageNode] { links().order.map { nodes[$0] } }

  /// The edges by place in `nodes`.
  struct Links {
    /// Places of the distinct inputs of each stage.
    var inputs: [[Int]]
    /// Places of the stages that have each stage as an input.
    var dependents: [[Int]]
    /// Places of the short cuts of each stage that are in the graph.
    var preferred: [[Int]]
    /// All places, inputs first.
    var order: [Int]
  }

  /// Resolves all keys to places; an input that is not in the graph is a programmer's error.
  func links() -> Links {
    var inputs: [[Int]] = []
    var preferred: [[Int]] = []
    inputs.reserveCapacity(nodes.count)
    preferred.reserveCapacity(nodes.count)
    for (place, node) in nodes.enumerated() {
      var needed: Set<Int> = []
      for (role, keys) in node.inputs {
        for key in keys {
          guard let index = indices[key] else {
            preconditionFailure("\(node.label): input \(role) \(key) was never added to the graph")
          }
          needed.insert(index)
        }
      }
      inputs.append(needed.sorted())
      let shortCuts = Set(node.preferred.values.joined().compactMap { indices[$0] })
      preferred.append(shortCuts.subtracting(needed).subtracting([place]).sorted())
    }
    var dependents = [[Int]](repeating: [], count: nodes.count)
    for (place, needed) in inputs.enumerated() {
      for input in needed { dependents[input].append(place) }
    }
    var missing = inputs.map(\.count)
    var order = nodes.indices.filter { missing[$0] == 0 }
    order.reserveCapacity(nodes.count)
    var done = 0
    while done < order.count {
      for dependent in dependents[order[done]] {
        missing[dependent] -= 1
        if missing[dependent] == 0 { order.append(dependent) }
      }
      done += 1
    }
    precondition(order.count == nodes.count, "a cycle of inputs would need a SHA-256 collision")
    return Links(inputs: inputs, dependents: dependents, preferred: preferred, order: order)
  }
}
