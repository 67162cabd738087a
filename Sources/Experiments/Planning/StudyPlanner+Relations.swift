import Base
import Interactions
import Pipeline
import Spec

/// Relations as stages.
extension StudyPlanner {
  mutating func relation(named name: String, in cell: Cell) throws -> PlannedNode {
    let node = Self.node(name, among: cell.relations)
    guard node.unbuilt.isEmpty, let relation = node.relation.made as? any Relation,
      let inputs = try relatedInputs(
        of: node, in: cell, withPlayers: type(of: relation).needsLayout)
    else {
      let reasons = try node.unbuilt + reasonsOfInputs(of: node, in: cell)
      return PlannedNode(outputs: [try blocked(node, RelateStage.name, in: cell, reasons)])
    }
    var parameters: [String: Value] = [
      "relation": node.relation.parameters,
      "relation_version": .integer(type(of: relation).version),
      "inputs": .map(inputs.mapValues { .list($0.map(\.facts)) }),
    ]
    if !node.join.isEmpty { parameters["join"] = .list(node.join.map { .text($0) }) }
    if let cluster = node.cluster { parameters["cluster"] = .text(cluster) }
    var stages: [String: [ContentHash]] = [:]
    for (role, related) in inputs {
      stages[role] = related.map(\.measurement.result)
      stages[RelateStage.chunks(of: role)] = related.flatMap(\.measurement.chunks)
      if type(of: relation).needsTables {
        if let bare = related.first(where: { $0.measurement.tables.isEmpty }) {
          throw Diagnostic(
            .error, at: node.span,
            "relate.\(name): the tables of \(bare.measurement.model ?? "a measurement") are not kept",
            notes: ["write `tables: {keep: true}` into its measurement"])
        }
        stages[RelateStage.tables(of: role)] = related.flatMap(\.measurement.tables)
      }
    }
    var stage = StageNode(
      kind: RelateStage.name, version: RelateStage.version, parameters: .map(parameters),
      inputs: stages, label: label(RelateStage.name, name, cell), weight: 1)
    let related = inputs.sorted { $0.key < $1.key }.flatMap { $0.value.map(\.measurement) }
    stage.expect(cost(of: relation, related))
    let key = plan.graph.add(stage)
    var made = PlannedNode()
    made.add(PlannedMeasurement(result: key, cell: cell.index))
    // What is related over cells is one result, not one of each cell.
    let isOverCells =
      !node.across.isEmpty || node.inputs.contains { $0.references.contains(where: \.isOverCells) }
    if !isOverCells || !plan.uses.contains(where: { $0.stage == key && $0.measure == name }) {
      plan.uses.append(
        StudyPlan.Use(cell: cell.index, stage: key, measure: name, model: nil, checkpoint: nil))
    }
    return made
  }

  /// What a relation costs; nil where the number of samples of a measurement is not known.
  private func cost(of relation: any Relation, _ measurements: [PlannedMeasurement]) -> StageCost? {
    var work = StageWork()
    for measurement in measurements {
      guard let samples = measurement.sampleCount else { return nil }
      let layout = measurement.players.flatMap { players in
        players.playerCount.map { PlayerLayout(players.definition, count: $0) }
      }
      work.operations += Double(samples) * relation.operationsPerSample(players: layout)
    }
    return work.cost()
  }

  /// Why the measurements of a relation cannot run, each reason once.
  private mutating func reasonsOfInputs(of node: RelateNode, in cell: Cell) throws -> [String] {
    var reasons: [String] = []
    for reference in node.inputs.flatMap(\.references) {
      for key in try keys(of: reference, in: cell, across: node.across) {
        if let reason = plan.graph[key]?.blocked, !reasons.contains(reason) {
          reasons.append(reason)
        }
      }
    }
    return reasons
  }

  /// A measurement in a role, with what the reference says of it.
  private struct Related {
    var measurement: PlannedMeasurement
    /// What rows are told apart and chosen by; part of the key.
    var facts: Value
  }

  /// The measurements by role; nil where one of them cannot run.
  private mutating func relatedInputs(of node: RelateNode, in cell: Cell, withPlayers: Bool) throws
    -> [String: [Related]]?
  {
    var inputs: [String: [Related]] = [:]
    for input in node.inputs {
      for reference in input.references {
        for other in cells(of: reference, from: cell, across: node.across) {
          let planned = try output(reference.target, in: other)
          guard !planned.measurements.isEmpty else { return nil }
          for measurement in planned.measurements {
            if let model = reference.model, measurement.model != model { continue }
            let isElsewhere = reference.isOverCells || !node.across.isEmpty
            var facts = facts(of: measurement, reference, in: isElsewhere ? other : nil)
            if node.asksForLosses {
              facts.merge(try losses(behind: measurement, of: reference, in: other, for: node)) {
                $1
              }
            }
            if withPlayers { facts["players"] = measurement.players?.value }
            inputs[input.role, default: []].append(
              Related(measurement: measurement, facts: .map(facts)))
          }
        }
      }
    }
    return inputs
  }

  /// The interaction losses a measured model was trained with, and how many players play.
  ///
  /// Losses and measurement must be of the same players: their orders would be others.
  private mutating func losses(
    behind measurement: PlannedMeasurement, of reference: Reference, in cell: Cell,
    for node: RelateNode
  ) throws -> [String: Value] {
    let measure = Self.node(reference.target.name, among: cell.measures)
    let modelCell = study.cells[measurement.cell]
    guard let players = measure.game?.players,
      let model = modelCell.models.first(where: { $0.name == measurement.model })
    else { return [:] }
    let losses = model.training?.interactionLosses ?? []
    if losses.contains(where: { $0.players != players }) {
      throw Diagnostic(
        .error, at: node.span,
        "relate.\(node.name): \(model.name) is trained with losses of other players than those of"
          + " measure.\(measure.name)",
        notes: ["measure with the players of `interaction_loss`, or the orders are not the same"])
    }
    var facts: [String: Value] = ["losses": .list(losses.map(\.value))]
    let shape = try output(NodeName(.models, model.name), in: modelCell).shape
    if let count = players.playerCount(over: shape) { facts["player_count"] = .integer(count) }
    return facts
  }

  private func facts(of measurement: PlannedMeasurement, _ reference: Reference, in cell: Cell?)
    -> [String: Value]
  {
    var facts: [String: Value] = ["chunks": .integer(measurement.chunks.count)]
    if let model = measurement.model { facts["model"] = .text(model) }
    if let checkpoint = measurement.checkpoint { facts["checkpoint"] = .integer(checkpoint) }
    if let cell {
      var place = Dictionary(cell.coordinates.map { ($0.path, $0.value) }) { first, _ in first }
      if let variant = cell.variant { place["variant"] = .text(variant) }
      facts["cell"] = .map(place)
    }
    if case .pairs(let coordinate) = reference.scope { facts["pairs"] = .text(coordinate) }
    if let permute = reference.permute { facts["permute"] = .text(permute) }
    if let reduce = reference.reduce { facts["reduce"] = .text(reduce) }
    if let metric = reference.metric { facts["metric"] = .text(metric) }
    return facts
  }
}

extension RelateNode {
  /// Whether its relation wants to know how the models measured were trained.
  fileprivate var asksForLosses: Bool {
    (relation.made as? any Relation).map { type(of: $0).needsLosses } ?? false
  }
}

extension Reference {
  /// Whether it may reach other cells than its own.
  fileprivate var isOverCells: Bool {
    switch scope {
    case .thisCell: false
    case .across, .pairs, .cells: true
    }
  }
}
