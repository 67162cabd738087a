import Base

/// Reads the nodes of cells, each part once however many cells share it.
///
/// Cells are made by copying paths of the study's tree, so equal parts are the same objects and are
/// recognised by identity; what was read is kept with the object, so no identity is reused.
final class CellReader {
  /// The nodes of one cell.
  struct Nodes {
    var data: [DataNode] = []
    var models: [ModelNode] = []
    var samples: [SamplesNode] = []
    var measures: [MeasureNode] = []
    var relations: [RelateNode] = []
    var noop: NoopGraph?
    /// Nodes that are there but too faulty to be read.
    var unread: Set<NodeName> = []
  }

  /// The parts of a tree something was read from.
  private struct Key: Hashable {
    let parts: [ObjectIdentifier?]
    let name: String

    init(_ parts: [SpecNode?], name: String = "") {
      self.parts = parts.map { $0.map { ObjectIdentifier($0) } }
      self.name = name
    }
  }

  /// What was read, and the parts, which must live as long as their identities are used.
  private struct Kept<Result> {
    let result: Result
    let parts: [SpecNode?]
  }

  /// More nodes of one kind in a cell are refused: chains of references among them are followed
  /// by recursion.
  static let mostNodes = 1000

  private let vocabulary: Vocabulary
  private let sink: FaultSink
  /// The study's own `seed`, which a swept one does not change.
  private let studySeed: UInt64
  private var data: [Key: Kept<(node: DataNode, seeds: GivenSeeds)?>] = [:]
  private var models: [Key: Kept<(node: ModelNode, seeds: GivenSeeds)?>] = [:]
  private var samples: [Key: Kept<SamplesNode?>] = [:]
  private var measures: [Key: Kept<MeasureNode?>] = [:]
  private var relations: [Key: Kept<RelateNode?>] = [:]
  private var tables: [Key: Kept<PlayersTable>] = [:]
  private var baselines: [Key: Kept<Baseline>] = [:]
  private var seedMappings: [Key: Kept<GivenSeeds>] = [:]
  private var inherited: [Key: Kept<SpecNode>] = [:]
  /// How many nodes were read, not found again.
  private(set) var nodesRead = 0
  /// Called with each node's reader after it was read, for `runexp config`.
  var onRead: ((NodeName, ParameterReader) -> Void)?

  init(study root: SpecNode, vocabulary: Vocabulary, sink: FaultSink) {
    self.vocabulary = vocabulary
    self.sink = sink
    studySeed = Self.seed(root["seed"], sink: sink) ?? 0
  }

  /// The nodes of the cell whose tree is `root`.
  func nodes(of root: SpecNode) -> Nodes {
    let players = once(&tables, [root["players"]]) {
      PlayersReading(sink: self.sink).table(root["players"])
    }
    let baseline = once(&baselines, [root["baseline"]]) {
      self.reader(root, "").baseline("baseline", default: .channelMean, "")
    }
    let given = once(&seedMappings, [root["seeds"]]) {
      self.reader(SpecNode(.map(root.member("seeds").map { [$0] } ?? []), at: root.span), "")
        .seeds(of: Seeds.names.map(\.name), "")
    }
    let cellSeed = root["seed"].flatMap { Self.seed($0, sink: sink) } ?? studySeed
    let seeds = given.over(Seeds(study: studySeed, cell: cellSeed))
    let dataDefault = root.member(at: ["data", "main"]) == nil ? nil : "main.train"
    var nodes = Nodes()
    nodes.data = each(.data, of: root) { name, node in
      once(&data, [node], name: name) {
        self.read(.data, name, SpecNode.named(node, under: "dataset")) { $0.dataNode(name: name) }
      }.map { $0.node.with(seeds: $0.seeds.over(seeds)) }
    }
    nodes.models = each(.models, of: root) { name, node in
      guard let whole = inheriting(node, named: name, among: root["models"], chain: [name]) else {
        return nil
      }
      let parts = [
        whole, root["players"], root["baseline"], dataDefault == nil ? nil : root["data"],
      ]
      return once(&models, parts, name: name) {
        self.read(.models, name, whole) {
          $0.modelNode(
            name: name, players: players, baseline: baseline,
            dataDefault: name == "main" ? dataDefault : nil)
        }
      }.map { $0.node.with(seeds: $0.seeds.over(seeds)) }
    }
    nodes.samples = each(.samples, of: root) { name, node in
      once(&samples, [node], name: name) {
        self.read(.samples, name, node) { $0.samplesNode(name: name) }
      }
    }
    nodes.measures = each(.measure, of: root) { name, node in
      once(&measures, [node, root["players"], root["baseline"]], name: name) {
        self.read(.measure, name, node) {
          $0.measureNode(name: name, players: players, baseline: baseline)
        }
      }
    }
    nodes.relations = each(.relate, of: root) { name, node in
      once(&relations, [node], name: name) {
        self.read(.relate, name, node) { $0.relateNode(name: name) }
      }
    }
    nodes.noop = root.member("noop").flatMap { member in
      self.reader(SpecNode(.map([member]), at: root.span), "").noopGraph(seed: seeds.initialisation)
    }
    if sink.hasErrors { nodes.unread = unread(nodes, of: root) }
    return nodes.keepingNamedEpochs()
  }

  /// The nodes of `root` that are not among those read.
  private func unread(_ nodes: Nodes, of root: SpecNode) -> Set<NodeName> {
    let read = Set(nodes.all.map(\.name))
    let written = NodeKind.allCases.flatMap { kind in
      (root[kind.rawValue]?.members ?? []).filter { !$0.value.isNull }
        .map { NodeName(kind, $0.key) }
    }
    return Set(written).subtracting(read)
  }

  private static func seed(_ node: SpecNode?, sink: FaultSink) -> UInt64? {
    guard let node, !node.isNull else { return nil }
    let reader = ParameterReader(
      nil, span: node.span, path: "", vocabulary: Vocabulary(), sink: sink)
    return reader.typed(node, as: .integer(0...Int.max), for: "seed")?.integer.map { UInt64($0) }
  }

  private func reader(_ node: SpecNode, _ path: String) -> ParameterReader {
    ParameterReader(node, span: node.span, path: path, vocabulary: vocabulary, sink: sink)
  }

  private func read<Result>(
    _ kind: NodeKind, _ name: String, _ node: SpecNode, _ make: (ParameterReader) -> Result?
  ) -> Result? {
    nodesRead += 1
    let errors = sink.errorCount
    let reader = reader(node, "\(kind.rawValue).\(name)")
    let result = make(reader)
    onRead?(NodeName(kind, name), reader)
    // A node with placeholders in it would make others look faulty too.
    return sink.errorCount == errors ? result : nil
  }

  private func each<Node>(
    _ kind: NodeKind, of root: SpecNode, _ read: (String, SpecNode) -> Node?
  ) -> [Node] {
    guard let nodes = root[kind.rawValue], !nodes.isNull else { return [] }
    guard let members = nodes.members else {
      sink.report(
        at: nodes.span,
        "`\(kind.rawValue)` must be a mapping from names, not \(nodes.kindWords)",
        notes: ["write `\(kind.rawValue): {name: {…}}`"])
      return []
    }
    guard members.count <= Self.mostNodes else {
      sink.report(
        at: nodes.span,
        "`\(kind.rawValue)` has \(members.count) nodes, more than \(Self.mostNodes)",
        notes: ["sweep over a parameter instead of writing each value as a node"])
      return []
    }
    return members.compactMap { member in
      if member.value.isNull { return nil }
      if !NodeNames.isLegal(member.key) {
        sink.report(
          at: member.keySpan, "`\(SpecNode.shortened(member.key))` cannot name a node",
          notes: [NodeNames.rule])
        return nil
      }
      if [.measure, .relate].contains(kind), NodeNames.reservedMeasures.contains(member.key) {
        sink.report(
          at: member.keySpan, "`\(member.key)` cannot name a measurement",
          notes: [
            "the loss and accuracy every training records are called so; take another name"
          ])
        return nil
      }
      return read(member.key, member.value)
    }
  }

  /// `node` over the models it is `like`; nil after reporting a circle or an unknown name.
  private func inheriting(
    _ node: SpecNode, named name: String, among models: SpecNode?, chain: [String]
  ) -> SpecNode? {
    guard let like = node.member("like"), let base = like.value.text else { return node }
    if chain.contains(base) {
      sink.report(
        at: like.value.span,
        "`like` goes in a circle: " + (chain + [base]).joined(separator: " → "),
        notes: ["give one of them its own architecture and train"])
      return nil
    }
    guard let target = models?[base], !target.isNull else {
      let names = models?.members?.map(\.key) ?? []
      reportUnknown(
        "model", base, among: names.filter { $0 != name }, at: like.value.span, sink: sink)
      return nil
    }
    guard
      let whole = inheriting(target, named: base, among: models, chain: chain + [base])
    else { return nil }
    return once(&inherited, [whole, node]) {
      let own = SpecNode(.map((node.members ?? []).filter { $0.key != "like" }), at: node.span)
      let merged = whole.merged(with: own)
      // Kept, so that `runexp config` can show where the rest comes from.
      return SpecNode(.map([like] + (merged.members ?? [])), at: merged.span)
    }
  }

  private func once<Result>(
    _ memory: inout [Key: Kept<Result>], _ parts: [SpecNode?], name: String = "",
    _ make: () -> Result
  ) -> Result {
    let key = Key(parts, name: name)
    if let kept = memory[key] { return kept.result }
    let result = make()
    memory[key] = Kept(result: result, parts: parts)
    return result
  }
}

/// Reports a name of `what` that does not exist.
func reportUnknown(
  _ what: String, _ name: String, among names: [String], at span: SourceSpan, sink: FaultSink,
  help: String? = nil
) {
  var notes: [String] = []
  if let nearest = NearestName.suggestion(for: name, among: names) {
    notes.append("did you mean `\(nearest)`?")
  }
  let shown = names.prefix(30).joined(separator: ", ") + (names.count > 30 ? ", …" : "")
  notes.append(names.isEmpty ? "there are none" : "known names: " + shown)
  if let help { notes.append(help) }
  sink.report(at: span, "unknown \(what) `\(SpecNode.shortened(name))`", notes: notes)
}

extension DataNode {
  /// The same node with other seeds.
  func with(seeds: Seeds) -> DataNode {
    DataNode(
      name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
      source: source, split: split, seeds: seeds)
  }
}

extension ModelNode {
  /// The same node with other seeds.
  func with(seeds: Seeds) -> ModelNode {
    ModelNode(
      name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
      architecture: architecture, training: training, composition: composition, seeds: seeds)
  }
}
