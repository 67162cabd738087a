import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Backward passes are the derivatives of forward passes")
struct GradientTests {
  /// Central differences at this step err by about step² and by rounding over step: 1e-10 each.
  static let step = 1e-5
  static let tolerance = 1e-8

  /// A fixed linear function of the logits, so its gradient at them is known.
  private func value(_ network: Network<Double>, _ inputs: [Double], _ weights: [Double]) -> Double
  {
    zip(network.trainingLogits(inputs), weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test("parameters and inputs", arguments: LayerCase.all + LayerCase.batchNorms)
  func finiteDifferences(_ shape: LayerCase) throws {
    let network = try makeNetwork(shape.blueprint, as: Double.self)
    var inputs: [Double] = uniformNumbers(
      shape.count * network.inputElements, seed: 5, shape.name)
    let weights: [Double] = uniformNumbers(shape.count * network.classes, seed: 6, "weights")

    network.zeroGradients()
    var inputGradients = [Double](repeating: .nan, count: inputs.count)
    inputs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      _ = network.forward(base, count: shape.count, .training())
      network.backward(weights, inputGradients: &inputGradients)
    }
    let gradients = network.parameters.map(\.gradients.array)

    for (parameter, gradient) in zip(network.parameters, gradients) {
      for i in 0..<parameter.count {
        let own = parameter.values[i]
        parameter.values[i] = own + Self.step
        let above = value(network, inputs, weights)
        parameter.values[i] = own - Self.step
        let below = value(network, inputs, weights)
        parameter.values[i] = own
        expectClose(
          gradient[i], (above - below) / (2 * Self.step), absolute: Self.tolerance,
          "\(parameter.name) \(i)")
      }
    }
    for i in inputs.indices {
      let own = inputs[i]
      inputs[i] = own + Self.step
      let above = value(network, inputs, weights)
      inputs[i] = own - Self.step
      let below = value(network, inputs, weights)
      inputs[i] = own
      expectClose(
        inputGradients[i], (above - below) / (2 * Self.step), absolute: Self.tolerance,
        "input \(i)")
    }
  }

  @Test("a second backward pass adds to the gradients, zeroing clears them")
  func accumulates() throws {
    let network = try makeNetwork(.smallCNN([8, 8, 2]), as: Double.self)
    let inputs: [Double] = uniformNumbers(3 * network.inputElements, seed: 7, "inputs")
    let weights: [Double] = uniformNumbers(3 * network.classes, seed: 8, "weights")
    func pass() {
      _ = inputs.withUnsafeBufferPointer { source in
        source.baseAddress.map { network.forward($0, count: 3, .training()) }
      }
    }
    // Forward keeps a pointer to the inputs, so both passes run inside one access to them.
    func passes(_ number: Int) -> [[Double]] {
      network.zeroGradients()
      inputs.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        for _ in 0..<number {
          _ = network.forward(base, count: 3, .training())
          network.backward(weights)
        }
      }
      return network.parameters.map(\.gradients.array)
    }
    pass()
    let once = passes(1)
    for (twice, single) in zip(passes(2), once) {
      expectClose(twice, single.map { 2 * $0 }, relative: 1e-13, absolute: 1e-13)
    }
    #expect(passes(1) == once)
  }

  @Test("the gradient does not depend on what lies beside a batch in larger buffers")
  func smallerBatchAfterLarger() throws {
    let inputs: [Double] = uniformNumbers(9 * 128, seed: 9, "inputs")
    let weights: [Double] = uniformNumbers(9 * 4, seed: 10, "weights")
    func gradients(after larger: Bool) throws -> [[Double]] {
      let network = try makeNetwork(.smallCNN([8, 8, 2]), as: Double.self)
      inputs.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        if larger {
          _ = network.forward(base, count: 9, .training())
          network.backward(weights)
        }
        network.zeroGradients()
        _ = network.forward(base, count: 2, .training())
        network.backward(weights)
      }
      return network.parameters.map(\.gradients.array)
    }
    #expect(try gradients(after: true) == gradients(after: false))
  }
}
