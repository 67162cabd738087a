import Base
import Neural
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("training on adversarial copies")
struct AdversarialTrainingTests {
  /// Rounding of a Float32 forward and backward pass, relative to the largest gradient entry.
  static let roundingOfFloats = 2e-5

  private let data = DataTable.stripes(shape: [6, 4, 2])
  private let rows = [7, 3, 11, 0, 42, 5, 23]
  private let firstDraw: UInt64 = 400
  private let attack = Attack.pgd(.linf, epsilon: 0.1, step: 0.04, steps: 4)

  /// With batch normalisation, whose statistics an attack must leave alone.
  private func network() throws -> Network<Float> {
    let network = try Network<Float>(
      NetworkBlueprint(
        inputShape: data.shape,
        layers: [
          NamedLayer("conv", .convolution(filters: 3, kernel: 3, padding: 1)),
          NamedLayer("norm", .batchNorm()), NamedLayer("relu", .relu),
          NamedLayer("flatten", .flatten), NamedLayer("fc", .dense(outputs: data.classes)),
        ]))
    network.initialise(seed: 5)
    return network
  }

  private func adversary(mix: Double) throws -> AdversarialCopies {
    let read = try AdversarialTraining(stageValue: [
      "epsilon": 0.1, "step": 0.04, "steps": 4, "mix": .number(mix),
    ])
    return try AdversarialCopies(
      Recipes.training(epochs: 1, batch: rows.count), read, outputs: data.classes, data: data)
  }

  /// The gradients, statistics and loss of one step.
  private func step(_ objective: TrainingObjective, on inputs: LabelledInputs, _ rows: [Int])
    throws -> (loss: Double, gradients: [[Float]], statistics: [[Float]])
  {
    let network = try network()
    network.zeroGradients()
    let step = TrainingStep(network, objective, seeds: TrainingStep.Seeds(dropout: 9))
    let loss = step.accumulate(
      TrainingStep.Part(rows: rows[...], firstDraw: firstDraw), of: inputs)
    return (
      loss, network.parameters.map(\.gradients.array), network.statistics.map(\.values.array)
    )
  }

  /// The copies as an attack apart from any training makes them.
  private func copies(of inputs: LabelledInputs) throws -> LabelledInputs {
    let attacker = Attacker(try network(), in: try data.attackSpace(), rows: rows.count)
    let elements = data.elements
    let samples = rows.flatMap { inputs.inputs[$0 * elements..<($0 + 1) * elements] }
    let labels = rows.map { inputs.labels[$0] }
    return LabelledInputs(
      inputs: attacker.copies(
        of: samples, labels: labels, ids: rows.indices.map { Int64(firstDraw) + Int64($0) },
        by: attack, seed: 9), labels: labels)
  }

  @Test("with mix 1 a step is one on the copies, made in evaluation mode")
  func replaced() throws {
    let split = try data.labelledInputs(of: "train")
    let adversarial = try step(
      TrainingObjective(adversarial: try adversary(mix: 1)), on: split, rows)
    let plain = try step(
      TrainingObjective(), on: try copies(of: split), Array(rows.indices))
    #expect(adversarial.loss == plain.loss)
    #expect(adversarial.gradients == plain.gradients)
    #expect(adversarial.statistics == plain.statistics)
    let natural = try step(TrainingObjective(), on: split, rows)
    #expect(adversarial.loss > natural.loss)
  }

  @Test("else the copies join the batch, and both losses are weighted")
  func joined() throws {
    let split = try data.labelledInputs(of: "train")
    let both = try step(
      TrainingObjective(adversarial: try adversary(mix: 0.25)), on: split, rows)
    let adversarial = try step(
      TrainingObjective(), on: try copies(of: split), Array(rows.indices))
    let natural = try step(TrainingObjective(), on: split, rows)
    expectClose(
      both.loss, 0.25 * adversarial.loss + 0.75 * natural.loss, relative: Self.roundingOfFloats)
    // Of all parameters: biases before a batch normalisation have no gradient but rounding.
    let largest = Double(natural.gradients.joined().map(abs).max() ?? 0)
    for (found, parts) in zip(both.gradients, zip(adversarial.gradients, natural.gradients)) {
      for (one, other) in zip(found, zip(parts.0, parts.1)) {
        expectClose(
          Double(one), 0.25 * Double(other.0) + 0.75 * Double(other.1),
          absolute: Self.roundingOfFloats * largest)
      }
    }
  }

  @Test("masked copies of interaction losses are of the adversarial samples")
  func masked() throws {
    let settings = try TrainingRecipe.LossSettings(Recipes.suppressLow)
    let players = try settings.players.players(over: data.shape)
    let term = TrainingObjective.Term(
      loss: InteractionLossTerm(
        kind: settings.kind, between: 0, and: 0.5, weight: 1, playerCount: players.count,
        nominal: false),
      players: PlayerRuns(playerOfElement: players.playerOfElement, playerCount: players.count),
      baseline: try data.baseline(settings.baseline))
    let split = try data.labelledInputs(of: "train")
    let adversarial = try step(
      TrainingObjective(terms: [term], adversarial: try adversary(mix: 1)), on: split, rows)
    let plain = try step(
      TrainingObjective(terms: [term]), on: try copies(of: split), Array(rows.indices))
    #expect(adversarial.gradients == plain.gradients)
    #expect(adversarial.loss == plain.loss)
  }

  private func recipe(_ adversarial: Value?, epochs: Int, shards: Int = 1) throws -> TrainingRecipe
  {
    var others: [String: Value] = ["seed_dropout": "4"]
    if let adversarial { others["adversarial"] = adversarial }
    if shards > 1 { others["shards"] = .integer(shards) }
    return try Recipes.training(epochs: epochs, rate: 0.03, others: others)
  }

  @Test("a training that was cut goes on with the same bits", arguments: [1, 3])
  func resumed(shards: Int) throws {
    let attack: Value = ["epsilon": 0.1, "steps": 3, "restarts": 2]
    func trained(_ epochs: Int, from earlier: Trainer? = nil) throws -> Trainer {
      let trainer = try Trainer(try recipe(attack, epochs: epochs, shards: shards), data: data)
      if let earlier {
        try Checkpoint.restore(
          trainer.network, optimizer: trainer.optimizer,
          from: Checkpoint.tensors(of: earlier.network, optimizer: earlier.optimizer))
        trainer.resume(at: earlier.epoch, points: earlier.curve.points)
      }
      try trainer.run(report: { _, _ in }, check: {})
      return trainer
    }
    let whole = try trained(2)
    let cut = try trained(2, from: try trained(1))
    #expect(
      whole.network.parameters.map(\.values.array) == cut.network.parameters.map(\.values.array))
    #expect(whole.curve == cut.curve)
  }

  @Test("it makes a network robust")
  func robust() throws {
    let data = try Glyphs(train: 600, test: 200).load(
      seeds: Seeds(), in: DataEnvironment(variables: [:]))
    func robustness(_ others: [String: Value]) throws -> Double {
      let recipe = try Recipes.training(
        architecture: ["name": "mlp", "hidden": [32]], epochs: 6, rate: 0.05,
        others: others.merging(["seed_dropout": "4"]) { $1 })
      let trainer = try Trainer(recipe, data: data)
      try trainer.run(report: { _, _ in }, check: {})
      let metric = try Vocabulary.runexp.metrics.made(
        ["name": "robustness", "attack": ["epsilon": 0.05, "steps": 5]], as: Robustness.self)
      return try metric.measure(
        MeasuredModel(network: trainer.network, training: data), split: "test")[0].value
    }
    let natural = try robustness([:])
    let hardened = try robustness(["adversarial": ["epsilon": 0.05, "steps": 5, "mix": 0.5]])
    #expect(hardened > natural + 0.1, "\(hardened) \(natural)")
  }

  @Test("a network that is no classifier cannot be trained so")
  func refused() throws {
    let read = try AdversarialTraining(stageValue: ["epsilon": 0.1])
    #expect(throws: AttackError.noClassifier(outputs: 1)) {
      try AdversarialCopies(
        Recipes.training(epochs: 1), read, outputs: 1, data: data)
    }
    #expect(
      "\(AttackError.noClassifier(outputs: 1))"
        == "attacks need a classifier with one output for each class of its data, and this network"
        + " has 1 outputs")
  }

  @Test("a spec asks for it; only what it draws reaches the key")
  func study() throws {
    func stage(_ adversarial: String, seed: Int = 0, epoch: Int = 2) throws -> StageNode {
      let graph = try StudyRunner.plan(
        StudyRunner.tiny("seeds: {dropout: \(seed)}").replacing(
          "  batch: 16", with: "  batch: 16\n\(adversarial)")
      ).graph
      guard case .found(let node) = graph.find("train@\(epoch)") else {
        throw StageFailure("no stage")
      }
      return node
    }
    let random = "  adversarial: {epsilon: 0.1, steps: 4}"
    let fixed = "  adversarial: {epsilon: 0.1, steps: 4, start: sample}"
    #expect(
      try stage(random).parameters["adversarial"] == [
        "method": "pgd", "norm": "linf", "epsilon": 0.1, "step": 0.0625, "steps": 4, "restarts": 1,
        "start": "random", "mix": 1.0,
      ])
    #expect(try stage(random).key != stage(random, seed: 1).key)
    #expect(try stage(fixed).key == stage(fixed, seed: 1).key)
    #expect(try stage("").key == stage("", seed: 1).key)
    #expect(try stage(random, epoch: 0).key == stage("", epoch: 0).key)

    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      StudyRunner.tiny().replacing("  batch: 16", with: "  batch: 16\n\(random)")
    ).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
  }
}
