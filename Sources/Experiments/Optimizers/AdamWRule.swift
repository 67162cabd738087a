import Neural
import Spec

/// Adam with decoupled weight decay (arXiv:1711.05101), by PyTorch's rule.
struct AdamWRule: StepRule {
  static let name = "adamw"
  static let summary = "Adam with decay of the weights themselves (arXiv:1711.05101)"

  let settings: Adam<Float>.Settings
  let weightDecay: Double
  let decayScope: WeightDecayScope

  /// Reads `betas`, `epsilon`, `weight_decay` and `decay`.
  init(_ read: ParameterReader) {
    settings = read.adamSettings()
    weightDecay = read.number(
      "weight_decay", default: 0.01, in: .atLeast(0),
      "each step multiplies weights by 1 − rate·decay")
    decayScope = read.decayScope()
  }

  func optimizer(of parameters: [Parameter<Float>]) -> any Neural.Optimizer<Float> {
    Adam(
      parameters, settings: settings, decay: .decoupled(weightDecay), decaying: decayScope)
  }
}
