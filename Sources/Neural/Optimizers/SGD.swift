/// Stochastic gradient descent with momentum and weight decay, by PyTorch's rule.
///
/// g = gradient + decay·w; v = momentum·v + g; w −= rate·v, or with Nesterov's form
/// w −= rate·(g + momentum·v). The velocity begins at zero, which gives v = g in the first step, as
/// PyTorch does; there is no dampening. Without momentum nothing is remembered. A frozen parameter is
/// passed over.
public final class SGD<Scalar: NetworkScalar>: Optimizer {
  /// `sgd`.
  public let name = "sgd"
  /// Factor of the last velocity.
  public let momentum: Double
  /// Whether the step looks ahead by Nesterov's form.
  public let isNesterov: Bool
  /// Factor of the weights in the gradient.
  public let weightDecay: Double
  /// What decay acts on.
  public let decayScope: WeightDecayScope
  /// Updates made so far.
  public var stepCount = 0
  private let parameters: [Parameter<Scalar>]
  private let velocities: [Buffer<Scalar>]

  /// Makes the rule for the parameters of a network.
  public init(
    _ parameters: [Parameter<Scalar>], momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0, decaying decayScope: WeightDecayScope = .all
  ) {
    precondition(momentum >= 0 && weightDecay >= 0, "SGD: momentum and decay are at least 0")
    precondition(!nesterov || momentum > 0, "SGD: Nesterov's form needs momentum")
    self.parameters = parameters
    self.momentum = momentum
    isNesterov = nesterov
    self.weightDecay = weightDecay
    self.decayScope = decayScope
    velocities = momentum > 0 ? parameters.map { Buffer(count: $0.count) } : []
  }

  /// The velocities, under the name `momentum`.
  public var memory: [OptimizerMemory<Scalar>] {
    zip(parameters, velocities).map {
      OptimizerMemory(name: "momentum", parameter: $0, buffer: $1)
    }
  }

  /// Makes one update of every parameter from its gradient.
  public func step(learningRate: Double) {
    let rate = Scalar(learningRate)
    stepCount += 1
    for index in parameters.indices where !parameters[index].isFrozen {
      let parameter = parameters[index]
      let decay = Scalar(decayScope.includes(parameter) ? weightDecay : 0)
      if velocities.isEmpty {
        Scalar.plainStep(
          parameter.values.pointer, gradients: parameter.gradients.pointer,
          count: parameter.count, rate: rate, decay: decay)
      } else if isNesterov {
        Scalar.nesterovStep(
          parameter.values.pointer, gradients: parameter.gradients.pointer,
          velocities: velocities[index].pointer, count: parameter.count, rate: rate,
          momentum: Scalar(momentum), decay: decay)
      } else {
        Scalar.momentumStep(
          parameter.values.pointer, gradients: parameter.gradients.pointer,
          velocities: velocities[index].pointer, count: parameter.count, rate: rate,
          momentum: Scalar(momentum), decay: decay)
      }
    }
  }
}
