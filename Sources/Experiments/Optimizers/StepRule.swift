import Neural
import Spec

/// A rule of one training step, as a spec names it: its parameters, and the optimizer they stand for.
protocol StepRule: Sendable {
  /// The name in specs.
  static var name: String { get }
  /// One line for the catalog, with the paper where there is one.
  static var summary: String { get }
  /// Reads the parameters from the spec, reporting every fault.
  init(_ read: ParameterReader)
  /// The optimizer of a network's parameters.
  func optimizer(of parameters: [Parameter<Float>]) -> any Neural.Optimizer<Float>
}

extension ParameterReader {
  /// `decay`: what weight decay acts on.
  func decayScope() -> WeightDecayScope {
    choice(
      "decay", default: .all, omitWhenDefault: true,
      "what decay acts on: all parameters, or weights without biases and normalisations")
  }
}
