import Base
import Neural
import Pipeline
import Spec
import Testing

@testable import Experiments

@Suite("keys of trainings")
struct TrainStageKeyTests {
  private func node(_ label: String, _ overrides: [String] = []) throws -> StageNode {
    let graph = try StudyRunner.plan(StudyRunner.tiny(), overrides: overrides).graph
    guard case .found(let node) = graph.find(label) else { throw StageFailure("no \(label)") }
    return node
  }

  @Test("what a spec does not say is not part of a key, so old keys stay")
  func defaults() throws {
    let plain = try node("train@2")
    #expect(
      plain.parameters == [
        "architecture": ["name": "mlp", "hidden": [8]], "epochs": 2, "seed_init": "0",
        "split": "train", "batch": 16,
        "optimizer": [
          "name": "sgd", "momentum": 0.9, "weight_decay": 0.0, "nesterov": false,
        ],
        "learning_rates": [0.05, 0.05], "seed_order": "0",
      ])
    #expect(plain.cores == 1)
    for same in [
      "training.loss=cross-entropy", "training.loss={name: cross-entropy, label_smoothing: 0}",
      "training.shards=1", "training.optimizer.decay=all", "seeds.dropout=9",
      "training.learning_rate={from: 0.05, warmup: 1}",
      "training.learning_rate={from: 0.05, warmup: {steps: 1}}",
    ] {
      #expect(try node("train@2", [same]).key == plain.key, "\(same)")
    }
  }

  @Test(
    "what changes the weights is part of the key, but not of the untrained network's",
    arguments: [
      "training.loss={name: cross-entropy, label_smoothing: 0.1}",
      "training.loss=mean-squared-error", "training.shards=2", "training.optimizer=adam",
      "training.optimizer.nesterov=true", "training.optimizer.decay=weights",
      "training.clip={norm: 1}", "training.clip={value: 1}",
      "training.learning_rate={from: 0.05, warmup: {steps: 9}}",
      "training.learning_rate={from: 0.05, warmup: 2}",
    ])
  func parts(override: String) throws {
    #expect(try node("train@2", [override]).key != node("train@2").key)
    #expect(try node("train@0", [override]).key == node("train@0").key)
  }

  @Test("a rise over steps or epochs is no other training when the training goes on for longer")
  func prefixes() throws {
    for warmUp in ["2", "{steps: 9}"] {
      let rise = "training.learning_rate={from: 0.05, warmup: \(warmUp)}"
      #expect(
        try node("train@2", [rise]).key == node("train@2", [rise, "training.epochs=7"]).key)
    }
    let rising = try node("train@2", ["training.learning_rate={from: 0.05, warmup: 2}"])
    #expect(rising.parameters["learning_rates"] == [0.025, 0.05])
  }

  @Test("a training asks for a core for each shard, its untrained network for one")
  func cores() throws {
    #expect(try node("train@2", ["training.shards=3"]).cores == 3)
    #expect(try node("train@0", ["training.shards=3"]).cores == 1)
  }

  /// A family of networks that drop units.
  private struct Dropping: Architecture {
    static let name = "dropping"
    static let summary = "a dense layer behind dropout"
    var rate = 0.5

    init(_ read: ParameterReader) {}
    init(rate: Double) { self.rate = rate }

    func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
      NetworkBlueprint(
        inputShape: inputShape,
        layers: [
          NamedLayer("flatten", .flatten), NamedLayer("drop1", .dropout(rate: rate)),
          NamedLayer("fc1", .dense(outputs: classes)),
        ])
    }
  }

  @Test("a swept seed of dropped units trains again where units are dropped")
  func dropoutSeed() throws {
    let drops = "architecture.dropout=0.5"
    #expect(
      try node("train@2", [drops]).key != node("train@2", [drops, "seeds.dropout=9"]).key)
    #expect(
      try node("train@0", [drops]).key == node("train@0", [drops, "seeds.dropout=9"]).key)
  }

  @Test("the seed of dropped units matters where units are dropped, known shape or not")
  func dropout() {
    func draws(_ architecture: any Architecture, shape: [Int]) -> Bool {
      let plugin = Plugin(
        name: "x", span: SourceSpan(file: "", line: 1, column: 1), parameters: .null,
        made: architecture, status: .built)
      return DataOfTraining(key: ContentHash(of: []), shape: shape, classes: 3).draws(plugin)
    }
    for shape in [[], [4, 4, 1]] {
      #expect(draws(Dropping(rate: 0.5), shape: shape))
      #expect(!draws(Dropping(rate: 0), shape: shape))
    }
  }
}
