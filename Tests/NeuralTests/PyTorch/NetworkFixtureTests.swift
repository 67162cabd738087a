import Testing

@testable import Neural

@Suite("Networks compute what PyTorch computes from the same weights")
struct NetworkFixtureTests {
  @Test("in Float32: outputs, loss, all gradients, statistics", arguments: FixtureCase.all)
  func float(_ fixture: FixtureCase) throws { try check(fixture, as: Float.self) }

  @Test("in Float64: outputs, loss, all gradients, statistics", arguments: FixtureCase.all)
  func double(_ fixture: FixtureCase) throws { try check(fixture, as: Double.self) }

  private func check<Scalar: NetworkScalar>(_ item: FixtureCase, as scalar: Scalar.Type) throws {
    let tolerance = PyTorchTolerance.of(Scalar.self)
    let fixture = try Fixture(item.name)
    let network = try fixture.network(item.blueprint, as: Scalar.self)
    let inputs = try fixture.numbers("input", as: Scalar.self)
    let wanted = try fixture.numbers("output", as: Double.self)
    let count = inputs.count / network.inputElements
    var outputGradient = [Scalar](repeating: 0, count: wanted.count)
    var inputGradient = [Scalar](repeating: 0, count: inputs.count)
    network.zeroGradients()
    try inputs.withUnsafeBufferPointer { inputs in
      let base = try #require(inputs.baseAddress)
      let pass: ForwardPass = item.isTraining ? .training() : .evaluation
      let outputs = network.forward(base, count: count, pass)
      let found = Array(UnsafeBufferPointer(start: outputs, count: wanted.count))
      tolerance.expect(found, wanted, "output")
      let loss = try differentiate(fixture, found, count: count, into: &outputGradient)
      tolerance.expect([loss], try fixture.numbers("loss", as: Double.self), "loss")
      outputGradient.withUnsafeBufferPointer { gradient in
        inputGradient.withUnsafeMutableBufferPointer { target in
          guard let gradient = gradient.baseAddress else { return }
          network.backward(
            gradient, inputGradients: item.readsTokens ? nil : target.baseAddress)
        }
      }
    }
    try compareGradients(of: network, fixture, tolerance)
    if !item.readsTokens {
      tolerance.expect(
        inputGradient, try fixture.numbers("gradients.input", as: Double.self), "input gradient")
    }
    for statistic in network.statistics {
      tolerance.expect(
        statistic.fileOrder(of: statistic.values),
        try fixture.numbers("after.\(statistic.name)", as: Double.self), statistic.name)
    }
    guard !item.isTraining else { return }
    tolerance.expect(network.logits(of: inputs), wanted, "output of inference")
  }

  private func compareGradients<Scalar: NetworkScalar>(
    of network: Network<Scalar>, _ fixture: Fixture, _ tolerance: PyTorchTolerance
  ) throws {
    let names = Set(fixture.part("gradients.").tensors.keys).subtracting(["input"])
    #expect(names == Set(network.parameters.map(\.name)))
    let wanted = try network.parameters.map {
      try fixture.numbers("gradients.\($0.name)", as: Double.self)
    }
    let largest = wanted.joined().map(abs).max() ?? 0
    for (parameter, wanted) in zip(network.parameters, wanted) {
      #expect(try fixture.shape("gradients.\(parameter.name)") == parameter.shape)
      tolerance.expect(
        parameter.fileOrder(of: parameter.gradients), wanted, "gradient of \(parameter.name)",
        largest: largest)
    }
  }

  /// The loss the fixture was made with, and its gradient: cross-entropy with labels, or the mean
  /// squared error against a target, written out here.
  private func differentiate<Scalar: NetworkScalar>(
    _ fixture: Fixture, _ outputs: [Scalar], count: Int, into gradient: inout [Scalar]
  ) throws -> Double {
    guard fixture.contains("labels") else {
      let target = try fixture.numbers("target", as: Double.self)
      let scale = 1 / Double(target.count)
      let differences = zip(outputs, target).map { $0.asDouble - $1 }
      gradient = differences.map { Scalar(2 * scale * $0) }
      return scale * differences.map { $0 * $0 }.reduce(0, +)
    }
    let labels = try fixture.labels()
    return gradient.withUnsafeMutableBufferPointer { gradient in
      outputs.withUnsafeBufferPointer { outputs in
        labels.withUnsafeBufferPointer { labels in
          guard let outputs = outputs.baseAddress, let labels = labels.baseAddress else {
            return .nan
          }
          return Loss.softmaxCrossEntropy(
            outputs, labels: labels, count: count, classes: gradient.count / count,
            gradient: gradient.baseAddress)
        }
      }
    }
  }
}
