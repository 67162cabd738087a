extension Network {
  /// Runs `body` with every parameter frozen, so that backward passes in it leave their gradients
  /// alone; what was frozen before stays so.
  public func withFrozenParameters<Result>(_ body: () throws -> Result) rethrows -> Result {
    let thawed = parameters.filter { !$0.isFrozen }
    for parameter in thawed { parameter.isFrozen = true }
    defer { for parameter in thawed { parameter.isFrozen = false } }
    return try body()
  }

  /// The gradient of a function of the logits at `count` inputs, in evaluation mode; gradients of
  /// parameters are left alone.
  ///
  /// `slopes` is given the logits and writes the function's gradient at them.
  public func inputGradients(
    at inputs: UnsafePointer<Scalar>, count: Int, into gradients: UnsafeMutablePointer<Scalar>,
    slopes: (UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  ) {
    withFrozenParameters {
      let logits = forward(inputs, count: count, .evaluation)
      let target = slopeBuffer.resize(count * classes)
      slopes(logits, target)
      backward(target, inputGradients: gradients)
    }
  }
}
