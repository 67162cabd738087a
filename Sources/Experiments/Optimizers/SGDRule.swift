import Neural
import Spec

/// Stochastic gradient descent with momentum and weight decay, by PyTorch's rule.
struct SGDRule: StepRule {
  static let name = "sgd"
  static let summary = "stochastic gradient descent with momentum, plain or Nesterov's"

  let momentum: Double
  let weightDecay: Double
  let isNesterov: Bool
  let decayScope: WeightDecayScope

  /// Reads `momentum`, `weight_decay`, `nesterov` and `decay`.
  init(_ read: ParameterReader) {
    momentum = read.number(
      "momentum", default: 0, in: .halfOpen(0..<1), "the share of the last step that is kept")
    weightDecay = read.number(
      "weight_decay", default: 0, in: .atLeast(0), "L2 weight decay, added to the gradient")
    isNesterov = read.boolean("nesterov", default: false, "Nesterov's form of momentum")
    decayScope = read.decayScope()
    if isNesterov, momentum == 0 {
      read.fault(
        at: "nesterov", "`nesterov` needs momentum, which is 0",
        notes: ["add `momentum: 0.9`, or remove `nesterov`"])
    }
  }

  func optimizer(of parameters: [Parameter<Float>]) -> any Neural.Optimizer<Float> {
    SGD(
      parameters, momentum: momentum, nesterov: isNesterov, weightDecay: weightDecay,
      decaying: decayScope)
  }
}
