import Base
import Neural
import Pipeline
import Store

/// Averages the weights of several checkpoints of one architecture; nothing is trained.
enum AverageStage: StageKind {
  static let name = "average"
  static let version = 1

  /// The stage that averages the checkpoints `models`, evaluated on the data set `data`.
  static func node(
    architecture: Value, probe: String?, models: [ContentHash], data: ContentHash, label: String
  ) -> StageNode {
    var parameters: [String: Value] = ["architecture": architecture]
    if let probe { parameters["probe"] = .text(probe) }
    return StageNode(
      kind: name, version: version, parameters: .map(parameters),
      inputs: ["data": [data], "models": models], label: label, weight: 0.2)
  }

  /// Writes `checkpoint.safetensors` and `metrics.bin`: loss and accuracy on every split, of a
  /// classifier.
  static func run(_ job: StageJob) throws {
    let data = try StageFiles.data(of: job.input("data"))
    let members = job.inputs("models")
    guard let first = members.first else { throw StageFailure("\(job.label) averages no models") }
    let network = try StageFiles.network(of: first, data: data)
    let contents = try members.map {
      try Safetensors(contentsOf: $0.path(of: StageFiles.checkpointName))
    }
    do {
      try Checkpoint.restore(meanOf: contents, in: network)
    } catch { throw StageFailure("average: \(error)") }
    var curve = TrainingCurve()
    for name in data.splits.keys.sorted() where data.isClassified(by: network) {
      try job.checkCancelled()
      let result = Evaluation(of: network, on: try data.labelledInputs(of: name))
      curve.points.append(
        TrainingCurve.Point(
          epoch: 0, split: name, loss: result.loss, accuracy: result.accuracy,
          count: result.count))
    }
    try Checkpoint.tensors(of: network, metadata: ["epoch": "0"])
      .write(to: job.outputPath(StageFiles.checkpointName))
    try MetricFile.write(curve.rows, to: job.outputPath(MetricFile.name))
  }
}
