import Base
import Foundation
import Neural
import Pipeline
import Spec
import Testing

@testable import Experiments

@Suite("files that stages leave for each other")
struct StageFilesTests {
  private func published(_ folder: TemporaryFolder) -> PublishedStage {
    // Data sets are kept in memory by key, so each test has a key of its own.
    PublishedStage(key: ContentHash(of: Array(folder.path.utf8)), path: folder.path)
  }

  @Test("a data set comes back as it was: samples, labels, ids, shape, normalisation")
  func dataRoundTrip() throws {
    // Numbers that no short decimal text holds.
    let normalisation = Normalisation(mean: [0.1 + 0.2, 1 / 3.0], deviation: [2 / 7.0, 0.3])
    let table = DataTable.stripes(
      shape: [3, 5, 2], classes: 4, train: 11, test: 3, seed: 8, normalisation: normalisation)
    let folder = try TemporaryFolder()
    try StageFiles.write(table, to: folder.path + "/" + StageFiles.dataName)
    let read = try StageFiles.data(of: published(folder))
    #expect(read == table)
    #expect(try read.inputs(of: "test") == table.inputs(of: "test"))
  }

  @Test("the file holds what its description says, for any reader of safetensors")
  func dataLayout() throws {
    let table = DataTable.stripes(shape: [3, 5, 2], train: 6, test: 2)
    let folder = try TemporaryFolder()
    let path = folder.path + "/" + StageFiles.dataName
    try StageFiles.write(table, to: path)
    let content = try Safetensors(contentsOf: path)
    #expect(
      content.tensors.keys.sorted() == [
        "test.ids", "test.inputs", "test.labels", "train.ids", "train.inputs", "train.labels",
      ])
    #expect(content.tensors["train.inputs"]?.type == .uint8)
    #expect(content.tensors["train.inputs"]?.shape == [6, 3, 5, 2])
    #expect(content.tensors["train.labels"]?.type == .int32)
    #expect(content.tensors["test.ids"]?.type == .int64)
    #expect(content.metadata["classes"] == "3")
    #expect(content.metadata["shape"] == "[3,5,2]")
  }

  @Test("a data set without its classes is refused")
  func dataWithoutClasses() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/" + StageFiles.dataName
    try StageFiles.write(.stripes(), to: path)
    var content = try Safetensors(contentsOf: path)
    content.metadata["classes"] = nil
    try content.write(to: path)
    let error = #expect(throws: StageParameterError.self) {
      try StageFiles.data(of: published(folder))
    }
    #expect(
      error?.description
        == "stage parameter `data.classes` cannot be absent; the stage was planned by another"
        + " version of runexp")
  }

  @Test("a damaged checkpoint is no start for a training: file and tensor are named")
  func damagedStart() throws {
    let data = DataTable.stripes()
    let folder = try TemporaryFolder()
    let path = folder.path + "/" + StageFiles.checkpointName
    let first = try Trainer(Recipes.training(epochs: 1), data: data)
    try first.run(report: { _, _ in }, check: {})
    first.network.parameters[2].values[3] = .infinity
    try StageFiles.write(first, to: path)
    let trainer = try Trainer(Recipes.training(epochs: 2), data: data)
    let before = trainer.network.parameters.map { $0.values.array }
    let error = #expect(throws: StageFailure.self) {
      try StageFiles.resume(trainer, from: published(folder), upTo: 2)
    }
    #expect(error?.description == "\(path): tensor fc2.weight: number 3 is NaN or infinite")
    #expect(trainer.network.parameters.map { $0.values.array } == before)
  }

  @Test("samples of a pool are normalised as the training data, whatever data they come from")
  func poolOfOtherData() throws {
    let training = DataTable.stripes(
      normalisation: Normalisation(mean: [0.2], deviation: [0.5]))
    let other = DataTable.stripes(
      seed: 9, normalisation: Normalisation(mean: [0.7], deviation: [0.1]))
    let parameters: Value = ["samples": ["count": 4], "split": "test", "chunk": [1, 3]]
    let samples = try MeasureStage.poolSamples(parameters, from: other, for: training)
    let split = try other.split("test")
    #expect(samples.map(\.id) == Array(split.ids[1..<3]))
    #expect(samples.map(\.label) == split.labels[1..<3].map(Int.init))
    for (place, sample) in samples.enumerated() {
      let raw = split.inputs[(place + 1) * other.elements..<(place + 2) * other.elements]
      #expect(sample.input == raw.map { Float((Double($0) / 255 - 0.2) / 0.5) })
    }
  }

  @Test("a pool of another shape, or with too few samples, is refused")
  func unfitPools() throws {
    let training = DataTable.stripes()
    let parameters: Value = ["samples": ["count": 4], "split": "test"]
    let error = #expect(throws: MetricError.self) {
      try MeasureStage.poolSamples(
        parameters, from: .stripes(shape: [4, 4, 1]), for: training)
    }
    #expect(
      error?.description
        == "the pool's samples have shape [4, 4, 1], the model was trained on [6, 4, 1]: take the"
        + " pool from data of that shape")
    #expect(throws: DatasetError.self) {
      try MeasureStage.poolSamples(
        ["samples": ["count": 21], "split": "test"], from: training, for: training)
    }
    #expect(throws: MetricError.tooFewSamples(asked: 9, found: 4)) {
      try MeasureStage.poolSamples(
        ["samples": ["count": 4], "split": "test", "chunk": [3, 9]], from: training,
        for: training)
    }
  }
}
