import Base

/// Checks what one node's reading cannot see: that references lead somewhere, and never back.
struct CellChecker {
  let sink: FaultSink
  /// Swept paths and `variant` with their values.
  let dimensions: [(name: String, values: [Value])]

  /// Checks all references of one cell.
  func check(_ nodes: CellReader.Nodes) {
    let names: [NodeKind: [String]] = [
      .data: nodes.data.map(\.name), .models: nodes.models.map(\.name),
      .samples: nodes.samples.map(\.name), .measure: nodes.measures.map(\.name),
      .relate: nodes.relations.map(\.name),
    ]
    for node in nodes.all {
      for input in node.node.inputs {
        for reference in input.references {
          check(reference, among: names[reference.target.kind] ?? [], nodes: nodes)
        }
      }
    }
    for measure in nodes.measures { check(measure, nodes: nodes) }
    LimitChecker(sink: sink, nodes: nodes).check()
    for relation in nodes.relations { check(relation) }
    reportCycles(nodes)
  }

  private func check(_ reference: Reference, among names: [String], nodes: CellReader.Nodes) {
    let target = reference.target
    guard names.contains(target.name) else {
      // A node that exists but could not be read has its own fault.
      guard !nodes.unread.contains(target) else { return }
      let kinds: [NodeKind: String] = [
        .data: "data node", .models: "model", .samples: "pool of samples",
        .measure: "measurement", .relate: "relation",
      ]
      reportUnknown(
        kinds[target.kind] ?? "node", target.name, among: names, at: reference.span, sink: sink)
      return
    }
    checkSplit(of: reference, nodes: nodes)
    if case .epoch(let epoch)? = reference.checkpoint,
      let training = nodes.models.first(where: { $0.name == target.name })?.training
    {
      check(epoch: epoch, of: target.name, training, at: reference.span)
    }
    if let model = reference.model, !nodes.models.contains(where: { $0.name == model }) {
      reportUnknown(
        "model", model, among: nodes.models.map(\.name), at: reference.span, sink: sink)
    }
    switch reference.scope {
    case .thisCell: break
    case .across(let coordinate), .pairs(let coordinate):
      checkSwept(coordinate, at: reference.span)
    case .cells(let wanted):
      for (dimension, value) in wanted.sorted(by: { $0.key < $1.key }) {
        guard checkSwept(dimension, at: reference.span) else { continue }
        let values = dimensions.first { $0.name == dimension }?.values ?? []
        if !values.contains(value) {
          reportUnknown(
            "value of \(dimension)", value.label, among: values.map(\.label), at: reference.span,
            sink: sink)
        }
      }
    }
  }

  @discardableResult
  private func checkSwept(_ coordinate: String, at span: SourceSpan) -> Bool {
    guard !dimensions.contains(where: { $0.name == coordinate }) else { return true }
    let names = dimensions.map(\.name)
    var notes: [String] = []
    if let nearest = NearestName.suggestion(for: coordinate, among: names) {
      notes.append("did you mean `\(nearest)`?")
    }
    notes.append(
      names.isEmpty
        ? "nothing is swept: add `sweep: {\(coordinate): [0, 1, 2]}`"
        : "swept: " + names.joined(separator: ", "))
    sink.report(at: span, "`\(SpecNode.shortened(coordinate))` is not swept", notes: notes)
    return false
  }

  private func checkSplit(of reference: Reference, nodes: CellReader.Nodes) {
    guard let split = reference.split,
      let data = nodes.data.first(where: { $0.name == reference.target.name }),
      let known = nodes.splits(of: data), !known.contains(split)
    else { return }
    reportUnknown(
      "split", split, among: known, at: reference.span, sink: sink,
      help: known.isEmpty ? "write `\(data.name)`: it has no splits" : nil)
  }

  private func check(
    epoch: Int, of model: String, _ training: Training, at span: SourceSpan
  ) {
    guard epoch <= training.epochs else {
      sink.report(
        at: span,
        "model `\(model)` is trained for \(training.epochs) epochs, so there is no checkpoint"
          + " \(epoch)",
        notes: ["name an epoch from 0 to \(training.epochs), or raise `epochs`"])
      return
    }
    let kept = training.checkpoints.epochs
    // Checkpoints by step or condition are known only in training.
    guard !kept.contains(epoch), training.checkpoints.steps.isEmpty else { return }
    sink.report(
      at: span, "model `\(model)` keeps no checkpoint \(epoch)",
      notes: [
        "its checkpoints: " + kept.prefix(20).map(String.init).joined(separator: ", ")
          + (kept.count > 20 ? ", …" : ""), "add \(epoch) to them, or name one of them",
      ])
  }

  private func check(_ measure: MeasureNode, nodes: CellReader.Nodes) {
    for reference in measure.models {
      guard let model = nodes.models.first(where: { $0.name == reference.target.name }),
        let training = model.training
      else { continue }
      if reference.checkpoint == nil, case .listed(let checkpoints) = measure.at {
        for (checkpoint, span) in zip(checkpoints, measure.atSpans) {
          guard case .epoch(let epoch) = checkpoint else { continue }
          check(epoch: epoch, of: model.name, training, at: span)
        }
      }
      if let data = nodes.data.first(where: { $0.name == training.data.target.name }),
        let known = nodes.splits(of: data)
      {
        for (split, span) in zip(measure.splits, measure.splitSpans)
        where !known.contains(split) {
          reportUnknown("split", split, among: known, at: span, sink: sink)
        }
      }
      warnOfDifferences(measure, model, training)
    }
  }

  /// Players and baseline change conclusions, so a loss and its measurement should share them.
  private func warnOfDifferences(_ measure: MeasureNode, _ model: ModelNode, _ training: Training) {
    // Cells of splits are masked to see what is left, which no loss trains for.
    guard let game = measure.game, measure.splits.isEmpty else { return }
    for loss in training.interactionLosses {
      var differences: [String] = []
      if loss.players != game.players { differences.append("players") }
      if loss.baseline != game.baseline { differences.append("baseline") }
      guard !differences.isEmpty else { continue }
      sink.report(
        .warning, at: measure.span,
        "measure.\(measure.name) has other \(differences.joined(separator: " and ")) than the"
          + " interaction loss of models.\(model.name)",
        notes: [
          "the loss stands at \(loss.span.file):\(loss.span.line):\(loss.span.column)",
          "what is measured then is not what was trained for; name both once, at the top level",
        ])
      return
    }
  }

  private func check(_ relation: RelateNode) {
    for coordinate in relation.across { checkSwept(coordinate, at: relation.span) }
    if let cluster = relation.cluster { checkSwept(cluster, at: relation.span) }
  }

  // MARK: - Cycles

  private func reportCycles(_ nodes: CellReader.Nodes) {
    var edges: [NodeName: [(to: NodeName, span: SourceSpan)]] = [:]
    for (name, node) in nodes.all {
      edges[name] = node.inputs.flatMap(\.references).compactMap { reference in
        // Another cell's node of this name is another node; see `CellCircles`.
        if case .cells = reference.scope { return nil }
        return (reference.target, reference.span)
      }
    }
    var done: Set<NodeName> = []
    var path: [NodeName] = []
    func visit(_ name: NodeName) {
      guard !done.contains(name) else { return }
      path.append(name)
      for edge in edges[name] ?? [] {
        if let start = path.firstIndex(of: edge.to) {
          let circle = (path[start...] + [edge.to]).map(\.description)
          sink.report(
            at: edge.span, "references go in a circle: " + circle.joined(separator: " → "),
            notes: ["each → reads “needs”; let one of them use another node"])
        } else {
          visit(edge.to)
        }
      }
      path.removeLast()
      done.insert(name)
    }
    for (name, _) in nodes.all { visit(name) }
  }
}

extension CellReader.Nodes {
  /// Every node with its name.
  var all: [(name: NodeName, node: any CellNode)] {
    data.map { (NodeName(.data, $0.name), $0 as any CellNode) }
      + models.map { (NodeName(.models, $0.name), $0) }
      + samples.map { (NodeName(.samples, $0.name), $0) }
      + measures.map { (NodeName(.measure, $0.name), $0) }
      + relations.map { (NodeName(.relate, $0.name), $0) }
  }

  /// The splits of a data node; nil when only its data set knows them.
  func splits(of node: DataNode) -> [String]? {
    if !node.split.isEmpty { return node.split.map(\.split) }
    switch node.source {
    case .dataset(let plugin): return (plugin.made as? any SplitNaming)?.splitNames
    case .derived(let from, _):
      if from.split != nil { return [] }
      guard let base = data.first(where: { $0.name == from.target.name }), base.name != node.name
      else { return nil }
      // A circle among data nodes is reported elsewhere; here it must only not go on for ever.
      if case .derived = base.source { return nil }
      return splits(of: base)
    }
  }
}
