import Glibc
import TestSupport
import Testing

@testable import Neural

@Suite("Input gradients in evaluation mode")
struct InputGradientTests {
  /// Central differences at 1e-5 err by about 1e-10, and by rounding as much.
  static let step = 1e-5
  static let tolerance = 1e-8

  /// The cross-entropy of each row, summed.
  private func loss(_ network: Network<Double>, _ inputs: [Double], _ labels: [Int32]) -> Double {
    let logits = network.logits(of: inputs)
    return labels.enumerated().reduce(0) { sum, row in
      let line = Array(logits[row.offset * network.classes..<(row.offset + 1) * network.classes])
      return sum
        + OutputScore.loss.scores(of: line, classes: network.classes, label: Int(row.element))[0]
    }
  }

  @Test("are the finite differences of the cross-entropy, and of the odds an attack climbs")
  func finiteDifferences() throws {
    let network = try makeNetwork(.smallCNN([6, 5, 2]), as: Double.self)
    let labels: [Int32] = [3, 0, 1]
    let count = labels.count
    let classes = network.classes
    var inputs: [Double] = uniformNumbers(count * network.inputElements, seed: 5, "inputs")
    var entropy = [Double](repeating: .nan, count: inputs.count)
    var odds = entropy
    network.inputGradients(at: inputs, count: count, into: &entropy) {
      _ = Loss.softmaxCrossEntropy(
        $0, labels: labels, count: count, classes: classes, scale: Double(count), gradient: $1)
    }
    network.inputGradients(at: inputs, count: count, into: &odds) {
      Double.oddsSlopes($0, labels: labels, count: count, classes: classes, into: $1)
    }
    for i in inputs.indices {
      let own = inputs[i]
      inputs[i] = own + Self.step
      let above = loss(network, inputs, labels)
      inputs[i] = own - Self.step
      let below = loss(network, inputs, labels)
      inputs[i] = own
      expectClose(
        entropy[i], (above - below) / (2 * Self.step), absolute: Self.tolerance, "input \(i)")
      // Cross-entropy grows by 1 − p of what the odds do.
      let row = i / network.inputElements
      let line = Array(
        inputs[row * network.inputElements..<(row + 1) * network.inputElements])
      let share = OutputScore.loss.scores(
        of: network.logits(of: line), classes: classes, label: Int(labels[row]))[0]
      expectClose(
        odds[i] * -expm1(-share), entropy[i], absolute: Self.tolerance, "odds of input \(i)")
    }
  }
}
