import Base
import Foundation
import Interactions
import Neural
import Pipeline
import Spec
import Store

/// Looks at one sample with one checkpoint of a study's last plan, from its stage folders alone: no
/// data file of the user's is read but that of a baseline, and nothing is written.
public struct SampleInspector {
  /// Most players of whose sets all are evaluated for a look.
  public static let mostPlayers = 16

  private let study: Study
  private let stages: InspectedStages

  /// Names the study as its last run resolved it, and the keys of its finished stages by label, the
  /// last planned first.
  public init(
    _ study: Study, last: RunDocument, finished: [String: [ContentHash]], in folder: ResultsFolder
  ) {
    self.study = study
    stages = InspectedStages(last: last, finished: finished, in: folder)
  }

  /// How many cells a question may mean; the first of them is looked at.
  public func cellCount(_ question: InspectionQuestion) throws(Diagnostic) -> Int {
    try cells(question).count
  }

  /// Answers a question; throws a `Diagnostic` with what is legal when it asks for what is not there.
  public func inspect(_ question: InspectionQuestion) throws -> SampleInspection {
    let cell = try cells(question)[0]
    let node = try Self.model(question, in: cell)
    let epoch = try Self.epoch(question, of: node)
    let games = try Self.games(question, of: node, in: cell)
    let checkpoint = try stages.stage(
      Self.label(of: node, at: epoch, in: cell), file: StageFiles.checkpointName)
    let training = try stages.table(checkpoint, role: "data")
    let data = try table(question, of: node, training: training, games, in: cell)
    let sample = try Self.sample(question, from: data, normalisedAs: training)
    let recorded = games.map { game in
      stages.recorded(
        measure: game.node.name, model: node.name, checkpoint: epoch, cell: cell.label,
        sample: sample.id)
    }
    let chosen = recorded.firstIndex { $0 != nil } ?? 0
    let settings = try GameSettings(games[chosen].game.value(at: epoch)) {
      try Self.baselineNumbers(games[chosen].game)
    }
    let model = MeasuredModel(
      network: try StageFiles.network(of: checkpoint, data: training), training: training)
    let played = try model.game(of: sample, settings: settings)
    let grand = CoalitionBlock.grand(playerCount: played.playerCount)
    let ends = try played.values(
      of: CoalitionBlock(
        words: [UInt64](repeating: 0, count: grand.count) + grand,
        playerCount: played.playerCount))
    let found = try InspectedInteractions(
      recorded[chosen], or: played, upTo: Self.mostPlayers, top: question.top)
    let input = try InspectedInput(sample.input, settings: settings, training: training)
    return SampleInspection(
      study: study.name, cell: cell.label, model: node.name, checkpoint: epoch,
      sample: question.sampleName, label: sample.label, predicted: model.predictedClass(sample),
      playedClass: model.playedClass(sample, settings: settings),
      output: settings.output.rawValue, measure: games[chosen].node.name, players: input.players,
      image: input.image, grand: ends[1], empty: ends[0], source: found.source,
      attributions: found.attributions, interactions: found.strongest)
  }

  // MARK: What is meant

  private func cells(_ question: InspectionQuestion) throws(Diagnostic) -> [Cell] {
    let cells = study.cells.filter { cell in
      (question.cell == nil || question.cell == cell.label)
        && (question.variant == nil || question.variant == cell.variant)
        && (question.seed == nil || question.seed == cell.value(of: "seed")?.integer)
    }
    guard cells.isEmpty else { return cells }
    let labels = study.cells.map(\.label)
    let near = question.cell.flatMap { NearestName.suggestion(for: $0, among: labels) }
    throw Diagnostic(
      .error, "study \(study.name) has no such cell",
      notes: (near.map { ["did you mean `\($0)`?"] } ?? [])
        + ["cells: " + Self.listed(labels)])
  }

  private static func model(_ question: InspectionQuestion, in cell: Cell) throws(Diagnostic)
    -> ModelNode
  {
    if let node = cell.models.first(where: { $0.name == question.model }) { return node }
    throw unknown("model", question.model, in: "cell \(cell.label)", among: cell.models.map(\.name))
  }

  private static func epoch(_ question: InspectionQuestion, of model: ModelNode)
    throws(Diagnostic) -> Int
  {
    let known = model.checkpoints
    let wanted = question.checkpoint ?? known.last
    if let wanted, known.contains(wanted) { return wanted }
    throw Diagnostic(
      .error, "model \(model.name) has no checkpoint \(wanted.map { "\($0)" } ?? "")",
      notes: ["checkpoints: " + listed(known.map { "\($0)" })])
  }

  private static func label(of model: ModelNode, at epoch: Int, in cell: Cell) -> String {
    model.composition.averaged.isEmpty
      ? cell.label(ofStage: "train", model.name) + "@\(epoch)"
      : cell.label(ofStage: "average", model.name)
  }

  /// The measurements of the model that play a game, with the players asked for.
  private static func games(
    _ question: InspectionQuestion, of model: ModelNode, in cell: Cell
  ) throws(Diagnostic) -> [(node: MeasureNode, game: Spec.Game)] {
    let all = cell.measures.compactMap { node -> (node: MeasureNode, game: Spec.Game)? in
      let isOfModel = node.models.contains { $0.target.name == model.name && $0.scope == .thisCell }
      guard isOfModel, node.unbuilt.isEmpty, node.splits.isEmpty, let game = node.game else {
        return nil
      }
      return (node, game)
    }
    guard !all.isEmpty else {
      throw Diagnostic(
        .error, "no measurement of model \(model.name) plays a game, so nothing says who plays",
        notes: ["measure something with `players`, such as harsanyi or multi-order-interaction"])
    }
    guard let name = question.players else { return all }
    let chosen = all.filter { $0.game.players.name == name }
    if !chosen.isEmpty { return chosen }
    throw unknown(
      "players", name, in: "the measurements of \(model.name)",
      among: all.compactMap(\.game.players.name))
  }

  // MARK: Data

  /// The data set a question names: that of the model's training, or of a measurement's pool.
  private func table(
    _ question: InspectionQuestion, of model: ModelNode, training: DataTable,
    _ games: [(node: MeasureNode, game: Spec.Game)], in cell: Cell
  ) throws -> DataTable {
    var names: [String] = []
    if let name = model.training?.data.target.name {
      if name == question.data { return training }
      names.append(name)
    }
    for (node, _) in games {
      guard let pool = cell.samples.first(where: { $0.name == node.samples?.target.name }) else {
        continue
      }
      if pool.from.target.name == question.data,
        let stage = stages.evaluated(measure: node.name, model: model.name, cell: cell.label)
      {
        return try stages.table(stage, role: "data")
      }
      names.append(pool.from.target.name)
    }
    throw Self.unknown(
      "data", question.data, in: "what \(model.name) is trained or measured on", among: names)
  }

  private static func sample(
    _ question: InspectionQuestion, from data: DataTable, normalisedAs training: DataTable
  ) throws -> PoolSample {
    guard let split = data.splits[question.split] else {
      throw unknown("split", question.split, in: question.data, among: data.splits.keys.sorted())
    }
    guard let place = split.ids.firstIndex(of: question.sample) else {
      let range = "\(split.ids.min() ?? 0) to \(split.ids.max() ?? 0)"
      throw Diagnostic(
        .error, "\(question.data).\(question.split) has no sample \(question.sample)",
        notes: ["it has \(split.count) samples, numbered from \(range)"])
    }
    guard data.shape == training.shape else {
      throw MetricError.otherShape(data.shape, wanted: training.shape)
    }
    let one = split.rows([place], elements: data.elements)
    return PoolSample(
      id: question.sample, label: Int(one.trueLabels[0]), givenLabel: Int(one.labels[0]),
      input: training.normalisation.apply(to: one.inputs))
  }

  private static func baselineNumbers(_ game: Spec.Game) throws -> [Float] {
    guard case .tensor(let path) = game.baseline else { return [] }
    let environment = DataEnvironment(variables: ProcessInfo.processInfo.environment)
    let file = BaselineFile(path, in: environment)
    return try file.numbers(planned: try file.hash())
  }

  // MARK: Words

  private static func unknown(
    _ what: String, _ name: String, in place: String, among names: [String]
  ) -> Diagnostic {
    let unique = Set(names).sorted()
    let near = NearestName.suggestion(for: name, among: unique).map { ["did you mean `\($0)`?"] }
    return Diagnostic(
      .error, "there is no \(what) `\(name)` in \(place)",
      notes: (near ?? []) + ["legal: " + (unique.isEmpty ? "none" : listed(unique))])
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).joined(separator: "; ")
    return names.count > 12 ? shown + "; and \(names.count - 12) more" : shown
  }
}

extension InspectionQuestion {
  /// `main.test/17`.
  var sampleName: String { "\(data).\(split)/\(sample)" }
}
