import TestSupport
import Testing

@testable import Neural

@Suite("Stochastic gradient descent")
struct SGDTests {
  /// A few roundings.
  static let tolerance = 1e-15

  private func parameter(_ values: [Double]) -> Parameter<Double> {
    makeParameter(values, shape: [values.count], name: "w")
  }

  @Test("two steps with momentum and decay, computed by hand")
  func momentum() {
    let weights = parameter([1, -2])
    let rule = SGD([weights], momentum: 0.9, weightDecay: 0.01)
    weights.gradients.array = [0.5, 0]
    rule.step(learningRate: 0.1)
    // g = 0.5 + 0.01, v = g, w = 1 − 0.051; and g = −0.02.
    expectClose(weights.values.array, [0.949, -1.998], relative: Self.tolerance)
    weights.gradients.array = [0.2, 1]
    rule.step(learningRate: 0.5)
    // v = 0.9·0.51 + 0.2 + 0.00949; v = 0.9·(−0.02) + 1 − 0.01998.
    expectClose(
      weights.values.array, [0.949 - 0.5 * 0.66849, -1.998 - 0.5 * 0.96202],
      relative: Self.tolerance)
    expectClose(rule.memory[0].buffer.array, [0.66849, 0.96202], relative: Self.tolerance)
    #expect(rule.stepCount == 2)
  }

  @Test("a step without momentum, which remembers nothing")
  func plain() {
    let weights = parameter([1, -2])
    let rule = SGD([weights], weightDecay: 0.5)
    weights.gradients.array = [4, 1]
    rule.step(learningRate: 0.1)
    expectClose(weights.values.array, [0.55, -2], relative: Self.tolerance)
    #expect(rule.memory.isEmpty)
  }

  @Test("leads a linear network to its least loss")
  func descends() throws {
    let network = try makeNetwork(.mlp([2], [2]), as: Double.self)
    let rule = SGD(network.parameters, momentum: 0.5)
    let inputs: [Double] = [1, 0, 0, 1, 2, 1, 1, 2]
    let labels: [Int32] = [0, 1, 0, 1]
    var gradient = [Double](repeating: 0, count: 8)
    var losses: [Double] = []
    for _ in 0..<200 {
      inputs.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        let logits = network.forward(base, count: 4, .training())
        losses.append(
          Loss.softmaxCrossEntropy(
            logits, labels: labels, count: 4, classes: 2, gradient: &gradient))
        network.zeroGradients()
        network.backward(gradient)
        rule.step(learningRate: 0.5)
      }
    }
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
    #expect((losses.last ?? 1) < 0.05)
  }
}
