import Base
import Glibc
import Neural
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("the loss on interactions between units")
struct UnitInteractionLossTests {
  /// Rounding of a Float32 forward and backward pass, relative to the largest gradient entry.
  static let roundingOfFloats = 2e-5
  /// Central differences at this step err by about step² and by rounding over step.
  static let step = 1e-5

  private let data = DataTable.stripes()

  private static func term(
    draws: Int = 2, groups: Double = 0.2, keep: ClosedRange<Double> = 0...1, weight: Double = 3,
    after: Int = 0
  ) -> UnitInteractionTerm {
    UnitInteractionTerm(
      layer: "relu1", weight: weight, groups: groups, draws: draws, keep: keep, after: after)
  }

  private static func value(_ term: UnitInteractionTerm) -> Value {
    [
      "layer": .text(term.layer), "weight": .number(term.weight), "groups": .number(term.groups),
      "draws": .integer(term.draws),
      "keep": .list([.number(term.keep.lowerBound), .number(term.keep.upperBound)]),
      "after": .integer(term.after),
    ]
  }

  private func recipe(
    _ epochs: Int, _ term: UnitInteractionTerm? = term(after: 1), others: [String: Value] = [:]
  ) throws -> TrainingRecipe {
    var others = others
    if let term {
      others["unit_interaction_loss"] = Self.value(term)
      others["seed_contexts"] = "3"
    }
    return try Recipes.training(epochs: epochs, others: others)
  }

  // MARK: - What is drawn

  /// The four masks of a draw as sets of units.
  private static func masks(_ term: UnitInteractionTerm, units: Int, sample: UInt64, draw: Int = 0)
    -> [Set<Int>]
  {
    let words = (units + 63) / 64
    var masks = [UInt64](repeating: .max, count: 4 * words)
    term.drawMasks(
      units: units, seed: 17, sample: sample, draw: draw, stride: words, into: &masks)
    return (0..<4).map { copy in
      Set((0..<units).filter { masks[copy * words + $0 / 64] >> UInt64($0 % 64) & 1 == 1 })
    }
  }

  @Test("two disjoint groups, and a context of others", arguments: [2, 40, 64, 100])
  func groups(units: Int) {
    let term = Self.term()
    let size = max(1, units / 5)
    #expect(term.groupSize(units: units) == size)
    var seen: Set<Set<Int>> = []
    for sample in 0..<20 {
      let masks = Self.masks(term, units: units, sample: UInt64(sample))
      let (both, first, second, context) = (masks[0], masks[1], masks[2], masks[3])
      let (a, b) = (first.subtracting(context), second.subtracting(context))
      #expect(a.count == size && b.count == size && a.isDisjoint(with: b))
      #expect(context.isDisjoint(with: a.union(b)))
      #expect(both == context.union(a).union(b))
      #expect(first == context.union(a) && second == context.union(b))
      seen.insert(a)
    }
    #expect(seen.count > 1)
  }

  @Test("contexts keep units with a probability that is uniform in its range")
  func contexts() {
    func sizes(_ keep: ClosedRange<Double>) -> [Int] {
      (0..<400).map { sample in
        Self.masks(
          Self.term(groups: 0.02, keep: keep), units: 102, sample: UInt64(sample % 200),
          draw: sample / 200
        )[3].count
      }
    }
    // Two groups of two units leave 98.
    #expect(sizes(0...0).allSatisfy { $0 == 0 })
    #expect(sizes(1...1).allSatisfy { $0 == 98 })
    for (keep, mean, variance) in [
      (0.25...0.25, 24.5, 98 * 0.25 * 0.75),
      // E p(1−p)·98 + 98²·Var p, with p uniform.
      (0...1, 49.0, 98.0 / 6 + 98 * 98.0 / 12),
    ] {
      let found = sizes(keep).map(Double.init)
      let average = found.reduce(0, +) / 400
      // Beyond four standard errors once in 15,000 seeds.
      #expect(abs(average - mean) < 4 * (variance / 400).squareRoot(), "\(keep)")
      let spread = found.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 400
      #expect(abs(spread / variance - 1) < 0.3, "\(keep)")
    }
  }

  // MARK: - Gradients

  /// Cross-entropy and the loss of units of an MLP with one layer of units, from their formulas, in
  /// Doubles.
  private struct Reference {
    var tensors: [[Double]]
    let inputs: [[Double]]
    let labels: [Int]
    let masks: [[[Set<Int>]]]
    let weight: Double

    private func outputs(_ input: [Double], _ present: Set<Int>?) -> [Double] {
      func dense(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> [Double] {
        bias.enumerated().map { row, bias in
          zip(x, weight[row * x.count..<(row + 1) * x.count]).reduce(bias) { $0 + $1.0 * $1.1 }
        }
      }
      let hidden = dense(input, tensors[0], tensors[1]).enumerated().map { unit, value in
        present?.contains(unit) == false ? 0 : max(0, value)
      }
      return dense(dense(hidden, tensors[2], tensors[3]).map { max(0, $0) }, tensors[4], tensors[5])
    }

    var loss: Double {
      var total = 0.0
      for (row, input) in inputs.enumerated() {
        let logits = outputs(input, nil)
        total += log(logits.map { exp($0) }.reduce(0, +)) - logits[labels[row]]
        for draw in masks[row] {
          let values = draw.map { outputs(input, $0)[labels[row]] }
          let difference = values[0] - values[1] - values[2] + values[3]
          total += weight * difference * difference / Double(masks[row].count)
        }
      }
      return total / Double(inputs.count)
    }
  }

  @Test("a step has the loss of the formula and its derivatives")
  func gradients() throws {
    let term = Self.term()
    let rows = [7, 3, 11, 0, 42]
    let network = try Trainer(Recipes.training(epochs: 0), data: data).network
    // Initial weights are small; larger ones make interactions worth the name.
    for parameter in network.parameters {
      parameter.values.array = parameter.values.array.map { 4 * $0 }
    }
    let split = try data.labelledInputs(of: "train")
    let step = TrainingStep(
      network, TrainingObjective(units: term), seeds: TrainingStep.Seeds(contexts: 17),
      gated: try GatedPass(network, behind: "relu1"))
    network.zeroGradients()
    let loss = step.accumulate(TrainingStep.Part(rows: rows[...], firstDraw: 400), of: split)

    var reference = Reference(
      tensors: network.parameters.map { parameter in
        parameter.fileOrder(of: parameter.values).map(Double.init)
      },
      inputs: rows.map { row in
        split.inputs[row * data.elements..<(row + 1) * data.elements].map(Double.init)
      },
      labels: rows.map { Int(split.labels[$0]) },
      masks: rows.indices.map { place in
        (0..<term.draws).map {
          Self.masks(term, units: 12, sample: 400 + UInt64(place), draw: $0)
        }
      }, weight: term.weight)
    expectClose(loss, reference.loss, relative: Self.roundingOfFloats)
    let plain = Reference(
      tensors: reference.tensors, inputs: reference.inputs, labels: reference.labels,
      masks: reference.masks.map { _ in [] }, weight: 0)
    // The interactions are a part of the loss that rounding does not hide.
    #expect(loss - plain.loss > 1000 * Self.roundingOfFloats * loss)
    for (place, parameter) in network.parameters.enumerated() {
      let gradient = parameter.fileOrder(of: parameter.gradients).map(Double.init)
      let largest = gradient.map(abs).max() ?? 0
      for index in stride(from: 0, to: parameter.count, by: 7) {
        let own = reference.tensors[place][index]
        reference.tensors[place][index] = own + Self.step
        let above = reference.loss
        reference.tensors[place][index] = own - Self.step
        let below = reference.loss
        reference.tensors[place][index] = own
        expectClose(
          gradient[index], (above - below) / (2 * Self.step),
          absolute: Self.roundingOfFloats * largest + 1e-8, "\(parameter.name) \(index)")
      }
    }
  }

  @Test("parts of a batch have the gradients of the whole", arguments: [2, 3, 8])
  func shards(shards: Int) throws {
    let split = try data.labelledInputs(of: "train")
    let rows = [7, 3, 11, 0, 42, 5, 23]
    func differentiate(_ shards: Int) throws -> (loss: Double, gradients: [[Float]]) {
      let network = try Trainer(Recipes.training(epochs: 0), data: data).network
      let step = try ShardedStep(
        network, TrainingObjective(units: Self.term()), seeds: .init(contexts: 4), shards: shards,
        threads: 2)
      let loss = step.differentiate(rows: rows[...], firstDraw: 9, of: split)
      return (loss, network.parameters.map(\.gradients.array))
    }
    let (loss, gradients) = try differentiate(shards)
    let whole = try differentiate(1)
    expectClose(loss, whole.loss, relative: Self.roundingOfFloats)
    for (own, wanted) in zip(gradients, whole.gradients) {
      let largest = wanted.map { abs($0) }.max() ?? 0
      #expect(largest > 0)
      expectClose(
        own.map(Double.init), wanted.map(Double.init),
        absolute: Self.roundingOfFloats * Double(largest))
    }
  }

  @Test(
    "copies lose the same units to dropout as their sample, so what has no interaction has none")
  func dropout() throws {
    // Behind the units there is dropout and one dense layer: f is additive in the units.
    let network = try Network<Float>(
      NetworkBlueprint(
        inputShape: data.shape,
        layers: [
          NamedLayer("flatten", .flatten), NamedLayer("fc1", .dense(outputs: 40)),
          NamedLayer("relu1", .relu), NamedLayer("dropout1", .dropout(rate: 0.5)),
          NamedLayer("fc2", .dense(outputs: 3)),
        ]))
    network.initialise(seed: 3)
    let split = try data.labelledInputs(of: "train")
    func loss(_ weight: Double) throws -> Double {
      try ShardedStep(
        network, TrainingObjective(units: Self.term(weight: weight)),
        seeds: .init(contexts: 4, dropout: 5), shards: 1, threads: 1
      ).differentiate(rows: [1, 2, 3, 4][...], firstDraw: 0, of: split)
    }
    let plain = try loss(0)
    expectClose(try loss(1), plain, absolute: 1e-9)
    #expect(plain > 0.1)
  }

  // MARK: - Trainings

  private func trained(_ recipe: TrainingRecipe, threads: Int = 1) throws -> Trainer {
    let trainer = try Trainer(recipe, data: data, threads: threads)
    try trainer.run(report: { _, _ in }, check: {})
    return trainer
  }

  private func weights(_ trainer: Trainer) -> [[Float]] {
    trainer.network.parameters.map { $0.values.array }
  }

  @Test("until it begins, a training is the one without it, bit for bit")
  func begin() throws {
    let plain = try weights(trained(recipe(2, nil)))
    #expect(try weights(trained(recipe(2, Self.term(after: 2)))) == plain)
    #expect(try weights(trained(recipe(2, Self.term(after: 1)))) != plain)
  }

  @Test(
    "a training cut anywhere and continued from its file has the same bits",
    arguments: [
      [:], ["shards": 3], ["architecture": ["name": "mlp", "hidden": [12, 8], "dropout": 0.3]],
      [
        "architecture": [
          "name": "cnn", "filters": [3], "hidden": [6], "batch_norm": true,
        ]
      ],
    ] as [[String: Value]])
  func cuts(others: [String: Value]) throws {
    var others = others
    others["seed_dropout"] = "5"
    func recipe(_ epochs: Int) throws -> TrainingRecipe {
      try self.recipe(epochs, Self.term(draws: 1, after: 1), others: others)
    }
    let whole = try trained(recipe(4))
    for place in [1, 2] {
      let folder = try TemporaryFolder()
      try StageFiles.write(
        trained(recipe(place)), to: folder.path + "/" + StageFiles.checkpointName)
      let second = try Trainer(recipe(4), data: data)
      let published = PublishedStage(key: ContentHash(of: []), path: folder.path)
      #expect(try StageFiles.resume(second, from: published, upTo: 4))
      try second.run(report: { _, _ in }, check: {})
      #expect(weights(second) == weights(whole), "\(place)")
    }
  }

  @Test("shards give the same bits on any number of threads")
  func threads() throws {
    let recipe = try recipe(2, Self.term(), others: ["shards": 4])
    let one = try weights(trained(recipe))
    for threads in [2, 4] {
      #expect(try weights(trained(recipe, threads: threads)) == one)
    }
  }

  @Test("it makes interactions between units weaker than they are without it")
  func effect() throws {
    let metric = try Vocabulary.runexp.metrics.made(
      ["name": "unit-interaction", "layer": "relu1", "estimate": "exact"],
      as: UnitInteraction.self)
    func strength(_ term: UnitInteractionTerm?) throws -> Double {
      let model = MeasuredModel(
        network: try trained(recipe(8, term)).network, training: data)
      let split = try data.split("train")
      let rows = try (0..<6).flatMap { row in
        try metric.measure(
          model,
          sample: PoolSample(
            id: split.ids[row], label: Int(split.labels[row]),
            input: try data.inputs(of: "train", ids: [split.ids[row]])), game: nil)
      }
      return try #require(
        metric.summarise(rows).first { $0.name == UnitInteraction.Row.relative }
      ).value
    }
    let plain = try strength(nil)
    let lossy = try strength(Self.term(draws: 4, weight: 2000))
    #expect(plain > 0 && lossy < 0.7 * plain)
  }

  // MARK: - Faults

  @Test("a layer of one unit is refused")
  func oneUnit() throws {
    let error = #expect(throws: TooFewUnits.self) {
      try Trainer(
        recipe(
          1, Self.term(after: 0),
          others: ["architecture": ["name": "mlp", "hidden": [1]]]), data: data)
    }
    #expect(
      error?.description
        == "training.unit_interaction_loss: layer relu1 has 1 unit, and two groups need at least 2:"
        + " name a wider layer")
  }

  @Test("so are outputs that are no classes")
  func numbers() {
    func loss() throws -> any TrainingLoss {
      try Vocabulary.runexp.losses.made(
        ["name": "mean-squared-error"], as: (any TrainingLoss).self)
    }
    #expect(throws: ObjectiveError.unitInteractionsOfNumbers) {
      try TrainingObjective.check(
        [try loss()], hasUnits: true, outputs: 3, inputs: 24,
        data: TargetsOfData(isRegression: true, width: 3))
    }
    #expect(
      ObjectiveError.unitInteractionsOfNumbers.description
        == "training.unit_interaction_loss needs a network with one output for each class of the"
        + " data")
  }

  // MARK: - Planning

  private func nodes(_ override: String...) throws -> [Int: StageNode] {
    let graph = try StudyRunner.plan(StudyRunner.tiny(), overrides: override).graph
    return try Dictionary(
      uniqueKeysWithValues: [0, 1, 2].map { epoch in
        guard case .found(let node) = graph.find("train@\(epoch)") else {
          throw StageFailure("no train@\(epoch)")
        }
        return (epoch, node)
      })
  }

  @Test("the key of a training knows the loss from the epoch in which it begins")
  func keys() throws {
    let plain = try nodes()
    let lossy = try nodes("training.unit_interaction_loss={layer: relu1, after: 1, draws: 2}")
    #expect(plain[0]?.key == lossy[0]?.key && plain[1]?.key == lossy[1]?.key)
    #expect(plain[2]?.key != lossy[2]?.key)
    #expect(
      lossy[2]?.parameters["unit_interaction_loss"] == [
        "layer": "relu1", "weight": 1.0, "groups": 0.05, "draws": 2, "keep": [0.0, 1.0], "after": 1,
      ])
    #expect(lossy[2]?.parameters["seed_contexts"] == "0")
    let parameters = try #require(lossy[2]?.parameters)
    #expect(
      try TrainingRecipe(parameters).units
        == UnitInteractionTerm(
          layer: "relu1", weight: 1, groups: 0.05, draws: 2, keep: 0...1, after: 1))
  }

  @Test(
    "a layer that cannot be cut behind is a fault before anything runs",
    arguments: [
      (
        "rleu1",
        """
        `layer`: no layer of models.main is called `rleu1`
        did you mean `relu1`?
        layers with others behind: flatten, fc1, relu1
        """
      ),
      (
        "fc2",
        "models.main: layer fc2: nothing stands behind it; name a layer before the last one"
      ),
    ])
  func layer(name: String, text: String) throws {
    let fault = #expect(throws: Diagnostic.self) {
      try nodes("training.unit_interaction_loss={layer: \(name), after: 1}")
    }
    #expect(([fault?.message ?? ""] + (fault?.notes ?? [])).joined(separator: "\n") == text)
  }
}
