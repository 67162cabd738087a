import Testing

@testable import Neural

/// Twenty steps of an optimizer: the fixture's file, and the rule as it was made in PyTorch.
struct LossPathCase: Sendable, CustomTestStringConvertible {
  let name: String
  let blueprint: NetworkBlueprint
  let rule: Rule
  let rate: Double

  var testDescription: String { name }

  enum Rule: Sendable {
    case sgd(momentum: Double, nesterov: Bool, decay: Double)
    case adam(beta1: Double, beta2: Double, epsilon: Double, decay: Double)
    case adamW(decay: Double)

    func make<Scalar: NetworkScalar>(_ network: Network<Scalar>) -> any Optimizer<Scalar> {
      switch self {
      case .sgd(let momentum, let nesterov, let decay):
        SGD(network.parameters, momentum: momentum, nesterov: nesterov, weightDecay: decay)
      case .adam(let beta1, let beta2, let epsilon, let decay):
        Adam(
          network.parameters,
          settings: Adam<Scalar>.Settings(beta1: beta1, beta2: beta2, epsilon: epsilon),
          decay: .inGradient(decay))
      case .adamW(let decay): Adam(network.parameters, decay: .decoupled(decay))
      }
    }
  }

  init(_ name: String, _ rule: Rule, rate: Double, _ blueprint: NetworkBlueprint = mlp) {
    self.name = name
    self.rule = rule
    self.rate = rate
    self.blueprint = blueprint
  }

  static let mlp = NetworkBlueprint.mlp([6], [8, 7, 3])

  /// Two stages of convolution, batch norm, ReLU and pooling, two dense layers.
  static let normed = NetworkBlueprint(
    inputShape: [8, 8, 2],
    layers: [
      NamedLayer("conv1", .convolution(filters: 3, kernel: 3, padding: 1, bias: false)),
      NamedLayer("bn1", .batchNorm()), NamedLayer("relu1", .relu),
      NamedLayer("pool1", .maxPool(size: 2)),
      NamedLayer("conv2", .convolution(filters: 4, kernel: 3, padding: 1, bias: false)),
      NamedLayer("bn2", .batchNorm()), NamedLayer("relu2", .relu),
      NamedLayer("pool2", .maxPool(size: 2)), NamedLayer("flatten", .flatten),
      NamedLayer("fc1", .dense(outputs: 6)), NamedLayer("relu3", .relu),
      NamedLayer("fc2", .dense(outputs: 3)),
    ])

  static let all: [LossPathCase] = [
    LossPathCase("path-sgd", .sgd(momentum: 0, nesterov: false, decay: 0), rate: 0.3),
    LossPathCase(
      "path-sgd-momentum-decay", .sgd(momentum: 0.9, nesterov: false, decay: 0.01), rate: 0.1),
    LossPathCase("path-sgd-nesterov", .sgd(momentum: 0.9, nesterov: true, decay: 0.01), rate: 0.1),
    LossPathCase(
      "path-adam", .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0), rate: 0.03),
    LossPathCase(
      "path-adam-decay", .adam(beta1: 0.8, beta2: 0.95, epsilon: 1e-6, decay: 0.02), rate: 0.03),
    LossPathCase("path-adamw", .adamW(decay: 0.1), rate: 0.03),
    LossPathCase(
      "path-batch-norm-sgd", .sgd(momentum: 0.9, nesterov: false, decay: 0), rate: 0.1, normed),
    LossPathCase(
      "path-batch-norm-adam", .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0),
      rate: 0.02, normed),
  ]
}

@Suite("Twenty steps of training go PyTorch's way")
struct LossPathTests {
  @Test("in Float32", arguments: LossPathCase.all)
  func float(_ item: LossPathCase) throws {
    // Each step passes the rounding of the last on (6e-8 a number), enlarged by the network's slopes.
    try check(item, as: Float.self, PyTorchTolerance(relative: 1e-4, ofLargest: 0))
  }

  @Test("in Float64", arguments: LossPathCase.all)
  func double(_ item: LossPathCase) throws {
    // As in Float32, with 1e-16 a number.
    try check(item, as: Double.self, PyTorchTolerance(relative: 1e-10, ofLargest: 0))
  }

  private func check<Scalar: NetworkScalar>(
    _ item: LossPathCase, as scalar: Scalar.Type, _ tolerance: PyTorchTolerance
  ) throws {
    let fixture = try Fixture(item.name)
    let network = try fixture.network(item.blueprint, as: Scalar.self)
    let rule = item.rule.make(network)
    let inputs = try fixture.numbers("inputs", as: Scalar.self)
    let labels = try fixture.labels()
    let wanted = try fixture.numbers("losses", as: Double.self)
    let sizes = try fixture.shape("inputs")
    let rows = sizes[1]
    var losses: [Double] = []
    var evaluations: [Double] = []
    var gradient = [Scalar](repeating: 0, count: rows * network.classes)
    for step in wanted.indices {
      let batch = step % sizes[0]
      let batchInputs = Array(inputs[(batch * rows * network.inputElements)...])
      let batchLabels = Array(labels[(batch * rows)..<((batch + 1) * rows)])
      network.zeroGradients()
      try batchInputs.withUnsafeBufferPointer { inputs in
        let base = try #require(inputs.baseAddress)
        let outputs = network.forward(base, count: rows, .training())
        losses.append(
          loss(of: outputs, batchLabels, classes: network.classes, gradient: &gradient))
        gradient.withUnsafeBufferPointer { gradient in
          if let gradient = gradient.baseAddress { network.backward(gradient) }
        }
      }
      rule.step(learningRate: item.rate)
      let first = network.logits(of: Array(inputs[..<(rows * network.inputElements)]))
      var unused = gradient
      evaluations.append(
        first.withUnsafeBufferPointer { first in
          first.baseAddress.map {
            loss(of: $0, Array(labels[..<rows]), classes: network.classes, gradient: &unused)
          } ?? .nan
        })
    }
    tolerance.expect(losses, wanted, "losses")
    tolerance.expect(
      evaluations, try fixture.numbers("evaluations", as: Double.self), "losses in evaluation mode")
    for parameter in network.parameters + network.statistics {
      tolerance.expect(
        parameter.fileOrder(of: parameter.values),
        try fixture.numbers("after.\(parameter.name)", as: Double.self), parameter.name)
    }
  }

  private func loss<Scalar: NetworkScalar>(
    of outputs: UnsafePointer<Scalar>, _ labels: [Int32], classes: Int, gradient: inout [Scalar]
  ) -> Double {
    gradient.withUnsafeMutableBufferPointer { gradient in
      labels.withUnsafeBufferPointer { labels in
        guard let base = labels.baseAddress else { return .nan }
        return Loss.softmaxCrossEntropy(
          outputs, labels: base, count: labels.count, classes: classes,
          gradient: gradient.baseAddress)
      }
    }
  }
}
