import Base
import Pipeline
import Spec

/// One measurement of one model at one epoch, and the stages that make it.
///
/// A metric of samples is measured in chunks of the pool and then summarised, so that a row per
/// sample depends on its sample alone; a metric of splits is one stage. Tables of few players are
/// a stage of their own, which every metric of that game shares.
struct MeasurementRequest {
  /// Samples in one stage unless the spec says how many; it never depends on the machine.
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
  /// The number of players; nil where only the data tells, or for no game.
  var playerCount: Int?
  /// The file of a baseline `tensor`: where it lies and what is in it.
  var baselineFile: (path: String, hash: ContentHash)?
  /// What it computes; nil where that is not known.
  var work: Work?
  var label: String

  /// What a measurement computes.
  enum Work {
    /// Of each sample.
    case samples(MeasuredWork)
    /// Of its splits together.
    case splits(StageWork)
  }

  /// The stages of a measurement that hold rows.
  struct Stages {
    /// Those of the pool's chunks, in its order; empty for a metric of splits.
    var chunks: [ContentHash] = []
    /// The tables behind the chunks, which hold no rows; empty where they are not kept.
    var tables: [ContentHash] = []
    /// The one with the result.
    var result: ContentHash
  }

  /// Adds the stages to `graph`.
  func add(to graph: inout StageGraph) -> Stages {
    guard let pool, metric is any SampleMetric else { return Stages(result: graph.add(splitStage)) }
    let ranges = Self.chunks(
      of: pool.node.sampleCount(classes: pool.classes), each: node.samplesInStage)
    var kept: [ContentHash] = []
    let chunks = ranges.enumerated().map { index, range in
      let evaluated = chunk(range, of: pool.node)
      let inputs = ["model": [checkpoint], "training": [training], "data": [pool.data]]
      guard keepsTables else {
        var stage = StageNode(
          kind: MeasureStage.name, version: MeasureStage.version,
          parameters: .map(evaluated.merging(metricMember) { $1 }), inputs: inputs, files: files,
          label: label + "#\(index)", hints: hints, weight: 4)
        stage.expect(cost(of: range) { $0.evaluating + $0.analysing })
        return graph.add(stage)
      }
      var tables = StageNode(
        kind: TablesStage.name, version: TablesStage.version, parameters: .map(evaluated),
        inputs: inputs, files: files,
        label: "tables" + label.dropFirst("measure".count) + "#\(index)", hints: hints, weight: 4)
      tables.expect(
        cost(of: range) { work in
          var evaluating = work.evaluating
          evaluating.bytes += work.tableBytes
          return evaluating
        })
      kept.append(graph.add(tables))
      var chunk = Self.chunkStage(
        analysisParameters, inputs: ["tables": [tables.key]], label: label + "#\(index)")
      chunk.expect(cost(of: range, \.analysing))
      return graph.add(chunk)
    }
    var summary = Self.summaryStage(chunks, parameters: metricMember, label: label)
    if work != nil { summary.expect(StageWork().cost()) }
    return Stages(chunks: chunks, tables: kept, result: graph.add(summary))
  }

  /// Adds the stages of a metric of tables that are a stage already.
  static func add(
    _ metric: any Metric, of node: MeasureNode, tables: ContentHash, label: String,
    to graph: inout StageGraph
  ) -> Stages {
    let parameters = parameters(of: metric, node)
    let chunk = graph.add(
      chunkStage(parameters, inputs: ["tables": [tables]], label: label + "#0"))
    return Stages(
      chunks: [chunk], tables: [tables],
      result: graph.add(summaryStage([chunk], parameters: parameters, label: label)))
  }

  /// What some samples cost; nil where their number or what they compute is not known.
  private func cost(of range: Range<Int>?, _ part: (MeasuredWork) -> StageWork) -> StageCost? {
    guard let range, case .samples(let work) = work else { return nil }
    return (part(work) * range.count).cost()
  }

  private var files: [String: ContentHash] {
    baselineFile.map { [BaselineFile.name: $0.hash] } ?? [:]
  }

  private var hints: Value {
    baselineFile.map { .map([BaselineFile.name: .text($0.path)]) } ?? .null
  }

  /// Whether the game can be played: the mean over dropped players needs all coalitions.
  ///
  /// True where the number of players is not known yet; the stage checks again.
  var isPlayable: Bool {
    guard let game = node.game, game.keep < 1, let playerCount else { return true }
    return (metric as? any TableMetric)?.isTabulated(
      players: game.players.definition, count: playerCount) ?? false
  }

  /// Whether the tables become files: those of few players, and those the spec asks for.
  private var keepsTables: Bool {
    guard let metric = metric as? any TableMetric, let playerCount, let game = node.game,
      metric.isTabulated(players: game.players.definition, count: playerCount)
    else { return false }
    return node.keepsTables || playerCount <= TablesStage.mostPlayersKept
  }

  /// Consecutive ranges of at most `size`; one open range when the count is unknown.
  static func chunks(of count: Int?, each size: Int?) -> [Range<Int>?] {
    guard let count else { return [nil] }
    let size = size ?? samplesInChunk
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  private static func parameters(of metric: any Metric, _ node: MeasureNode) -> [String: Value] {
    [
      "metric": .map([
        "metric": node.metric.parameters, "metric_version": .integer(type(of: metric).version),
      ])
    ]
  }

  /// The parameters of an analysis of tables.
  private var analysisParameters: [String: Value] {
    var parameters = metricMember
    if let metric = metric as? any TableMetric, metric.needsLayout {
      parameters["players"] = node.game?.players.value
    }
    return parameters
  }

  private var metricMember: [String: Value] { Self.parameters(of: metric, node) }

  private var splitStage: StageNode {
    var parameters = metricMember
    parameters["splits"] = .list(node.splits.map { .text($0) })
    parameters["game"] = node.game?.value(at: epoch)
    var stage = StageNode(
      kind: MeasureStage.name, version: MeasureStage.version, parameters: .map(parameters),
      inputs: ["model": [checkpoint], "training": [training]], files: files, label: label,
      hints: hints, weight: 1)
    if case .splits(let work) = work { stage.expect(work.cost()) }
    return stage
  }

  /// What is evaluated in one chunk: the samples and the game.
  private func chunk(_ range: Range<Int>?, of pool: SamplesNode) -> [String: Value] {
    var parameters: [String: Value] = [
      "samples": pool.parameters, "split": .text(pool.from.split ?? "train"),
    ]
    if let range {
      parameters["chunk"] = .list([.integer(range.lowerBound), .integer(range.upperBound)])
    }
    parameters["game"] = node.game?.value(at: epoch)
    return parameters
  }

  private static func chunkStage(
    _ parameters: [String: Value], inputs: [String: [ContentHash]], label: String
  ) -> StageNode {
    StageNode(
      kind: MeasureStage.name, version: MeasureStage.version, parameters: .map(parameters),
      inputs: inputs, label: label, weight: 4)
  }

  private static func summaryStage(
    _ chunks: [ContentHash], parameters: [String: Value], label: String
  ) -> StageNode {
    StageNode(
      kind: SummaryStage.name, version: SummaryStage.version, parameters: .map(parameters),
      inputs: ["chunks": chunks], label: "summary" + label.dropFirst("measure".count), weight: 0.1)
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
  /// The game as parameters of stages carry it.
  func value(at epoch: Int) -> Value {
    var members: [String: Value] = [
      "players": players.value, "baseline": baseline.value, "output": .text(output.rawValue),
      "label": .text(label.rawValue), "precision": .text(precision(at: epoch).rawValue),
    ]
    if let fixedClass { members["class"] = .integer(fixedClass) }
    if keep < 1 { members["keep"] = .number(keep) }
    return .map(members)
  }

  /// The arithmetic at `epoch`, a function of the spec alone.
  ///
  /// `auto` is Float64 for the untrained network, whose interactions are near Float32's rounding,
  /// and Float32 afterwards.
  func precision(at epoch: Int) -> Precision {
    precision == .auto ? (epoch == 0 ? .float64 : .float32) : precision
  }
}
