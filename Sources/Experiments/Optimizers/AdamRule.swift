import Neural
import Spec

/// Adam (arXiv:1412.6980) with L2 decay in the gradient, by PyTorch's rule.
struct AdamRule: StepRule {
  static let name = "adam"
  static let summary = "adaptive moments (arXiv:1412.6980), decay in the gradient"

  let settings: Adam<Float>.Settings
  let weightDecay: Double
  let decayScope: WeightDecayScope

  /// Reads `betas`, `epsilon`, `weight_decay` and `decay`.
  init(_ read: ParameterReader) {
    settings = read.adamSettings()
    weightDecay = read.number(
      "weight_decay", default: 0, in: .atLeast(0), "L2 weight decay, added to the gradient")
    decayScope = read.decayScope()
  }

  func optimizer(of parameters: [Parameter<Float>]) -> any Neural.Optimizer<Float> {
    Adam(
      parameters, settings: settings, decay: .inGradient(weightDecay), decaying: decayScope)
  }
}

extension ParameterReader {
  /// `betas` and `epsilon` with PyTorch's defaults.
  func adamSettings() -> Adam<Float>.Settings {
    let betas = numbers(
      "betas", default: [0.9, 0.999], each: .halfOpen(0..<1), count: 2...2,
      "the shares of the mean gradient and of the mean squared gradient that are kept")
    let epsilon = number(
      "epsilon", default: 1e-8, in: .above(0), "added to the root of the mean squared gradient")
    return Adam<Float>.Settings(beta1: betas[0], beta2: betas[1], epsilon: epsilon)
  }
}
