import Base
import Neural
import Pipeline
import Store

/// Trains one segment: from the nearest earlier checkpoint there is, or from the start, up to the
/// checkpoint of its key.
enum TrainStage: StageKind {
  static let name = "train"
  static let version = 1

  /// Writes `checkpoint.safetensors` (weights, optimizer, curve) and `metrics.bin` (the curve).
  static func run(_ job: StageJob) throws {
    let recipe = try TrainingRecipe(job.parameters)
    let data = try StageFiles.data(of: job.input("data"))
    let sources = try job.inputs("load").map {
      try Safetensors(contentsOf: $0.path(of: StageFiles.checkpointName))
    }
    let trainer = try Trainer(recipe, data: data, sources: sources)
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
              "accuracy": .number(point.accuracy), "split": .text(point.split),
            ])
        }
      }, check: job.checkCancelled)
    try StageFiles.write(trainer, to: job.outputPath(StageFiles.checkpointName))
    try MetricFile.write(trainer.curve.rows, to: job.outputPath(MetricFile.name))
  }
}
