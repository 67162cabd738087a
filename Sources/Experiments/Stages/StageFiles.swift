import Base
import Neural
import Pipeline
import Spec
import Synchronization

/// What stages leave for each other, and how it is read back.
enum StageFiles {
  /// The samples of a data set.
  static let dataName = "data.safetensors"
  /// Weights, optimizer and training curve.
  static let checkpointName = "checkpoint.safetensors"

  // MARK: - Data sets

  /// Writes a data set: `<split>.inputs` (U8, samples × height × width × channels), `.labels`
  /// (I32), `.ids` (I64); `mean`, `deviation` and `classes` as metadata.
  static func write(_ table: DataTable, to path: String) throws {
    var content = Safetensors(metadata: [
      "classes": "\(table.classes)",
      "mean": Value.list(table.normalisation.mean.map { .number($0) }).json,
      "deviation": Value.list(table.normalisation.deviation.map { .number($0) }).json,
      "shape": Value.list(table.shape.map { .integer($0) }).json,
    ])
    for (name, split) in table.splits {
      content.tensors["\(name).inputs"] = SafetensorsTensor(
        split.inputs, shape: [split.count] + table.shape)
      content.tensors["\(name).labels"] = SafetensorsTensor(split.labels, shape: [split.count])
      content.tensors["\(name).ids"] = SafetensorsTensor(split.ids, shape: [split.count])
    }
    try content.write(to: path)
  }

  /// The data set of a published stage; the last ones read stay in memory.
  static func data(of stage: PublishedStage) throws -> DataTable {
    if let known = cache.withLock({ $0.first { $0.key == stage.key }?.table }) { return known }
    let table = try readData(stage.path(of: dataName))
    cache.withLock { entries in
      entries.insert((stage.key, table), at: 0)
      if entries.count > cachedTables { entries.removeLast() }
    }
    return table
  }

  /// Data sets kept by a worker: training and pool of a study, with room to alternate.
  private static let cachedTables = 2
  private static let cache = Mutex<[(key: ContentHash, table: DataTable)]>([])

  private static func readData(_ path: String) throws -> DataTable {
    let content = try Safetensors(contentsOf: path)
    func list(_ name: String) throws -> [Value] {
      guard let text = content.metadata[name], let values = try Value(json: Array(text.utf8)).list
      else { throw StageParameterError.unreadable("data.\(name)", nil) }
      return values
    }
    let shape = try list("shape").compactMap(\.integer)
    guard let classes = content.metadata["classes"].flatMap({ Int($0) }) else {
      throw StageParameterError.unreadable("data.classes", nil)
    }
    var splits: [String: DataSplit] = [:]
    for name in content.tensors.keys.sorted() where name.hasSuffix(".inputs") {
      let split = String(name.dropLast(".inputs".count))
      guard let inputs = content.tensors[name] else { continue }
      let count = inputs.shape.first ?? 0
      splits[split] = DataSplit(
        inputs: try content.numbers(of: name, shape: [count] + shape),
        labels: try content.numbers(of: "\(split).labels", shape: [count]),
        ids: try content.numbers(of: "\(split).ids", shape: [count]))
    }
    return DataTable(
      shape: shape, classes: classes, splits: splits,
      normalisation: Normalisation(
        mean: try list("mean").compactMap(\.number),
        deviation: try list("deviation").compactMap(\.number)))
  }

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
