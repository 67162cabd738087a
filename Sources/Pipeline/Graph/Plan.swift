import Base

/// What will be done about each stage of a graph, with one reason each; nothing is changed yet.
public struct Plan: Sendable {
  /// What will be done about a stage.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Its result is there.
    case cached
    /// It will run.
    case run
    /// It cannot run.
    case blocked
  }

  /// Why.
  public enum Reason: Sendable, Hashable {
    /// The result is there and holds what its record says.
    case published
    /// There is no result for this key.
    case noResult
    /// There is no result, and an input has none either: its label.
    case inputWillRun(String)
    /// There is a result, but it is not what its record says: what differs.
    case damaged(String)
    /// The result is known but its outputs were removed, and a stage that runs needs them: its label.
    case evicted(neededBy: String)
    /// The stage cannot run: why.
    case blocked(String)
    /// An input cannot run: its label.
    case inputBlocked(String)

    /// The reason in words.
    public var text: String {
      switch self {
      case .published: "result is there"
      case .noResult: "no result yet"
      case .inputWillRun(let label): "input \(label) will run"
      case .damaged(let what): "damaged: \(what)"
      case .evicted(let label): "evicted, needed by \(label)"
      case .blocked(let why): why
      case .inputBlocked(let label): "input \(label) is blocked"
      }
    }
  }

  /// One stage of the plan.
  public struct Entry: Sendable {
    /// The stage.
    public var node: StageNode
    /// What will be done.
    public var state: State
    /// Why.
    public var reason: Reason
    /// What `done.json` says, where it was read: `ResultsFolder.record(of:)` reads it.
    public var record: StageRecord?
  }

  /// The graph planned.
  public let graph: StageGraph
  /// The results folder it was planned for.
  public let folder: ResultsFolder
  /// The stages, inputs before what needs them.
  public let entries: [Entry]
  let links: StageGraph.Links

  /// Number of stages in a state.
  public func count(_ state: State) -> Int { entries.count { $0.state == state } }

  /// Looks at the results folder and decides about every stage.
  ///
  /// With an index, the outputs of finished stages are read in full unless the index knows them;
  /// those of `suspects` always are. Without one, only their sizes are looked at, or, with `rehash`,
  /// all is read. The outputs of `wanted` are made again if they were removed to save space.
  public static func make(
    _ graph: StageGraph, in folder: ResultsFolder, index: StageIndex? = nil, rehash: Bool = false,
    suspects: Set<ContentHash> = [], wanted: ContentHash? = nil
  ) -> Plan {
    for key in suspects { index?.remove(key) }
    let held = index?.holds(graph.nodes.map(\.key)) ?? []
    let links = graph.links()
    var states = [State](repeating: .run, count: graph.count)
    var entries: [Entry] = []
    entries.reserveCapacity(graph.count)
    var evicted: Set<Int> = []
    for place in links.order {
      let node = graph.nodes[place]
      let inputs = links.inputs[place]
      let entry: Entry
      let found =
        index.map { held[place] ? .known : folder.read(node.key, for: $0) }
        ?? .looked(folder.inspect(node.key, rehash: rehash || suspects.contains(node.key)))
      switch found {
      case .known: entry = Entry(node: node, state: .cached, reason: .published)
      case .looked(.published(let record)):
        entry = Entry(node: node, state: .cached, reason: .published, record: record)
      case .looked(.evicted):
        evicted.insert(place)
        entry = Entry(node: node, state: .cached, reason: .published)
      case .looked(let other):
        let reason: Reason
        if let blocked = node.blocked {
          reason = .blocked(blocked)
        } else if let input = inputs.first(where: { states[$0] == .blocked }) {
          reason = .inputBlocked(graph.nodes[input].label)
        } else if case .damaged(let what) = other {
          reason = .damaged(what)
        } else if let input = inputs.first(where: { states[$0] == .run }) {
          reason = .inputWillRun(graph.nodes[input].label)
        } else {
          reason = .noResult
        }
        entry = Entry(node: node, state: reason.isBlocking ? .blocked : .run, reason: reason)
      }
      states[place] = entry.state
      entries.append(entry)
    }
    if !evicted.isEmpty { bringBack(evicted, wanted: wanted, links, &entries) }
    return Plan(graph: graph, folder: folder, entries: entries, links: links)
  }

  /// Has evicted stages run again where a stage that runs needs their outputs, and so on backwards;
  /// what has the results of such a stage already stays as it is, since the same bytes come back.
  private static func bringBack(
    _ evicted: Set<Int>, wanted: ContentHash?, _ links: StageGraph.Links,
    _ entries: inout [Entry]
  ) {
    var turns = [Int](repeating: 0, count: entries.count)
    for (turn, place) in links.order.enumerated() {
      turns[place] = turn
      if evicted.contains(place), entries[turn].node.key == wanted {
        entries[turn] = Entry(
          node: entries[turn].node, state: .run, reason: .evicted(neededBy: "--only"))
      }
    }
    for (turn, place) in links.order.enumerated().reversed() where entries[turn].state == .run {
      for input in links.inputs[place] where evicted.contains(input) {
        let producer = turns[input]
        guard entries[producer].state == .cached else { continue }
        entries[producer] = Entry(
          node: entries[producer].node, state: .run,
          reason: .evicted(neededBy: entries[turn].node.label))
      }
    }
  }
}

extension Plan.Reason {
  /// Whether there is a result that is not what its record says.
  var isDamage: Bool { if case .damaged = self { true } else { false } }

  fileprivate var isBlocking: Bool {
    switch self {
    case .blocked, .inputBlocked: true
    default: false
    }
  }
}
