import Base
import Interactions
import Neural
import Pipeline
import Spec

/// What one measurement of one model at one epoch is, for relations.
struct PlannedMeasurement: Sendable, Hashable {
  /// The stage with the result.
  var result: ContentHash
  /// The stages of the pool's chunks, in its order.
  var chunks: [ContentHash] = []
  /// The stages of the tables they were made of, where these are kept.
  var tables: [ContentHash] = []
  /// The model measured; nil where tables come from outside without a model's name.
  var model: String?
  /// The model's epoch.
  var checkpoint: Int?
  /// Who plays; nil where nobody says.
  var players: PlayersChoice?
  /// How many samples it is of; nil where only the data tell.
  var sampleCount: Int?
  /// The cell's place in the study.
  var cell: Int
}

/// How the masked inputs of a measurement are evaluated.
private struct PlannedMasks {
  var route: MaskedRoute
  var layout: PlayerLayout
  /// What they cost.
  var work: MaskedWork
}

/// Measurements as stages.
extension StudyPlanner {
  mutating func measurement(named name: String, in cell: Cell) throws -> PlannedNode {
    let node = Self.node(name, among: cell.measures)
    var reasons = node.unbuilt
    if let samples = node.samples {
      reasons += Self.node(samples.target.name, among: cell.samples).unbuilt
    }
    guard reasons.isEmpty, let metric = node.metric.made as? any Metric else {
      let key = try blocked(node, "measure", in: cell, reasons)
      return PlannedNode(outputs: [key])
    }
    if let path = node.tables {
      return try outsideTables(at: path, of: node, metric, in: cell)
    }
    var made = PlannedNode()
    let baselineFile = try baselineFile(of: node)
    for reference in node.models {
      for modelCell in cells(of: reference, from: cell) {
        let model = Self.node(reference.target.name, among: modelCell.models)
        let planned = try output(reference.target, in: modelCell)
        guard let trainingData = planned.data else {
          made.outputs.append(try blocked(node, "measure", in: cell, model.unbuilt))
          continue
        }
        if let blueprint = planned.blueprint, let metric = metric as? any UnitMetric {
          try LayerCut(layer: metric.layer, model: model.name, span: node.span).check(blueprint)
        }
        var pool: (node: SamplesNode, data: ContentHash, classes: Int)?
        if let samples = node.samples {
          let source = try output(samples.target, in: cell)
          pool = (
            Self.node(samples.target.name, among: cell.samples), source.data ?? trainingData,
            source.classes
          )
        }
        let masks = Self.masks(of: node, by: planned)
        let work = Self.work(of: node, metric, by: planned, masks: masks)
        for epoch in node.epochs(of: model, through: reference) {
          guard let checkpoint = planned.checkpoints[epoch] else { continue }
          let request = MeasurementRequest(
            node: node, metric: metric, epoch: epoch, checkpoint: checkpoint,
            training: trainingData, pool: pool,
            playerCount: node.game?.players.playerCount(over: planned.shape),
            baselineFile: baselineFile, work: work,
            label: label("measure/\(name)", reference.target.name, cell) + "@\(epoch)")
          guard request.isPlayable else {
            throw Diagnostic(
              .error, at: node.span, "measure.\(name): \(MetricError.sampledDropout.description)")
          }
          let stages = request.add(to: &plan.graph)
          if let route = masks?.route {
            for stage in stages.tables.isEmpty ? stages.chunks : stages.tables {
              plan.routes[stage] = route.rawValue
            }
          }
          made.add(
            PlannedMeasurement(
              result: stages.result, chunks: stages.chunks, tables: stages.tables,
              model: reference.target.name, checkpoint: epoch, players: node.game?.players,
              sampleCount: pool.flatMap { $0.node.sampleCount(classes: $0.classes) },
              cell: modelCell.index))
          use(stages, of: name, model: reference.target.name, checkpoint: epoch, in: cell)
        }
      }
    }
    return made
  }

  /// Nil where there are no masked inputs, or only the data tell the players.
  private static func masks(of node: MeasureNode, by model: PlannedNode) -> PlannedMasks? {
    guard let game = node.game, let blueprint = model.blueprint,
      let players = try? game.players.definition.players(over: model.shape),
      let route = try? MaskedRoute.route(for: blueprint, players: players.runs),
      let work = try? MaskedWork(of: blueprint, players: players.runs)
    else { return nil }
    return PlannedMasks(
      route: route, layout: PlayerLayout(game.players.definition, count: players.count), work: work)
  }

  /// What a measurement computes; nil where the network's layers, its players or the sizes of splits
  /// are not known.
  private static func work(
    of node: MeasureNode, _ metric: any Metric, by model: PlannedNode, masks: PlannedMasks?
  ) -> MeasurementRequest.Work? {
    guard let blueprint = model.blueprint else { return nil }
    if node.samples != nil, let metric = metric as? any SampleMetric {
      guard node.game == nil || masks != nil else { return nil }
      return .samples(
        MeasuredWork(of: metric, blueprint, layout: masks?.layout, masks: masks?.work))
    }
    let sizes = node.splits.compactMap { model.sizes[$0] }
    guard sizes.count == node.splits.count else { return nil }
    return .splits(StageWork(of: metric, blueprint, count: sizes.reduce(0, +)))
  }

  private mutating func baselineFile(of node: MeasureNode) throws
    -> (path: String, hash: ContentHash)?
  {
    guard case .tensor(let path)? = node.game?.baseline else { return nil }
    let hash = try baselineFiles[path] ?? BaselineFile(path, in: environment).hash()
    baselineFiles[path] = hash
    return (path, hash)
  }

  /// Records that the rows of `stages` are this cell's.
  private mutating func use(
    _ stages: MeasurementRequest.Stages, of measure: String, model: String?, checkpoint: Int?,
    in cell: Cell
  ) {
    for stage in stages.chunks + [stages.result] {
      plan.uses.append(
        StudyPlan.Use(
          cell: cell.index, stage: stage, measure: measure, model: model, checkpoint: checkpoint))
    }
  }

  /// Stages of tables that another program computed.
  private mutating func outsideTables(
    at path: String, of node: MeasureNode, _ metric: any Metric, in cell: Cell
  ) throws -> PlannedNode {
    var made = PlannedNode()
    for found in try tableFiles(at: path, of: node, in: cell) {
      var label = label("measure/\(node.name)", found.model ?? "main", cell)
      if let checkpoint = found.checkpoint { label += "@\(checkpoint)" }
      let stages = try addOutside(found, metric: metric, node: node, label: label, in: cell)
      made.add(
        PlannedMeasurement(
          result: stages.result, chunks: stages.chunks, tables: stages.tables,
          model: found.model, checkpoint: found.checkpoint, cell: cell.index))
      use(stages, of: node.name, model: found.model, checkpoint: found.checkpoint, in: cell)
    }
    return made
  }
}

extension StudyPlanner.PlannedNode {
  /// Adds a measurement and its output.
  mutating func add(_ measurement: PlannedMeasurement) {
    outputs.append(measurement.result)
    measurements.append(measurement)
  }
}

extension PlayersChoice {
  /// How many play on samples of `shape`; nil when only the data tells.
  func playerCount(over shape: [Int]) -> Int? {
    playerCount ?? (shape.isEmpty ? nil : try? definition.players(over: shape).count)
  }
}
