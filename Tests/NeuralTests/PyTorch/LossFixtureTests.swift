import Testing

@testable import Neural

@Suite("Losses and their gradients are PyTorch's")
struct LossFixtureTests {
  /// A loss of the fixture, called as the engine calls it.
  enum Kind: String, Sendable, CaseIterable {
    case crossEntropy = "cross-entropy"
    case labelSmoothing = "label-smoothing"
    case binary = "binary-cross-entropy"
    case squaredError = "mean-squared-error"
    case distillation = "distillation-1"
    case softDistillation = "distillation-4"
    case confident = "far.cross-entropy"
  }

  @Test("in Float32", arguments: Kind.allCases)
  func float(_ kind: Kind) throws { try check(kind, as: Float.self) }

  @Test("in Float64", arguments: Kind.allCases)
  func double(_ kind: Kind) throws { try check(kind, as: Double.self) }

  private func check<Scalar: NetworkScalar>(_ kind: Kind, as scalar: Scalar.Type) throws {
    let tolerance = PyTorchTolerance.of(Scalar.self)
    let fixture = try Fixture("losses")
    let isFar = kind == .confident
    let logits = try fixture.numbers(isFar ? "far.logits" : "logits", as: Scalar.self)
    let labels = try fixture.labels(isFar ? "far.labels" : "labels")
    let targets: [Scalar] =
      switch kind {
      case .binary: try fixture.numbers("truth", as: Scalar.self)
      case .squaredError: try fixture.numbers("target", as: Scalar.self)
      default: try fixture.numbers("teacher", as: Scalar.self)
      }
    let count = labels.count
    let width = logits.count / count
    var gradient = [Scalar](repeating: .zero, count: logits.count)
    let loss: Double
    switch kind {
    case .crossEntropy, .confident:
      loss = Loss.softmaxCrossEntropy(
        logits, labels: labels, count: count, classes: width, gradient: &gradient)
    case .labelSmoothing:
      loss = Loss.softmaxCrossEntropy(
        logits, labels: labels, count: count, classes: width, smoothing: 0.1, gradient: &gradient)
    case .binary:
      loss = Loss.binaryCrossEntropy(
        logits, targets: targets, count: count, width: width, gradient: &gradient)
    case .squaredError:
      loss = Loss.squaredError(
        logits, targets: targets, count: count, width: width, gradient: &gradient)
    case .distillation, .softDistillation:
      loss = Loss.softenedDivergence(
        logits, from: targets, count: count, classes: width,
        temperature: kind == .distillation ? 1 : 4, gradient: &gradient)
    }
    let name = kind.rawValue
    tolerance.expect([loss], try fixture.numbers("\(name).loss", as: Double.self), "loss")
    tolerance.expect(gradient, try fixture.numbers("\(name).gradient", as: Double.self), "gradient")
  }
}
