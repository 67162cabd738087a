import Base
import Neural
import Pipeline
import Spec

/// What stages leave for each other, and how it is read back.
enum StageFiles {
  /// Weights, optimizer and training curve.
  static let checkpointName = "checkpoint.safetensors"

  // MARK: - Checkpoints

  /// Writes weights, what the optimizer remembers, the epoch and the curve.
  static func write(_ trainer: Trainer, to path: String) throws {
    let metadata = [
      "epoch": "\(trainer.epoch)",
      "curve": Value.list(trainer.curve.points.map(\.value)).json,
    ]
    try Checkpoint.tensors(of: trainer.network, optimizer: trainer.optimizer, metadata: metadata)
      .write(to: path)
  }

  /// Continues `trainer` from an earlier checkpoint; false when it is not earlier or not there.
  static func resume(_ trainer: Trainer, from stage: PublishedStage, upTo last: Int) throws -> Bool
  {
    guard let content = try? Safetensors(contentsOf: stage.path(of: checkpointName)),
      let epoch = content.metadata["epoch"].flatMap({ Int($0) }), epoch > 0, epoch < last,
      let text = content.metadata["curve"],
      let points = try Value(json: Array(text.utf8)).list?.compactMap(TrainingCurve.Point.init)
    else { return false }
    do {
      try Checkpoint.restore(trainer.network, optimizer: trainer.optimizer, from: content)
    } catch { throw StageFailure("\(stage.path(of: checkpointName)): \(error)") }
    trainer.resume(at: epoch, points: points)
    return true
  }

  /// The network of a published checkpoint; its blueprint follows from the stage's parameters.
  static func network(of stage: PublishedStage, data: DataTable) throws -> Network<Float> {
    let parameters = try stage.record().parameters
    let architecture = try Vocabulary.runexp.architectures.made(
      parameters["architecture"], as: (any Architecture).self)
    let network = try Network<Float>(
      NetworkComposition(parameters).blueprint(
        architecture, inputShape: data.shape, classes: data.classes))
    let path = stage.path(of: checkpointName)
    let content = try Safetensors(contentsOf: path)
    do {
      try Checkpoint.restore(network, from: content)
    } catch { throw StageFailure("\(path): \(error)") }
    return network
  }
}

extension TrainingCurve.Point {
  /// The point as it stands in a checkpoint's metadata.
  fileprivate var value: Value {
    .map([
      "epoch": .integer(epoch), "split": .text(split), "loss": .number(loss),
      "accuracy": accuracy.map { .number($0) } ?? .null, "count": .integer(count),
    ])
  }

  /// Reads what `value` wrote.
  fileprivate init?(_ value: Value) {
    guard let epoch = value["epoch"]?.integer, let split = value["split"]?.text,
      let loss = value["loss"]?.number, let count = value["count"]?.integer
    else { return nil }
    self.init(
      epoch: epoch, split: split, loss: loss, accuracy: value["accuracy"]?.number, count: count)
  }
}
