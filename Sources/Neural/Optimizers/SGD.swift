/// Stochastic gradient descent with momentum and weight decay, by PyTorch's rule.
///
/// g = gradient + decay·w; v = momentum·v + g; w −= rate·v. Decay acts on every parameter, biases
/// too. The velocity begins at zero, which gives v = g in the first step, as PyTorch does; there is
/// no dampening and no Nesterov step. Without momentum nothing is remembered.
public final class SGD<Scalar: NetworkScalar>: Optimizer {
  /// `sgd`.
  public let name = "sgd"
  /// Factor of the last velocity.
  public let momentum: Double
  /// Factor of the weights in the gradient.
  public let weightDecay: Double
  /// Updates made so far.
  public var stepCount = 0
  private let parameters: [Parameter<Scalar>]
  private let velocities: [Buffer<Scalar>]

  /// Makes the rule for the parameters of a network.
  public init(_ parameters: [Parameter<Scalar>], momentum: Double = 0, weightDecay: Double = 0) {
    precondition(momentum >= 0 && weightDecay >= 0, "SGD: momentum and decay are at least 0")
    self.parameters = parameters
    self.momentum = momentum
    self.weightDecay = weightDecay
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
    let decay = Scalar(weightDecay)
    stepCount += 1
    for index in parameters.indices {
      let parameter = parameters[index]
      if velocities.isEmpty {
        Scalar.plainStep(
          parameter.values.pointer, gradients: parameter.gradients.pointer,
          count: parameter.count, rate: rate, decay: decay)
      } else {
        Scalar.momentumStep(
          parameter.values.pointer, gradients: parameter.gradients.pointer,
          velocities: velocities[index].pointer, count: parameter.count, rate: rate,
          momentum: Scalar(momentum), decay: decay)
      }
    }
  }
}
