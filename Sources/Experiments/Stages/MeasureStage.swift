import Base
import Foundation
import Interactions
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

  /// Writes `metrics.bin`, and `interactions.safetensors` where the metric keeps them.
  static func run(_ job: StageJob) throws {
    let metricValue = job.parameters["metric"]
    let metric = try Vocabulary.runexp.metrics.made(metricValue?["metric"], as: (any Metric).self)
    if let tables = job.inputs("tables").first {
      guard let metric = metric as? any TableMetric else {
        throw StageParameterError.unreadable("metric", metricValue)
      }
      var kept = TableAnalyses(metric)
      var samples = try StageFiles.tables(of: tables)
      if let players = job.parameters["players"] {
        let definition = try PlayersChoice.Definition(stageValue: players)
        for place in samples.indices {
          samples[place].layout = PlayerLayout(
            definition, count: samples[place].table.playerCount)
        }
      }
      try kept.add(samples, job)
      return try kept.write(job)
    }
    let training = try StageFiles.data(of: job.input("training"))
    let network = try StageFiles.network(of: job.input("model"), data: training)
    let model = MeasuredModel(network: network, training: training)
    switch metric {
    case let metric as any SplitMetric where job.parameters["splits"] != nil:
      try measure(job) { try metric.measure(model, split: $0) }
    case let metric as any MaskedSplitMetric:
      guard let masking = try GameSettings.of(job) else {
        throw StageParameterError.unreadable("game", job.parameters["game"])
      }
      try measure(job) { try metric.measure(model, split: $0, masking: masking) }
    case let metric as any SampleMetric:
      try measure(metric, model, job)
    default:
      throw StageParameterError.unreadable("metric", metricValue)
    }
  }

  /// The rows of each split, in the order written.
  private static func measure(_ job: StageJob, _ rows: (String) throws -> [MetricRow]) throws {
    let all = try (job.parameters["splits"]?.list ?? []).compactMap(\.text).flatMap { split in
      try job.checkCancelled()
      return try rows(split)
    }
    try MetricFile.write(all, to: job.outputPath(MetricFile.name))
  }

  private static func measure(_ metric: any SampleMetric, _ model: MeasuredModel, _ job: StageJob)
    throws
  {
    let data = try StageFiles.data(of: job.input("data"))
    let game = try GameSettings.of(job)
    let samples = try poolSamples(job.parameters, from: data, for: model.training)
    if let metric = metric as? any TableMetric, let game,
      metric.isTabulated(
        players: game.players,
        count: try game.players.players(
          over: model.training.shape, features: model.training.features
        ).count)
    {
      // A few tables at a time: those of many players are large.
      var kept = TableAnalyses(metric)
      for start in stride(from: 0, to: samples.count, by: metric.samplesAtOnce) {
        let end = min(start + metric.samplesAtOnce, samples.count)
        try job.checkCancelled()
        try kept.add(
          try samples[start..<end].map { try metric.tabulate($0, of: model, game: game) }, job)
        job.report(progress: Double(end) / Double(samples.count))
      }
      return try kept.write(job)
    }
    var rows: [MetricRow] = []
    for (place, sample) in samples.enumerated() {
      try job.checkCancelled()
      rows += try metric.measure(model, sample: sample, game: game)
      job.report(progress: Double(place + 1) / Double(samples.count))
    }
    try MetricFile.write(rows, to: job.outputPath(MetricFile.name))
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
    let pool = try pool(parameters, from: data)
    let split = splitName(parameters)
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

  /// The pool that a stage's parameters choose from `data`.
  static func pool(_ parameters: Value, from data: DataTable) throws -> SamplePool {
    let settings = parameters["samples"]
    let choice: SampleChoice
    if let count = settings?["per-class"]?.integer {
      choice = .firstPerClass(count)
    } else if let count = settings?["count"]?.integer {
      choice = .first(count)
    } else {
      choice = .all
    }
    let filter = settings?["where"]?.map.map { columns in
      SampleFilter(columns.mapValues { $0.list ?? [$0] })
    }
    return try SamplePool(choice, from: splitName(parameters), of: data, where: filter)
  }

  private static func splitName(_ parameters: Value) -> String {
    parameters["split"]?.text ?? "train"
  }
}
