import Base
import Pipeline
import Spec

/// One measurement of one model at one epoch, and the stages that make it.
///
/// A metric of samples is measured in chunks of the pool and then summarised, so that a row per
/// sample depends on its sample alone; a metric of splits is one stage.
struct MeasurementRequest {
  /// Samples in one stage; part of the kind's version, so it never depends on the machine.
  static let samplesInChunk = 25

  var node: MeasureNode
  var metric: any Metric
  var epoch: Int
  /// The checkpoint measured.
  var checkpoint: ContentHash
  /// The data set the model was trained on: its normalisation and its mean pixels.
  var training: ContentHash
  /// The pool, its data set and that data set's number of classes.
  var pool: (node: SamplesNode, data: ContentHash, classes: Int)?
  /// The file of a baseline `tensor`: where it lies and what is in it.
  var baselineFile: (path: String, hash: ContentHash)?
  var label: String

  /// Adds the stages to `graph`; returns those that hold rows, the one with the result last.
  func add(to graph: inout StageGraph) -> [ContentHash] {
    guard let pool, metric is any SampleMetric else { return [graph.add(splitStage)] }
    let ranges = Self.chunks(of: pool.node.sampleCount(classes: pool.classes))
    let chunks = ranges.enumerated().map { index, range in
      graph.add(chunkStage(index, range, of: pool.node, data: pool.data))
    }
    return chunks + [graph.add(summaryStage(chunks))]
  }

  /// Consecutive ranges of at most `samplesInChunk`; one open range when the count is unknown.
  static func chunks(of count: Int?) -> [Range<Int>?] {
    guard let count else { return [nil] }
    return stride(from: 0, to: count, by: samplesInChunk).map {
      $0..<min($0 + samplesInChunk, count)
    }
  }

  private var metricParameters: Value {
    .map([
      "metric": node.metric.parameters, "metric_version": .integer(type(of: metric).version),
    ])
  }

  private var splitStage: StageNode {
    StageNode(
      kind: MeasureStage.name, version: MeasureStage.version,
      parameters: .map([
        "metric": metricParameters, "splits": .list(node.splits.map { .text($0) }),
      ]),
      inputs: ["model": [checkpoint], "training": [training]], label: label, weight: 1)
  }

  private func chunkStage(
    _ index: Int, _ range: Range<Int>?, of pool: SamplesNode, data: ContentHash
  ) -> StageNode {
    var parameters: [String: Value] = [
      "metric": metricParameters, "samples": pool.parameters,
      "split": .text(pool.from.split ?? "train"),
    ]
    if let range {
      parameters["chunk"] = .list([.integer(range.lowerBound), .integer(range.upperBound)])
    }
    if let game = node.game {
      parameters["game"] = .map([
        "players": game.players.value, "baseline": game.baseline.value,
        "output": .text(game.output.rawValue), "label": .text(game.label.rawValue),
        "precision": .text(game.precision(at: epoch).rawValue),
      ])
    }
    return StageNode(
      kind: MeasureStage.name, version: MeasureStage.version, parameters: .map(parameters),
      inputs: ["model": [checkpoint], "training": [training], "data": [data]],
      files: baselineFile.map { [BaselineFile.name: $0.hash] } ?? [:],
      label: label + "#\(index)",
      hints: baselineFile.map { .map([BaselineFile.name: .text($0.path)]) } ?? .null, weight: 4)
  }

  private func summaryStage(_ chunks: [ContentHash]) -> StageNode {
    StageNode(
      kind: SummaryStage.name, version: SummaryStage.version,
      parameters: .map(["metric": metricParameters]), inputs: ["chunks": chunks],
      label: "summary" + label.dropFirst("measure".count), weight: 0.1)
  }
}

extension SamplesNode {
  /// How many samples the pool has; nil when only the data tells.
  func sampleCount(classes: Int) -> Int? {
    guard let perClass else { return count }
    return classes > 0 ? perClass * classes : nil
  }
}

extension Spec.Game {
  /// The arithmetic at `epoch`, a function of the spec alone.
  ///
  /// `auto` is Float64 for the untrained network, whose interactions are near Float32's rounding,
  /// and Float32 afterwards.
  func precision(at epoch: Int) -> Precision {
    precision == .auto ? (epoch == 0 ? .float64 : .float32) : precision
  }
}
