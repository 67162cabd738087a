import Base
import Pipeline
import Spec
import Store

/// Reduces the rows of a pool's chunks to rows of the pool, in the pool's order.
enum SummaryStage: StageKind {
  static let name = "summary"
  static let version = 1

  /// Writes `metrics.bin`.
  static func run(_ job: StageJob) throws {
    let value = job.parameters["metric"]?["metric"]
    let metric = try Vocabulary.runexp.metrics.made(value, as: (any Metric).self)
    guard let metric = metric as? any SampleMetric else {
      throw StageParameterError.unreadable("metric", value)
    }
    let rows = try job.inputs("chunks").flatMap { chunk in
      try MetricFile.read(chunk.path(of: MetricFile.name)).rows
    }
    try MetricFile.write(try metric.summarise(rows), to: job.outputPath(MetricFile.name))
  }
}
