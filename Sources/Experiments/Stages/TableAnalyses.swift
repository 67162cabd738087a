import Interactions
import Pipeline
import Store

/// What a metric makes of tables, gathered for one stage's files.
struct TableAnalyses {
  private let metric: any TableMetric
  private var rows: [MetricRow] = []
  private var interactions: [SampleInteractions] = []
  private var orders: [SampleOrders] = []

  init(_ metric: any TableMetric) { self.metric = metric }

  /// Analyses `samples`, as many together as the metric wants.
  mutating func add(_ samples: [TabulatedSample], _ job: StageJob) throws {
    for start in stride(from: 0, to: samples.count, by: metric.samplesAtOnce) {
      try job.checkCancelled()
      let group = Array(samples[start..<min(start + metric.samplesAtOnce, samples.count)])
      for sample in group { try metric.check(playerCount: sample.table.playerCount) }
      for analysis in try metric.analyse(group) {
        rows += analysis.rows
        if let kept = analysis.interactions { interactions.append(kept) }
        if let kept = analysis.orders { orders.append(kept) }
      }
    }
  }

  /// Writes `metrics.bin`, and `interactions.safetensors` and `orders.safetensors` if there are any.
  func write(_ job: StageJob) throws {
    try MetricFile.write(rows, to: job.outputPath(MetricFile.name))
    if !interactions.isEmpty {
      try StageFiles.write(interactions, to: job.outputPath(StageFiles.interactionsName))
    }
    if !orders.isEmpty {
      try StageFiles.write(orders, to: job.outputPath(StageFiles.ordersName))
    }
  }
}
