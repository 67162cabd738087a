import Base
import Foundation

@testable import Store

/// A store in a folder of its own, removed with it.
final class StoreFixture {
  let folder: String
  let store: ResultsStore

  init() throws {
    folder = NSTemporaryDirectory() + "runexp-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try ResultsStore(at: folder + "/runexp.sqlite", mode: .readWrite)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var path: String { store.path }

  static func key(_ name: String) -> ContentHash { ContentHash(of: name.utf8) }

  static func stage(_ name: String) -> CollectedStage {
    var stage = CollectedStage(
      key: key(name), kind: "measure", version: 1, label: name, parameters: ["a": 1],
      inputs: ["model": [key("model of \(name)")]],
      artifacts: [.init(name: "metrics.bin", size: 10, sha256: key("bytes"))], finishedAt: 5)
    stage.files = ["table": key("file")]
    stage.tensors = [
      CollectedStage.Tensor(
        artifact: "metrics.bin", name: "values", type: "F64", shape: [2, 8],
        axes: ["sample", "coalition"])
    ]
    return stage
  }

  /// A cell whose stages are measured as `strength` at epoch 20.
  static func cell(_ label: String, seed: Int, stages: [String]) -> PlannedCell {
    PlannedCell(
      label: label, variant: "normal", seed: seed, coordinates: ["seed": .integer(seed)],
      stages: stages.map {
        .init(key: key($0), measure: "strength", model: "main", checkpoint: 20)
      })
  }

  /// Collects `rows` as the stage `name`.
  func collect(_ name: String, _ rows: [MetricRow]) throws {
    try store.collect(Self.stage(name), MetricTable(rows))
  }
}
