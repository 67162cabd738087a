import Base
import Neural
import Pipeline
import Spec
import Store
import Testing

@testable import Experiments

/// Models made of others: layers loaded, drawn again, frozen, probed and averaged.
@Suite("compositions of models")
struct CompositionTests {
  private static func study(_ models: String) -> String {
    """
    runexp: 1
    name: composed
    data: {main: {name: glyphs, train: 60, test: 20}}
    models:
      a: {architecture: {name: mlp, hidden: [8, 6]}, seeds: {init: 3}, train: {data: main.train, epochs: 2, batch: 16, learning_rate: 0.05, checkpoints: [0, 1, 2]}}
    \(models)
    """
  }

  /// The tensors of the checkpoint of a stage, by name.
  private func tensors(_ label: String, _ runner: StudyRunner, _ graph: StageGraph) throws
    -> [String: [Float]]
  {
    let content = try Safetensors(
      contentsOf: runner.stage(label, in: graph).path(of: StageFiles.checkpointName))
    var tensors: [String: [Float]] = [:]
    for (name, tensor) in content.tensors where !name.hasPrefix("optimizer.") {
      tensors[name] = try content.numbers(of: name, shape: tensor.shape)
    }
    return tensors
  }

  private func run(_ models: String) throws -> (StudyRunner, StageGraph) {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(Self.study(models)).graph
    let report = try runner.run(graph)
    try #require(report.isComplete, "\(report.failures)")
    return (runner, graph)
  }

  @Test(
    "loaded layers begin as the other model's, frozen ones stay so, the rest are the seed's own")
  func transplant() throws {
    let (runner, graph) = try run(
      """
        plain: {like: a, seeds: {init: 9}}
        low: {like: plain, load: [{from: a@last, layers: "0..1"}], freeze: fc1, train: {checkpoints: [0, 2]}}
      """)
    let source = try tensors("train/a@2", runner, graph)
    let plain = try tensors("train/plain@0", runner, graph)
    let start = try tensors("train/low@0", runner, graph)
    let end = try tensors("train/low@2", runner, graph)
    for name in ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"] {
      #expect(start[name] == source[name], "\(name)")
    }
    #expect(start["fc3.weight"] == plain["fc3.weight"])
    #expect(end["fc1.weight"] == source["fc1.weight"])
    #expect(end["fc1.bias"] == source["fc1.bias"])
    #expect(end["fc2.weight"] != source["fc2.weight"])
    #expect(end["fc3.weight"] != plain["fc3.weight"])
  }

  @Test("layers drawn again are those of the seed, whatever was loaded")
  func reset() throws {
    let (runner, graph) = try run(
      """
        again: {like: a, load: [{from: a@2}], reset: ["1", fc3], train: {checkpoints: [0]}}
      """)
    let source = try tensors("train/a@2", runner, graph)
    let untrained = try tensors("train/a@0", runner, graph)
    let start = try tensors("train/again@0", runner, graph)
    #expect(start["fc1.weight"] == source["fc1.weight"])
    #expect(start["fc2.weight"] == untrained["fc2.weight"])
    #expect(start["fc3.bias"] == untrained["fc3.bias"])
  }

  @Test("a linear probe trains its head alone, on what a layer gives")
  func probe() throws {
    let (runner, graph) = try run(
      """
        probe: {like: a, load: [{from: a@last}], head: {probe: linear, at: relu1}, train: {checkpoints: [0, 2]}}
      """)
    let source = try tensors("train/a@2", runner, graph)
    let start = try tensors("train/probe@0", runner, graph)
    let end = try tensors("train/probe@2", runner, graph)
    #expect(Set(end.keys) == ["fc1.weight", "fc1.bias", "head.weight", "head.bias"])
    #expect(end["fc1.weight"] == source["fc1.weight"])
    #expect(end["head.weight"]?.count == 10 * 8)
    #expect(end["head.weight"] != start["head.weight"])
    // What it was trained as is rebuilt from its record.
    let data = try StageFiles.data(of: runner.stage("dataset/glyphs", in: graph))
    let network = try StageFiles.network(
      of: runner.stage("train/probe@2", in: graph), data: data)
    #expect(network.blueprint.layers.map(\.name) == ["flatten", "fc1", "relu1", "head"])
  }

  @Test("an average has the mean of the weights and is measured like any model")
  func average() throws {
    let (runner, graph) = try run(
      """
        b: {like: a, seeds: {order: 5}}
        mean: {average: [a@1, a@last, b]}
      measure:
        quality: {metric: accuracy, of: mean, at: last, split: [test]}
      """)
    let members = try ["train/a@1", "train/a@2", "train/b@2"].map {
      try tensors($0, runner, graph)
    }
    let mean = try tensors("average/mean", runner, graph)
    for (name, numbers) in mean {
      for index in numbers.indices {
        let sum = members.reduce(0.0) { $0 + Double($1[name]?[index] ?? .nan) }
        #expect(numbers[index] == Float(sum / 3))
      }
    }
    #expect(mean.count == 6)
    let measured = try runner.rows("measure/quality/mean@0", in: graph)
    let recorded = try runner.rows("average/mean", in: graph)
    #expect(
      measured.first { $0.name == "accuracy" }?.value
        == recorded.first { $0.name == "accuracy" && $0.split == "test" }?.value)
  }

  @Test("a key holds what is loaded from where, and freezing only once something is trained")
  func keys() throws {
    func node(_ extra: String, _ label: String) throws -> StageNode {
      let plan = try StudyRunner.plan(Self.study("  m: {like: a, \(extra)}"))
      guard case .found(let node) = plan.graph.find(label) else {
        throw StageFailure("no stage \(label)")
      }
      return node
    }
    let checkpoints = "train: {checkpoints: [0, 2]}"
    let plain = try node(checkpoints, "train/m@0").key
    #expect(try node("freeze: fc1, \(checkpoints)", "train/m@0").key == plain)
    #expect(
      try node("freeze: fc1, \(checkpoints)", "train/m@2").key
        != node(checkpoints, "train/m@2").key)
    #expect(
      try node("load: [{from: a@1}], \(checkpoints)", "train/m@0").key
        != node("load: [{from: a@2}], \(checkpoints)", "train/m@0").key)
    // Two ways to write one selection are one training.
    #expect(
      try node("freeze: [fc1, fc2]", "train/m@2").parameters
        == node("freeze: \"0..1\"", "train/m@2").parameters)
  }

  @Test(
    "layers that are not there are faults with the legal ones",
    arguments: [
      (
        "  m: {like: a, freeze: fc9}",
        """
        no layer of models.m is `fc9`
          did you mean `fc1`?
          its layers, from 0: fc1, fc2, fc3
        """
      ),
      (
        "  m: {like: a, reset: 2..3}",
        """
        no layer of models.m is `2..3`
          its layers, from 0: fc1, fc2, fc3
        """
      ),
      (
        "  m: {like: a, head: {at: relu7}}",
        """
        `at`: no layer of models.m is called `relu7`
          did you mean `relu1`?
          its layers, from 0: flatten, fc1, relu1, fc2, relu2, fc3
        """
      ),
      (
        "  m: {like: a, architecture: {name: cnn, filters: [2, 2, 2, 2, 2]}}",
        """
        models.m does not fit its data: layer pool5: a window of 2×2 does not fit into images\
         [1, 1, 2] padded by 0
          one input is [28, 28, 1], height × width × channels or features
        """
      ),
      (
        "  other: {like: a, architecture: {name: mlp, hidden: [5]}}\n  m: {average: [a, other]}",
        """
        models.m averages models of 2 architectures
          average models that differ in seeds or training only
        """
      ),
    ])
  func faults(models: String, text: String) throws {
    let fault = try #require(throws: Diagnostic.self) {
      try StudyRunner.plan(Self.study(models))
    }
    #expect(([fault.message] + fault.notes.map { "  " + $0 }).joined(separator: "\n") == text)
  }
}
