import TestSupport
import Testing

@testable import Neural

/// Every loss of one table of outputs against PyTorch 2.13's numbers (float64), and its gradient
/// against differences.
@Suite("losses against PyTorch")
struct LossReferenceTests {
  /// Roundings of sums of a dozen terms.
  static let tolerance = 1e-13
  /// A gradient entry that cancels to less than this is as good as zero.
  static let smallest = 1e-16
  static let step = 1e-5
  /// step² and rounding over step, of losses up to a few hundred.
  static let differenceTolerance = 1e-7

  static let outputs: [Double] = [1, -2, 0.5, 0.25, 0.1, 3, -1, 2, 30, -40, 0, 5]
  static let labels: [Int32] = [2, 1, 3]
  static let oneHot: [Double] = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
  static let teacher: [Double] = [0.5, 1, -3, 2, 1, 2, 3, 4, -10, 0, 10, 20]

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let loss: @Sendable (UnsafePointer<Double>, Double, UnsafeMutablePointer<Double>?) -> Double
    let wanted: Double
    let gradient: [Double]
  }

  static let cases = [
    Case(
      testDescription: "cross-entropy, labels smoothed by 0.1",
      loss: { outputs, scale, gradient in
        Loss.softmaxCrossEntropy(
          outputs, labels: labels, count: 3, classes: 4, smoothing: 0.1, scale: scale,
          gradient: gradient)
      }, wanted: 9.166580959328082,
      gradient: [
        0.1482579171101997, -0.0005371140416918505, -0.21335593889659107, 0.06563513582808324,
        0.004392756358042424, -0.07704752929769958, -0.004097186066526125, 0.07675195900618334,
        0.3249999999953395, -0.008333333333333333, -0.008333333333302141, -0.30833333332870405,
      ]),
    Case(
      testDescription: "binary cross-entropy",
      loss: { outputs, scale, gradient in
        Loss.binaryCrossEntropy(
          outputs, targets: oneHot, count: 3, width: 4, scale: scale, gradient: gradient)
      }, wanted: 3.0561035284898175,
      gradient: [
        0.06092154821916707, 0.009933576835176462, -0.03146172239984545, 0.046848041740483175,
        0.043748265623245, -0.003952156098130553, 0.02241178511416626, 0.07339975649815686,
        0.08333333333332554, 3.5402952127429907e-19, 0.041666666666666664,
        -0.0005577375770237277,
      ]),
    Case(
      testDescription: "squared error",
      loss: { outputs, scale, gradient in
        Loss.squaredError(
          outputs, targets: oneHot, count: 3, width: 4, scale: scale, gradient: gradient)
      }, wanted: 210.86020833333336,
      gradient: [
        0.16666666666666666, -0.3333333333333333, -0.08333333333333333, 0.041666666666666664,
        0.016666666666666666, 0.3333333333333333, -0.16666666666666666, 0.3333333333333333, 5,
        -6.666666666666666, 0, 0.6666666666666666,
      ]),
    Case(
      testDescription: "divergence from a teacher at temperature 4",
      loss: { outputs, scale, gradient in
        Loss.softenedDivergence(
          outputs, from: teacher, count: 3, classes: 4, temperature: 4, scale: scale,
          gradient: gradient)
      }, wanted: 33.85467992975568,
      gradient: [
        0.08585756828553352, -0.1794293041513617, 0.2307868203392339, -0.13721508447340583,
        0.02504976347900496, 0.22378457843709418, -0.17693683739200863, -0.07189750452409045,
        1.3293531756009482, -0.008246824514975087, -0.09973167783736382, -1.2213746732486093,
      ]),
  ]

  @Test("value and gradient", arguments: cases)
  func value(_ reference: Case) {
    var gradient = [Double](repeating: .nan, count: Self.outputs.count)
    let loss = reference.loss(Self.outputs, 1, &gradient)
    expectClose(loss, reference.wanted, relative: Self.tolerance)
    expectClose(
      gradient, reference.gradient, relative: Self.tolerance, absolute: Self.smallest)
    #expect(reference.loss(Self.outputs, 1, nil) == loss)
  }

  @Test("the gradient is the derivative, times the scale", arguments: cases)
  func derivative(_ reference: Case) {
    var outputs = Self.outputs
    var gradient = outputs
    _ = reference.loss(outputs, 0.5, &gradient)
    for i in outputs.indices {
      let own = outputs[i]
      outputs[i] = own + Self.step
      let above = reference.loss(outputs, 1, nil)
      outputs[i] = own - Self.step
      let below = reference.loss(outputs, 1, nil)
      outputs[i] = own
      expectClose(
        gradient[i], 0.5 * (above - below) / (2 * Self.step), absolute: Self.differenceTolerance,
        "\(i)")
    }
  }

  @Test("a student that equals its teacher has nothing to learn, at any temperature")
  func sameAsTeacher() {
    for temperature in [0.5, 1, 20] {
      var gradient = [Double](repeating: .nan, count: 12)
      let loss = Loss.softenedDivergence(
        Self.teacher, from: Self.teacher, count: 3, classes: 4, temperature: temperature,
        gradient: &gradient)
      #expect(loss == 0)
      #expect(gradient == [Double](repeating: 0, count: 12))
    }
  }

  @Test("logits beyond the range of exp give finite losses")
  func extremes() {
    var gradient = [Float](repeating: .nan, count: 2)
    let logits: [Float] = [2000, -2000]
    #expect(
      Loss.binaryCrossEntropy(
        logits, targets: [0, 1], count: 1, width: 2, gradient: &gradient) == 2000)
    #expect(gradient == [0.5, -0.5])
    let divergence = Loss.softenedDivergence(
      logits, from: [-2000, 2000], count: 1, classes: 2, temperature: 1, gradient: &gradient)
    #expect(divergence == 4000)
    #expect(gradient == [1, -1])
    let smooth = Loss.softmaxCrossEntropy(
      logits, labels: [0], count: 1, classes: 2, smoothing: 0.5, gradient: &gradient)
    #expect(smooth == 1000)
    #expect(gradient == [0.25, -0.25])
  }

  @Test("smoothing 0 is plain cross-entropy, bit by bit")
  func noSmoothing() {
    var plain = [Double](repeating: .nan, count: 12)
    var smooth = plain
    #expect(
      Loss.softmaxCrossEntropy(
        Self.outputs, labels: Self.labels, count: 3, classes: 4, gradient: &plain)
        == Loss.softmaxCrossEntropy(
          Self.outputs, labels: Self.labels, count: 3, classes: 4, smoothing: 0,
          gradient: &smooth))
    #expect(plain == smooth)
  }
}
