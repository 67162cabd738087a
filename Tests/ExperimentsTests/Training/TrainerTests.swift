import Base
import Neural
import Pipeline
import Spec
import Store
import Testing

@testable import Experiments

@Suite("training")
struct TrainerTests {
  private let data = DataTable.stripes()

  private func trained(_ recipe: TrainingRecipe) throws -> Trainer {
    let trainer = try Trainer(recipe, data: data)
    try trainer.run(report: { _, _ in }, check: {})
    return trainer
  }

  /// Weights, what the optimizer remembers and the curve, as a checkpoint file holds them.
  private func content(_ trainer: Trainer) throws -> Safetensors {
    let folder = try TemporaryFolder()
    try StageFiles.write(trainer, to: folder.path + "/c")
    return try Safetensors(contentsOf: folder.path + "/c")
  }

  private func weights(_ trainer: Trainer) -> [[Float]] {
    trainer.network.parameters.map { $0.values.array }
  }

  @Test(
    "a training cut anywhere and continued from its file has the same bits",
    arguments: [[1], [2], [3], [1, 3]])
  func cuts(places: [Int]) throws {
    let losses = [Recipes.suppressLow, Recipes.encourageMiddle]
    let whole = try trained(Recipes.training(epochs: 4, losses: losses))
    let folder = try TemporaryFolder()
    let published = PublishedStage(key: ContentHash(of: []), path: folder.path)
    var last: Trainer?
    for (index, place) in (places + [4]).enumerated() {
      let trainer = try Trainer(Recipes.training(epochs: place, losses: losses), data: data)
      if index > 0 {
        #expect(try StageFiles.resume(trainer, from: published, upTo: place))
        #expect(trainer.epoch == places[index - 1])
      }
      try trainer.run(report: { _, _ in }, check: {})
      try StageFiles.write(trainer, to: folder.path + "/" + StageFiles.checkpointName)
      last = trainer
    }
    let cut = try #require(last)
    #expect(weights(cut) == weights(whole))
    #expect(cut.curve.rows == whole.curve.rows)
    #expect(try content(cut) == content(whole))
    // Two splits, four epochs, loss and accuracy.
    #expect(whole.curve.rows.count == 2 * 4 * 2)
  }

  /// What a training may say beside the plainest one.
  static let others: [[String: Value]] = [
    ["optimizer": ["name": "sgd", "momentum": 0.9, "nesterov": true, "weight_decay": 0.01]],
    ["optimizer": ["name": "adam", "weight_decay": 0.01]],
    ["augment": [["name": "crop", "pad": 2], ["name": "flip", "chance": 0.5]]],
    ["optimizer": ["name": "adamw", "betas": [0.8, 0.99], "decay": "weights"]],
    ["clip": ["norm": 0.5]], ["clip": ["value": 0.01]], ["warmup_steps": 6], ["shards": 3],
    ["losses": [["name": "cross-entropy", "label_smoothing": 0.2]]],
    ["losses": [["name": "binary-cross-entropy"], ["name": "mean-squared-error", "weight": 2.0]]],
  ]

  @Test("so has one with any other rule, loss, bound, rise or number of shards", arguments: others)
  func otherCuts(_ others: [String: Value]) throws {
    let losses = [Recipes.suppressLow]
    let whole = try trained(Recipes.training(epochs: 3, losses: losses, others: others))
    #expect(try weights(whole) != weights(trained(Recipes.training(epochs: 3, losses: losses))))
    let folder = try TemporaryFolder()
    let first = try trained(Recipes.training(epochs: 1, losses: losses, others: others))
    try StageFiles.write(first, to: folder.path + "/" + StageFiles.checkpointName)
    let second = try Trainer(
      Recipes.training(epochs: 3, losses: losses, others: others), data: data)
    let published = PublishedStage(key: ContentHash(of: []), path: folder.path)
    #expect(try StageFiles.resume(second, from: published, upTo: 3))
    try second.run(report: { _, _ in }, check: {})
    #expect(try content(second) == content(whole))
  }

  @Test(
    "so has one that drops units or normalises batches, whose statistics are kept",
    arguments: [
      ["name": "mlp", "hidden": [12], "dropout": 0.3],
      ["name": "cnn", "filters": [3], "hidden": [6], "batch_norm": true],
    ] as [Value])
  func otherLayers(architecture: Value) throws {
    func recipe(_ epochs: Int) throws -> TrainingRecipe {
      try Recipes.training(
        architecture: architecture, epochs: epochs, losses: [Recipes.suppressLow],
        others: ["seed_dropout": "5", "shards": 2])
    }
    let whole = try trained(recipe(3))
    let folder = try TemporaryFolder()
    try StageFiles.write(
      trained(recipe(1)), to: folder.path + "/" + StageFiles.checkpointName)
    let second = try Trainer(recipe(3), data: data)
    let published = PublishedStage(key: ContentHash(of: []), path: folder.path)
    #expect(try StageFiles.resume(second, from: published, upTo: 3))
    try second.run(report: { _, _ in }, check: {})
    #expect(try content(second) == content(whole))
  }

  @Test("a regression learns its targets and has no accuracy")
  func regression() throws {
    var numbers = data
    for (name, split) in data.splits {
      numbers.splits[name]?.targets = split.labels.flatMap { label in
        (0..<3).map { 0.5 * Float(label) - Float($0) }
      }
    }
    #expect(throws: ObjectiveError.needsClasses(loss: "cross-entropy")) {
      try Trainer(Recipes.training(epochs: 1), data: numbers)
    }
    let recipe = try Recipes.training(
      epochs: 12, rate: 0.2, others: ["losses": [["name": "mean-squared-error"]]])
    let trainer = try Trainer(recipe, data: numbers)
    try trainer.run(report: { _, _ in }, check: {})
    let losses = trainer.curve.points.filter { $0.split == "train" }.map(\.loss)
    // The three targets of a sample have a mean square of about 1.
    #expect(losses[11] < 0.1 && losses[11] < losses[0])
    #expect(trainer.curve.rows.allSatisfy { $0.name == "loss" && $0.unit == nil })
    // What is recorded is the loss itself.
    let inputs = try numbers.labelledInputs(of: "test")
    let outputs = trainer.network.logits(of: inputs.inputs)
    let wanted =
      zip(outputs, inputs.targets).map { Double($0 - $1) * Double($0 - $1) }.reduce(0, +)
      / Double(outputs.count)
    let recorded = try #require(trainer.curve.points.last { $0.split == "test" }?.loss)
    #expect(abs(recorded - wanted) <= 1e-6 * wanted)
  }

  @Test("a rule does not continue what another one began")
  func otherRule() throws {
    let folder = try TemporaryFolder()
    try StageFiles.write(
      trained(Recipes.training(epochs: 1)), to: folder.path + "/" + StageFiles.checkpointName)
    let published = PublishedStage(key: ContentHash(of: []), path: folder.path)
    let adam = try Trainer(
      Recipes.training(epochs: 2, others: ["optimizer": ["name": "adam"]]), data: data)
    #expect(throws: StageFailure.self) {
      try StageFiles.resume(adam, from: published, upTo: 2)
    }
  }

  @Test("shards give the same bits on any number of threads")
  func threads() throws {
    let recipe = try Recipes.training(
      architecture: ["name": "cnn", "filters": [3], "hidden": [6]], epochs: 2, batch: 7,
      losses: [Recipes.suppressLow], others: ["shards": 5])
    func bits(threads: Int) throws -> Safetensors {
      let trainer = try Trainer(recipe, data: data, threads: threads)
      try trainer.run(report: { _, _ in }, check: {})
      return try content(trainer)
    }
    let one = try bits(threads: 1)
    for threads in [2, 3, 8] { #expect(try bits(threads: threads) == one, "\(threads)") }
  }

  @Test("the rate rises over steps to that of the epoch")
  func warmUp() throws {
    let untrained = try Trainer(Recipes.training(epochs: 1), data: data).network
    /// How far the weights have come in one epoch of four steps.
    func distance(_ others: [String: Value]) throws -> Double {
      let trained = try trained(Recipes.training(epochs: 1, others: others)).network
      var sum = 0.0
      for (own, other) in zip(trained.parameters, untrained.parameters) {
        for index in 0..<own.count { sum += Double(abs(own.values[index] - other.values[index])) }
      }
      return sum
    }
    let plain = try distance([:])
    let rising = try distance(["warmup_steps": 6])
    #expect(rising > 0 && rising < plain)
    let still = try distance(["warmup_steps": 1000])
    #expect(still < rising / 10)
  }

  @Test("a checkpoint that is not earlier, or not there, is no start")
  func uselessStarts() throws {
    let folder = try TemporaryFolder()
    let published = PublishedStage(key: ContentHash(of: []), path: folder.path)
    let trainer = try Trainer(Recipes.training(epochs: 2), data: data)
    let before = weights(trainer)
    #expect(try !StageFiles.resume(trainer, from: published, upTo: 2))
    for epochs in [0, 2, 3] {
      try StageFiles.write(
        trained(Recipes.training(epochs: epochs)),
        to: folder.path + "/" + StageFiles.checkpointName)
      #expect(try !StageFiles.resume(trainer, from: published, upTo: 2), "\(epochs)")
    }
    #expect(trainer.epoch == 0)
    #expect(weights(trainer) == before)
  }

  @Test("the curve is the loss and accuracy of the network at each epoch, on every split")
  func curve() throws {
    let trainer = try trained(Recipes.training(epochs: 2))
    #expect(
      trainer.curve.points.map { "\($0.split)@\($0.epoch)" } == [
        "test@1", "train@1", "test@2", "train@2",
      ])
    for epoch in [1, 2] {
      let network = try trained(Recipes.training(epochs: epoch)).network
      for split in ["train", "test"] {
        let point = try #require(
          trainer.curve.points.first { $0.epoch == epoch && $0.split == split })
        let wanted = Evaluation(of: network, on: try data.labelledInputs(of: split))
        #expect(point.loss == wanted.loss)
        #expect(point.accuracy == wanted.accuracy)
        #expect(point.count == wanted.count)
      }
    }
  }

  @Test("each seed decides its own part, and the seed of contexts nothing without a loss on them")
  func seeds() throws {
    func untrained(_ initialisation: Int, order: Int = 2) throws -> [[Float]] {
      weights(
        try Trainer(
          Recipes.training(epochs: 1, initialisation: initialisation, order: order), data: data))
    }
    #expect(try untrained(1) == untrained(1))
    #expect(try untrained(1) != untrained(2))
    #expect(try untrained(1) == untrained(1, order: 9))
    let base = weights(try trained(Recipes.training(epochs: 1)))
    #expect(try base == weights(trained(Recipes.training(epochs: 1))))
    #expect(try base != weights(trained(Recipes.training(epochs: 1, order: 9))))
    #expect(try base == weights(trained(Recipes.training(epochs: 1, contexts: 9))))
    let losses = [Recipes.suppressLow]
    let lossy = weights(try trained(Recipes.training(epochs: 1, losses: losses)))
    #expect(lossy != base)
    #expect(
      try lossy != weights(trained(Recipes.training(epochs: 1, contexts: 9, losses: losses))))
    #expect(try lossy == weights(trained(Recipes.training(epochs: 1, losses: losses))))
  }

  @Test("a learning rate that is far too large fails at the step where the loss is no number")
  func explosion() throws {
    do {
      _ = try trained(Recipes.training(epochs: 2, rate: 1e30))
      Issue.record("the training did not fail")
    } catch let failure as TrainingFailure {
      #expect(failure.epoch == 1)
      #expect((2...4).contains(failure.step))
      #expect(failure.batch == failure.step)
      #expect(failure.isPermanent)
      #expect(!failure.loss.isFinite)
    }
    #expect(
      "\(TrainingFailure(loss: .nan, step: 17, epoch: 2, batch: 3))"
        == "the loss is NaN at step 17 (epoch 2, batch 3): lower training.learning_rate, or the"
        + " weight of the interaction loss")
    #expect(
      "\(TrainingFailure(loss: -.infinity, step: 40, epoch: 4, batch: nil))"
        .hasPrefix("the loss is -inf at step 40 (the end of epoch 4): "))
  }

  @Test("so does one that explodes in its very last step")
  func lateExplosion() throws {
    // One step in all: the whole split is one batch.
    do {
      _ = try trained(Recipes.training(epochs: 1, rate: 1e38, batch: 60))
      Issue.record("the training did not fail")
    } catch let failure as TrainingFailure {
      #expect(failure.epoch == 1)
      #expect(failure.step == 1)
      #expect(!failure.loss.isFinite)
    }
  }

  @Test("an interaction loss between contexts of one size is refused, not trained in vain")
  func constantLoss() throws {
    var loss = try #require(Recipes.suppressLow.map)
    // ⌊0.3 · 4⌋ = ⌊0.45 · 4⌋ = 1.
    loss["between"] = [0.3, 0.45]
    let error = #expect(throws: ConstantLoss.self) {
      try Trainer(Recipes.training(epochs: 1, losses: [.map(loss)]), data: data)
    }
    #expect(
      error?.description
        == "training.interaction_loss: between [0.3, 0.45] both contexts have 1 of 4 players, so"
        + " the loss is constant: take ratios at least 1/4 apart, or more players")
  }

  @Test("what `check` throws ends the training")
  func cancelled() throws {
    let trainer = try Trainer(Recipes.training(epochs: 3), data: data)
    var calls = 0
    #expect(throws: StageCancelled.self) {
      try trainer.run(report: { _, _ in }) {
        calls += 1
        // 60 samples are four batches: this is in the middle of the second epoch.
        if calls == 6 { throw StageCancelled() }
      }
    }
    #expect(trainer.epoch == 1)
  }

  @Test("four hundred glyphs are learned in a few epochs")
  func glyphs() throws {
    let table = try Glyphs(train: 400, test: 100)
      .load(seeds: Seeds(all: 0), in: DataEnvironment(variables: [:]))
    let recipe = try Recipes.training(
      architecture: ["name": "mlp", "hidden": [32]], epochs: 6, batch: 20)
    let trainer = try Trainer(recipe, data: table)
    try trainer.run(report: { _, _ in }, check: {})
    let points = trainer.curve.points.suffix(2)
    // Chance is 0.1.
    for point in points {
      #expect((point.accuracy ?? 0) > (point.split == "train" ? 0.85 : 0.5), "\(point)")
    }
    let losses = trainer.curve.points.filter { $0.split == "train" }.map(\.loss)
    #expect(losses[5] < losses[0] / 2)
  }
}
