import Base
import Pipeline
import Spec
import Store

/// Relates measurements: joins what stages measured and computes with it, no network involved.
enum RelateStage: StageKind {
  static let name = "relate"
  static let version = 1

  /// The role of the chunks that belong to the results in `role`.
  static func chunks(of role: String) -> String { role + "-chunks" }

  /// The role of the tables that the chunks in `role` were made of.
  static func tables(of role: String) -> String { role + "-tables" }

  /// Writes `metrics.bin`.
  static func run(_ job: StageJob) throws {
    let relation = try Vocabulary.runexp.relations.made(
      job.parameters["relation"], as: (any Relation).self)
    let rows = try relation.rows(of: inputs(of: job))
    try MetricFile.write(rows, to: job.outputPath(MetricFile.name))
  }

  private static func inputs(of job: StageJob) throws -> RelationInputs {
    var inputs = RelationInputs(roles: [:])
    inputs.join = (job.parameters["join"]?.list ?? []).compactMap(\.text)
    inputs.cluster = job.parameters["cluster"]?.text
    for (role, places) in job.parameters["inputs"]?.map ?? [:] {
      let results = job.inputs(role)
      var chunks = job.inputs(chunks(of: role))[...]
      var tables = job.inputs(tables(of: role))[...]
      let places = places.list ?? []
      guard places.count == results.count else {
        throw StageParameterError.unreadable("inputs.\(role)", .list(places))
      }
      if places.contains(where: { $0["pairs"] != nil }) { inputs.paired.insert(role) }
      inputs.roles[role] = try zip(places, results).map { place, result in
        let count = place["chunks"]?.integer ?? 0
        defer {
          chunks = chunks.dropFirst(count)
          tables = tables.dropFirst(count)
        }
        return RelatedMeasurement(
          model: place["model"]?.text, checkpoint: place["checkpoint"]?.integer,
          cell: place["cell"]?.map ?? [:], isPermuted: place["permute"] != nil,
          isReduced: place["reduce"] != nil,
          losses: try (place["losses"]?.list ?? []).map(TrainingRecipe.LossSettings.init),
          playerCount: place["player_count"]?.integer, metric: place["metric"]?.text,
          players: try place["players"].map { try PlayersChoice.Definition(stageValue: $0) },
          result: result,
          chunks: Array(chunks.prefix(count)), tables: Array(tables.prefix(count)))
      }
    }
    return inputs
  }
}
