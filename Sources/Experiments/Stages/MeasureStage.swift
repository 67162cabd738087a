import Base
import Foundation
import Neural
import Pipeline
import Spec
import Store

/// Measures one checkpoint: a metric on splits, or on one chunk of a pool of samples.
enum MeasureStage: StageKind {
  static let name = "measure"
  /// Raised with the bits of masked evaluation.
  ///
  /// 1: blocks of 128 rows; subset sums for a dense first layer. 2: other convolutions. 3: local
  /// layers memoised; exponentials of scores by a polynomial.
  static let version = 3

  /// Writes `metrics.bin`.
  static func run(_ job: StageJob) throws {
    let metricValue = job.parameters["metric"]
    let metric = try Vocabulary.runexp.metrics.made(metricValue?["metric"], as: (any Metric).self)
    let training = try StageFiles.data(of: job.input("training"))
    let network = try StageFiles.network(of: job.input("model"), data: training)
    let model = MeasuredModel(network: network, training: training)
    let rows: [MetricRow]
    switch metric {
    case let metric as any SplitMetric where job.parameters["splits"] != nil:
      rows = try (job.parameters["splits"]?.list ?? []).compactMap(\.text).flatMap { split in
        try job.checkCancelled()
        return try metric.measure(model, split: split)
      }
    case let metric as any SampleMetric:
      rows = try measure(metric, model, job, training: training)
    default:
      throw StageParameterError.unreadable("metric", metricValue)
    }
    try MetricFile.write(rows, to: job.outputPath(MetricFile.name))
  }

  private static func measure(
    _ metric: any SampleMetric, _ model: MeasuredModel, _ job: StageJob, training: DataTable
  ) throws -> [MetricRow] {
    let data = try StageFiles.data(of: job.input("data"))
    let game = try job.parameters["game"].map { value in
      try GameSettings(value) {
        let environment = DataEnvironment(variables: ProcessInfo.processInfo.environment)
        return try BaselineFile(job.hints[BaselineFile.name]?.text ?? "", in: environment)
          .numbers(planned: job.files[BaselineFile.name])
      }
    }
    let samples = try poolSamples(job.parameters, from: data, for: training)
    var rows: [MetricRow] = []
    for (place, sample) in samples.enumerated() {
      try job.checkCancelled()
      rows += try metric.measure(model, sample: sample, game: game)
      job.report(progress: Double(place + 1) / Double(samples.count))
    }
    return rows
  }

  /// The samples of this stage's chunk of the pool, in the pool's order.
  ///
  /// They are normalised as the network's training data were, wherever they come from.
  static func poolSamples(_ parameters: Value, from data: DataTable, for training: DataTable)
    throws -> [PoolSample]
  {
    guard data.shape == training.shape else {
      throw MetricError.otherShape(data.shape, wanted: training.shape)
    }
    let settings = parameters["samples"]
    let choice: SampleChoice
    if let count = settings?["per-class"]?.integer {
      choice = .firstPerClass(count)
    } else if let count = settings?["count"]?.integer {
      choice = .first(count)
    } else {
      choice = .all
    }
    let split = parameters["split"]?.text ?? "train"
    let filter = settings?["where"]?.map.map { columns in
      SampleFilter(columns.mapValues { $0.list ?? [$0] })
    }
    let pool = try SamplePool(choice, from: split, of: data, where: filter)
    var range = 0..<pool.ids.count
    if let bounds = parameters["chunk"]?.list?.compactMap(\.integer), bounds.count == 2 {
      range = bounds[0]..<bounds[1]
    }
    guard range.upperBound <= pool.ids.count else {
      throw MetricError.tooFewSamples(asked: range.upperBound, found: pool.ids.count)
    }
    let samples = try data.samples(of: split, ids: Array(pool.ids[range]))
    let inputs = training.normalisation.apply(to: samples.inputs)
    return range.enumerated().map { place, index in
      let start = place * data.elements
      return PoolSample(
        id: pool.ids[index], label: Int(pool.labels[index]),
        givenLabel: Int(samples.labels[place]),
        input: Array(inputs[start..<start + data.elements]))
    }
  }
}
