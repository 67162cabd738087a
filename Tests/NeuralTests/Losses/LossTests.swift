import Base
import Glibc
import TestSupport
import Testing

@testable import Neural

@Suite("Losses")
struct LossTests {
  /// A few roundings of numbers near 1.
  static let tolerance = 1e-14
  static let step = 1e-5
  /// step² and rounding over step.
  static let differenceTolerance = 1e-9

  @Test("cross-entropy of hand-computed rows")
  func crossEntropy() {
    // Softmax (1/4, 3/4) and (1/2, 1/2): −log 3/4 and −log 1/2.
    var gradient = [Double](repeating: .nan, count: 4)
    let loss = Loss.softmaxCrossEntropy(
      [0, log(3), 5, 5], labels: [1, 0], count: 2, classes: 2, scale: 3, gradient: &gradient)
    expectClose(loss, (log(4.0 / 3) + log(2)) / 2, relative: Self.tolerance)
    // scale/count · (q − onehot)
    expectClose(gradient, [0.375, -0.375, -0.75, 0.75], relative: Self.tolerance)
  }

  @Test("cross-entropy of very sure rows is finite and keeps its digits")
  func crossEntropyExtremes() {
    var gradient = [Float](repeating: .nan, count: 3)
    let right = Loss.softmaxCrossEntropy(
      [1000, -1000, 0], labels: [0], count: 1, classes: 3, gradient: &gradient)
    #expect(right == 0 && gradient == [0, 0, 0])
    let wrong = Loss.softmaxCrossEntropy(
      [1000, -1000, 0], labels: [1], count: 1, classes: 3, gradient: &gradient)
    #expect(wrong == 2000 && gradient == [1, -1, 0])
  }

  @Test("the interaction losses of hand-computed u")
  func interaction() {
    // u = outer − 2·inner = (0, log 3): q = (1/4, 3/4).
    let outer: [Double] = [2, 2 + log(3)]
    let inner: [Double] = [1, 1]
    let encourage = Loss.interaction(
      .encourage, outer: outer, inner: inner, coefficient: 2, labels: [1], count: 1, classes: 2,
      outerGradient: nil, innerGradient: nil)
    expectClose(encourage, log(4.0 / 3), relative: 1e-13)
    let suppress = Loss.interaction(
      .suppress, outer: outer, inner: inner, coefficient: 2, labels: [1], count: 1, classes: 2,
      outerGradient: nil, innerGradient: nil)
    expectClose(suppress, 0.25 * log(0.25) + 0.75 * log(0.75), relative: 1e-13)
  }

  @Test("L⁻ is least, −log C with no gradient, where u is constant")
  func suppressAtUniform() {
    var outer: [Double] = [1, 1, 1, 1, 1]
    var inner = outer
    let loss = Loss.interaction(
      .suppress, outer: [3, 4, 5, 6, 7], inner: [1, 2, 3, 4, 5], coefficient: 1, labels: [0],
      count: 1, classes: 5, outerGradient: &outer, innerGradient: &inner)
    expectClose(loss, -log(5), relative: Self.tolerance)
    expectClose(outer + inner, [Double](repeating: 0, count: 10), absolute: 1e-16)
  }

  @Test("the interaction losses of very sure u are finite")
  func interactionExtremes() {
    var outer: [Float] = [.nan, .nan]
    var inner = outer
    for kind in InteractionLossKind.allCases {
      let loss = Loss.interaction(
        kind, outer: [2000, -2000], inner: [0, 0], coefficient: 1, labels: [1], count: 1,
        classes: 2, outerGradient: &outer, innerGradient: &inner)
      #expect(loss == (kind == .encourage ? 4000 : 0))
      #expect(outer == (kind == .encourage ? [1, -1] : [0, 0]) && inner == outer.map { -$0 })
    }
  }

  @Test("gradients are the derivatives", arguments: InteractionLossKind.allCases)
  func interactionGradients(kind: InteractionLossKind) {
    let (count, classes) = (3, 4)
    var outer: [Double] = uniformNumbers(count * classes, seed: 1, "outer").map { 2 * $0 }
    var inner: [Double] = uniformNumbers(count * classes, seed: 2, "inner").map { 2 * $0 }
    let labels: [Int32] = [2, 0, 3]
    func loss() -> Double {
      Loss.interaction(
        kind, outer: outer, inner: inner, coefficient: 7.0 / 3, labels: labels, count: count,
        classes: classes, outerGradient: nil, innerGradient: nil)
    }
    var outerGradient = outer
    var innerGradient = inner
    _ = Loss.interaction(
      kind, outer: outer, inner: inner, coefficient: 7.0 / 3, labels: labels, count: count,
      classes: classes, scale: 0.5, outerGradient: &outerGradient, innerGradient: &innerGradient)
    for i in outer.indices {
      let own = (outer[i], inner[i])
      outer[i] = own.0 + Self.step
      let above = loss()
      outer[i] = own.0 - Self.step
      let below = loss()
      outer[i] = own.0
      expectClose(
        outerGradient[i], 0.5 * (above - below) / (2 * Self.step),
        absolute: Self.differenceTolerance)
      inner[i] = own.1 + Self.step
      let aboveInner = loss()
      inner[i] = own.1 - Self.step
      let belowInner = loss()
      inner[i] = own.1
      expectClose(
        innerGradient[i], 0.5 * (aboveInner - belowInner) / (2 * Self.step),
        absolute: Self.differenceTolerance)
    }
  }

  @Test("the gradient of a whole training loss reaches the first layer")
  func composite() throws {
    let network = try makeNetwork(.smallCNN([6, 6, 2]), as: Double.self)
    // Rows 0–1 plain, 2–3 with the players of S₂, 4–5 with those of S₁: one stacked batch.
    let inputs: [Double] = uniformNumbers(6 * 72, seed: 1, "inputs")
    let labels: [Int32] = [1, 3]
    func loss(gradient: UnsafeMutablePointer<Double>?) -> Double {
      inputs.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return .nan }
        let logits = network.forward(base, count: 6, .training())
        let plain = Loss.softmaxCrossEntropy(
          logits, labels: labels, count: 2, classes: 4, gradient: gradient)
        let extra = Loss.interaction(
          .suppress, outer: logits + 8, inner: logits + 16, coefficient: 1.5, labels: labels,
          count: 2, classes: 4, scale: 0.7, outerGradient: gradient.map { $0 + 8 },
          innerGradient: gradient.map { $0 + 16 })
        if let gradient { network.backward(gradient) }
        return plain + 0.7 * extra
      }
    }
    var gradient = [Double](repeating: .nan, count: 24)
    network.zeroGradients()
    _ = loss(gradient: &gradient)
    for parameter in network.parameters {
      let gradients = parameter.gradients.array
      for i in stride(from: 0, to: parameter.count, by: 3) {
        let own = parameter.values[i]
        parameter.values[i] = own + Self.step
        let above = loss(gradient: nil)
        parameter.values[i] = own - Self.step
        let below = loss(gradient: nil)
        parameter.values[i] = own
        expectClose(
          gradients[i], (above - below) / (2 * Self.step), absolute: Self.differenceTolerance,
          "\(parameter.name) \(i)")
      }
    }
  }
}
