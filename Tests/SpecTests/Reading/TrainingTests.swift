import Base
import Testing

@testable import Spec

/// What a spec says about optimizers, losses, rates and gradients.
@Suite("training keys")
struct TrainingTests {
  private static func spec(_ lines: String) -> String {
    """
    runexp: 1
    name: t
    dataset: glyphs
    architecture: mlp
    training:
      epochs: 10
    """ + "\n" + lines.split(separator: "\n").map { "  \($0)\n" }.joined()
  }

  private func training(_ lines: String, set overrides: [String] = []) throws -> Training {
    try #require(study(Self.spec(lines), set: overrides).cells[0].models[0].training)
  }

  private func faults(_ lines: String) -> String { SpecTests.faults(Self.spec(lines)) }

  @Test("what is not said: SGD, cross-entropy, one shard, no bound, no rise, no teacher")
  func defaults() throws {
    let training = try training("")
    #expect(
      training.optimizer.parameters == ["name": "sgd", "momentum": 0.0, "weight_decay": 0.0])
    #expect(training.losses.map(\.parameters) == [["name": "cross-entropy"]])
    #expect(training.shards == 1)
    #expect(training.clip == nil)
    #expect(training.warmUp == .none)
    #expect(training.teacher == nil)
  }

  @Test("checkpoints on a logarithmic axis, with the untrained network where they begin at 0")
  func logarithmicCheckpoints() throws {
    func epochs(_ form: String) throws -> [Int] {
      try training("checkpoints: {log: \(form)}").checkpoints.epochs
    }
    #expect(try epochs("[1, 10, 4]") == [1, 2, 5, 10])
    #expect(try epochs("[0, 10, 5]") == [0, 1, 2, 5, 10])
    #expect(try epochs("[0, 10, 2]") == [0, 10])
  }

  @Test("a plugin may be named barely, in full, or by its parameters alone")
  func optimizers() throws {
    #expect(try training("optimizer: adam").optimizer.name == "adam")
    #expect(try training("optimizer: {name: adam}").optimizer.name == "adam")
    #expect(
      try training("optimizer: {momentum: 0.5}").optimizer.parameters
        == ["name": "sgd", "momentum": 0.5, "weight_decay": 0.0])
    #expect(
      try training("optimizer: sgd", set: ["training.optimizer.momentum=0.5"]).optimizer
        .parameters["momentum"] == 0.5)
  }

  @Test("an unknown optimizer or loss is told with the nearest one")
  func unknown() {
    #expect(
      faults("optimizer: adm\nloss: cross-entrpy") == """
        study.yaml:7:14: error: unknown optimizer `adm`
            optimizer: adm
                       ^~~
          did you mean `adam`?
          known optimizers: sgd, adam
        study.yaml:8:9: error: unknown loss `cross-entrpy`
            loss: cross-entrpy
                  ^~~~~~~~~~~~
          did you mean `cross-entropy`?
          known losses: cross-entropy, mean-squared-error
        """)
  }

  @Test("one loss or several")
  func losses() throws {
    #expect(
      try training("loss: mean-squared-error").losses.map(\.parameters)
        == [["name": "mean-squared-error"]])
    #expect(
      try training("loss: [cross-entropy, {name: mean-squared-error, weight: 0.5}]").losses.map(
        \.parameters)
        == [["name": "cross-entropy"], ["name": "mean-squared-error", "weight": 0.5]])
    #expect(
      faults("loss: [cross-entropy, {weight: 2}]") == """
        study.yaml:7:25: error: missing required key `name` in models.main.train.loss
            loss: [cross-entropy, {weight: 2}]
                                  ^~~~~~~~~~~
          add `name`: one of cross-entropy, mean-squared-error
        """)
    #expect(
      faults("loss: []") == """
        study.yaml:7:9: error: `loss` is empty: nothing would be learned
            loss: []
                  ^~
          name a loss, or remove the key for cross-entropy
        """)
  }

  @Test("a rate that rises over epochs or steps, whatever the schedule")
  func warmUp() throws {
    let cosine = try training(
      "learning_rate: {schedule: cosine, from: 0.1, to: 0, warmup: 3}")
    #expect(cosine.learningRate == .cosine(from: 0.1, to: 0, over: 10))
    #expect(cosine.warmUp == .epochs(3))
    let steps = try training("learning_rate: {from: 0.1, warmup: {steps: 500}}")
    #expect(steps.learningRate == .constant(0.1))
    #expect(steps.warmUp == .steps(500))
    #expect(
      faults("learning_rate: {from: 0.1, warmup: 0}") == """
        study.yaml:7:38: error: `warmup` must be an integer from 1 to 1000000, not 0
            learning_rate: {from: 0.1, warmup: 0}
                                               ^
        """)
  }

  @Test("gradients are bounded by their norm or each by its value")
  func clip() throws {
    #expect(try training("clip: {norm: 1}").clip == .norm(1))
    #expect(try training("clip: {value: 0.5}").clip == .value(0.5))
    for both in ["{norm: 1, value: 1}", "{}"] {
      #expect(
        faults("clip: \(both)") == """
          study.yaml:7:9: error: `clip` must have one of `norm` and `value`
              clip: \(both)
                    ^\(String(repeating: "~", count: both.count - 1))
            write `clip: {norm: 1}` or `clip: {value: 0.5}`
          """)
    }
  }

  @Test("no more shards than samples in a batch")
  func shards() throws {
    #expect(try training("shards: 2").shards == 2)
    #expect(
      faults("batch: 4\nshards: 5") == """
        study.yaml:8:11: error: `shards` must be at most `batch` (4), not 5
            shards: 5
                    ^
        """)
  }

  @Test("a teacher's logits are compared as they are, or softened by a temperature")
  func teacher() throws {
    func spec(_ teacher: String) -> String {
      """
      runexp: 1
      name: t
      data: {main: glyphs}
      models:
        big: {architecture: mlp, train: {data: main.train, epochs: 1}}
        small: {like: big, train: {teacher: \(teacher)}}
      """
    }
    let squared = try study(spec("{model: big, distance: squared, label-weight: 0.5}"))
    let teacher = try #require(squared.cells[0].models[1].training?.teacher)
    #expect(teacher.distance == .squared && teacher.labelWeight == 0.5)
    #expect(squared.cells[0].models[1].unbuilt == [])
    #expect(
      SpecTests.faults(spec("{model: big, distance: squared, temperature: 4}")) == """
        study.yaml:6:84: error: `temperature` has no effect with `distance: squared`
            small: {like: big, train: {teacher: {model: big, distance: squared, temperature: 4}}}
                                                                                             ^
          remove it: logits are compared as they are
        """)
    let features = try study(spec("{model: big, match: features}"))
    #expect(
      features.cells[0].models[1].unbuilt == [
        "teacher match `features` is known but not built yet"
      ])
  }
}
