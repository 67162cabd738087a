import Glibc

/// Adam (arXiv:1412.6980) and AdamW (arXiv:1711.05101), by PyTorch's rules.
///
/// m += (1 − β₁)·(g − m); v = β₂·v + (1 − β₂)·g²;
/// w −= rate/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε). Adam's decay is in the gradient,
/// g = gradient + decay·w; AdamW's is decoupled from it: w is first multiplied by 1 − rate·decay. A frozen
/// parameter is passed over.
public final class Adam<Scalar: NetworkScalar>: Optimizer {
  /// Where weight decay acts.
  public enum Decay: Sendable, Hashable {
    /// In the gradient, as L2 regularisation: Adam.
    case inGradient(Double)
    /// On the weights themselves: AdamW.
    case decoupled(Double)
  }

  /// How much is kept of the moments, and what keeps the division from zero.
  public struct Settings: Sendable, Hashable {
    /// The share of the mean gradient that is kept: β₁.
    public var beta1 = 0.9
    /// The share of the mean squared gradient that is kept: β₂.
    public var beta2 = 0.999
    /// Added to the root of the second moment: ε.
    public var epsilon = 1e-8

    /// Makes settings; the defaults are PyTorch's.
    public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
    }
  }

  /// `adam`, or `adamw` when decay is decoupled.
  public let name: String
  /// The factors.
  public let settings: Settings
  /// Weight decay.
  public let decay: Decay
  /// What decay acts on.
  public let decayScope: WeightDecayScope
  /// Updates made so far.
  public var stepCount = 0
  private let parameters: [Parameter<Scalar>]
  private let means: [Buffer<Scalar>]
  private let squares: [Buffer<Scalar>]

  /// Makes the rule for the parameters of a network.
  public init(
    _ parameters: [Parameter<Scalar>], settings: Settings = Settings(),
    decay: Decay = .inGradient(0), decaying decayScope: WeightDecayScope = .all
  ) {
    precondition(
      (0..<1).contains(settings.beta1) && (0..<1).contains(settings.beta2)
        && settings.epsilon >= 0, "Adam: β₁ and β₂ are from 0 to below 1, ε at least 0")
    switch decay {
    case .inGradient: name = "adam"
    case .decoupled: name = "adamw"
    }
    self.parameters = parameters
    self.settings = settings
    self.decay = decay
    self.decayScope = decayScope
    means = parameters.map { Buffer(count: $0.count) }
    squares = parameters.map { Buffer(count: $0.count) }
  }

  /// The moments under PyTorch's names, `exp_avg` and `exp_avg_sq`.
  public var memory: [OptimizerMemory<Scalar>] {
    zip(parameters, zip(means, squares)).flatMap { parameter, moments in
      [
        OptimizerMemory(name: "exp_avg", parameter: parameter, buffer: moments.0),
        OptimizerMemory(name: "exp_avg_sq", parameter: parameter, buffer: moments.1),
      ]
    }
  }

  /// Makes one update of every parameter from its gradient.
  public func step(learningRate: Double) {
    stepCount += 1
    let time = Double(stepCount)
    var factors = AdamFactors<Scalar>(
      keptSquare: Scalar(settings.beta2), newMean: Scalar(1 - settings.beta1),
      newSquare: Scalar(1 - settings.beta2), epsilon: Scalar(settings.epsilon),
      rate: Scalar(learningRate / (1 - pow(settings.beta1, time))),
      rootCorrection: Scalar((1 - pow(settings.beta2, time)).squareRoot()))
    for index in parameters.indices where !parameters[index].isFrozen {
      let parameter = parameters[index]
      factors.gradientDecay = 0
      factors.keptWeight = 1
      if decayScope.includes(parameter) {
        switch decay {
        case .inGradient(let decay): factors.gradientDecay = Scalar(decay)
        case .decoupled(let decay): factors.keptWeight = Scalar(1 - learningRate * decay)
        }
      }
      Scalar.adamStep(
        parameter.values.pointer, gradients: parameter.gradients.pointer,
        means: means[index].pointer, squares: squares[index].pointer, count: parameter.count,
        factors)
    }
  }
}

/// The numbers of one Adam step, the same for all elements of a parameter.
public struct AdamFactors<Scalar: NetworkScalar>: Sendable {
  /// β₂.
  let keptSquare: Scalar
  /// 1 − β₁.
  let newMean: Scalar
  /// 1 − β₂.
  let newSquare: Scalar
  /// ε.
  let epsilon: Scalar
  /// rate/(1 − β₁ᵗ).
  let rate: Scalar
  /// √(1 − β₂ᵗ).
  let rootCorrection: Scalar
  /// Adam's decay.
  var gradientDecay: Scalar = 0
  /// 1 − rate·decay of AdamW.
  var keptWeight: Scalar = 1
}
