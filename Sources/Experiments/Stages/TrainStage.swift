import Base
import Neural
import Pipeline
import Store

/// Trains one segment: from the nearest earlier checkpoint there is, or from the start, up to the
/// checkpoint of its key.
enum TrainStage: StageKind {
  static let name = "train"
  static let version = 2

  /// Writes `checkpoint.safetensors` (weights, optimizer, curve) and `metrics.bin` (the curve).
  static func run(_ job: StageJob) throws {
    let recipe = try TrainingRecipe(job.parameters)
    let data = try StageFiles.data(of: job.input("data"))
    let sources = try job.inputs("load").map {
      try Safetensors(contentsOf: $0.path(of: StageFiles.checkpointName))
    }
    let trainer = try Trainer(
      recipe, data: data, sources: sources, teacher: try teacher(job, data: data),
      threads: job.cores)
    for earlier in job.preferred("previous") {
      if try StageFiles.resume(trainer, from: earlier, upTo: recipe.epochs) { break }
    }
    try trainer.run(
      report: { fraction, message in
        job.report(progress: fraction, message)
        if let point = trainer.curve.points.last {
          try? job.event(
            "epoch",
            [
              "epoch": .integer(point.epoch), "loss": .number(point.loss),
              "accuracy": point.accuracy.map { .number($0) } ?? .null, "split": .text(point.split),
            ])
        }
      }, check: job.checkCancelled)
    try StageFiles.write(trainer, to: job.outputPath(StageFiles.checkpointName))
    try MetricFile.write(trainer.curve.rows, to: job.outputPath(MetricFile.name))
  }

  /// The model whose outputs are learned, if any.
  private static func teacher(_ job: StageJob, data: DataTable) throws -> TeacherModel? {
    guard let stage = job.inputs("teacher").first else { return nil }
    let own = try job.inputs("teacher_data").first.map { try StageFiles.data(of: $0) } ?? data
    return TeacherModel(
      network: try StageFiles.network(of: stage, data: own), normalisation: own.normalisation)
  }
}
