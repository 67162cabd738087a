import Base
import Neural
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite("what a training makes small")
struct TrainingObjectiveTests {
  /// Rounding of a Float32 pass, relative to the largest gradient entry.
  static let roundingOfFloats = 2e-5

  private let data = DataTable.stripes()
  private let rows = [7, 3, 11, 0, 42]

  private func loss(_ value: Value) throws -> any TrainingLoss {
    try Vocabulary.runexp.losses.made(value, as: (any TrainingLoss).self)
  }

  /// A network with `outputs` and what a teacher is said to answer.
  private func prepared(outputs: Int) throws -> (Network<Float>, LabelledInputs) {
    let network = try Network<Float>(
      Recipes.training(epochs: 0).architecture.blueprint(
        inputShape: data.shape, classes: outputs))
    network.initialise(seed: 4)
    var inputs = try data.labelledInputs(of: "train")
    var stream = RandomStream(seed: 3, purpose: "teacher")
    inputs.teacherOutputs = (0..<inputs.count * outputs).map { _ in Float(stream.uniform(-2, 2)) }
    return (network, inputs)
  }

  /// The gradient at the outputs and the loss, from `Neural.Loss` called one by one in `Double`.
  private func check(
    _ objective: TrainingObjective, outputs: Int, _ inputs: LabelledInputs,
    _ network: Network<Float>,
    wanted: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Double
  ) throws {
    network.zeroGradients()
    let step = TrainingStep(network, objective, seeds: .init())
    let loss = step.accumulate(
      TrainingStep.Part(rows: rows[...], firstDraw: 0, share: 0.5), of: inputs)

    let wide = try Network<Double>(network.blueprint)
    wide.copyParameters(from: network)
    let elements = data.elements
    let batch = rows.flatMap {
      inputs.inputs[$0 * elements..<($0 + 1) * elements].map(Double.init)
    }
    var gradient = [Double](repeating: 0, count: rows.count * outputs)
    let total = batch.withUnsafeBufferPointer { batch in
      gradient.withUnsafeMutableBufferPointer { gradient in
        guard let batch = batch.baseAddress, let target = gradient.baseAddress else { return 0.0 }
        let answers = wide.forward(batch, count: rows.count, .training())
        let total = wanted(answers, target)
        for index in gradient.indices { gradient[index] *= 0.5 }
        wide.backward(target)
        return total
      }
    }
    expectClose(loss, 0.5 * total, relative: Self.roundingOfFloats)
    for (single, double) in zip(network.parameters, wide.parameters) {
      let wanted = double.gradients.array
      let largest = wanted.map(abs).max() ?? 0
      #expect(largest > 0)
      expectClose(
        single.gradients.array.map(Double.init), wanted,
        absolute: Self.roundingOfFloats * largest, single.name)
    }
  }

  @Test("several losses are added by their weights")
  func weightedSum() throws {
    let (network, inputs) = try prepared(outputs: 3)
    let objective = TrainingObjective(losses: [
      try loss(["name": "cross-entropy", "label_smoothing": 0.1, "weight": 2.0]),
      try loss(["name": "binary-cross-entropy", "weight": 0.5]),
      try loss(["name": "mean-squared-error"]),
    ])
    let labels = rows.map { inputs.labels[$0] }
    let oneHot = labels.flatMap { label in (0..<3).map { $0 == Int(label) ? 1.0 : 0 } }
    try check(objective, outputs: 3, inputs, network) { outputs, gradient in
      var part = [Double](repeating: 0, count: 15)
      func add() { for index in part.indices { gradient[index] += part[index] } }
      var total =
        2
        * Neural.Loss.softmaxCrossEntropy(
          outputs, labels: labels, count: 5, classes: 3, smoothing: 0.1, scale: 2, gradient: &part)
      add()
      total +=
        0.5
        * Neural.Loss.binaryCrossEntropy(
          outputs, targets: oneHot, count: 5, width: 3, scale: 0.5, gradient: &part)
      add()
      total += Neural.Loss.squaredError(
        outputs, targets: oneHot, count: 5, width: 3, gradient: &part)
      add()
      return total
    }
  }

  @Test("a single output is compared with the number of the class, several with one for it")
  func oneOutput() throws {
    let (network, inputs) = try prepared(outputs: 1)
    let numbers = rows.map { Double(inputs.labels[$0]) }
    try check(
      TrainingObjective(losses: [try loss(["name": "mean-squared-error"])]), outputs: 1, inputs,
      network
    ) { outputs, gradient in
      Neural.Loss.squaredError(outputs, targets: numbers, count: 5, width: 1, gradient: gradient)
    }
  }

  @Test("a regression learns its targets, an autoencoder its input")
  func numbers() throws {
    var (network, inputs) = try prepared(outputs: 3)
    inputs.targets = (0..<inputs.count * 3).map { Float($0 % 7) - 3 }
    let targets = rows.flatMap { row in (0..<3).map { Double(inputs.targets[row * 3 + $0]) } }
    let squared = try loss(["name": "mean-squared-error"])
    try check(TrainingObjective(losses: [squared]), outputs: 3, inputs, network) {
      outputs, gradient in
      Neural.Loss.squaredError(outputs, targets: targets, count: 5, width: 3, gradient: gradient)
    }
    let elements = data.elements
    (network, inputs) = try prepared(outputs: elements)
    let own = rows.flatMap {
      inputs.inputs[$0 * elements..<($0 + 1) * elements].map(Double.init)
    }
    let objective = TrainingObjective(
      losses: [try loss(["name": "mean-squared-error", "target": "input"])])
    try check(objective, outputs: elements, inputs, network) { outputs, gradient in
      Neural.Loss.squaredError(
        outputs, targets: own, count: 5, width: elements, gradient: gradient)
    }
    let evaluation = Evaluation(of: network, on: inputs, losses: objective.losses)
    #expect(evaluation.accuracy == nil)
    let outputs = network.logits(of: inputs.inputs)
    let wanted =
      zip(outputs, inputs.inputs).map { Double($0 - $1) * Double($0 - $1) }.reduce(0, +)
      / Double(outputs.count)
    expectClose(evaluation.loss, wanted, relative: Self.roundingOfFloats)
  }

  @Test(
    "a teacher's outputs are learned beside the labels, or instead",
    arguments: Teacher.Distance.allCases, [0, 0.3, 1])
  func imitation(distance: Teacher.Distance, labelWeight: Double) throws {
    let (network, inputs) = try prepared(outputs: 3)
    let labels = rows.map { inputs.labels[$0] }
    let answers = rows.flatMap { row in
      (0..<3).map { Double(inputs.teacherOutputs[row * 3 + $0]) }
    }
    let objective = TrainingObjective(
      imitation: .init(distance: distance, temperature: 3, labelWeight: labelWeight))
    try check(objective, outputs: 3, inputs, network) { outputs, gradient in
      var part = [Double](repeating: 0, count: 15)
      let own = Neural.Loss.softmaxCrossEntropy(
        outputs, labels: labels, count: 5, classes: 3, scale: labelWeight, gradient: gradient)
      let others =
        distance == .divergence
        ? Neural.Loss.softenedDivergence(
          outputs, from: answers, count: 5, classes: 3, temperature: 3, scale: 1 - labelWeight,
          gradient: &part)
        : Neural.Loss.squaredError(
          outputs, targets: answers, count: 5, width: 3, scale: 1 - labelWeight, gradient: &part)
      for index in part.indices { gradient[index] += part[index] }
      return labelWeight * own + (1 - labelWeight) * others
    }
  }

  @Test("smoothing helps training alone: what is recorded is plain cross-entropy")
  func recorded() throws {
    let (network, inputs) = try prepared(outputs: 3)
    let smooth = try loss(["name": "cross-entropy", "label_smoothing": 0.3])
    #expect(
      Evaluation(of: network, on: inputs, losses: [smooth]).loss
        == Evaluation(of: network, on: inputs).loss)
  }

  @Test("losses that the outputs or the data cannot serve are refused")
  func refused() throws {
    let classes = TargetsOfData(isRegression: false, width: 3)
    let numbers = TargetsOfData(isRegression: true, width: 3)
    func fault(
      _ value: Value, terms: Int = 0, outputs: Int, _ data: TargetsOfData
    ) throws -> String? {
      do {
        try TrainingObjective.check(
          [loss(value)], terms: terms, outputs: outputs, inputs: 24, data: data)
        return nil
      } catch let error as ObjectiveError { return error.description }
    }
    #expect(try fault(["name": "cross-entropy"], outputs: 3, classes) == nil)
    #expect(
      try fault(["name": "cross-entropy"], outputs: 3, numbers)
        == "training.loss: cross-entropy needs classes, and the data has targets: set it to"
        + " mean-squared-error")
    #expect(
      try fault(["name": "mean-squared-error"], outputs: 24, classes)
        == "training.loss: mean-squared-error compares each output with one of 3 classes, and the"
        + " network has 24 outputs")
    #expect(
      try fault(["name": "mean-squared-error", "target": "input"], outputs: 3, classes)
        == "training.loss: mean-squared-error compares each output with one of 24 numbers of an"
        + " input, and the network has 3 outputs")
    #expect(try fault(["name": "mean-squared-error"], outputs: 3, numbers) == nil)
    let two = TargetsOfData(isRegression: false, width: 2)
    #expect(try fault(["name": "binary-cross-entropy"], outputs: 1, two) == nil)
    #expect(
      try fault(["name": "mean-squared-error"], terms: 1, outputs: 3, numbers)
        == "training.interaction_loss needs a network with one output for each class of the data")
  }
}
