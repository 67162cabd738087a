/// A bound on gradients, applied between the backward pass and the step.
public enum GradientClip: Sendable, Hashable {
  /// All gradients together, as one vector, are scaled down to at most this Euclidean norm.
  case norm(Double)
  /// Each number is moved into ± this bound.
  case value(Double)

  /// Added to the norm that is divided by, as in PyTorch's `clip_grad_norm_`.
  static let guardingTerm = 1e-6

  /// Bounds the gradients of the parameters that learn; returns the norm before for `norm`.
  ///
  /// The norm is a sum in `Double` in the order of the parameters.
  @discardableResult
  public func apply<Scalar: NetworkScalar>(to parameters: [Parameter<Scalar>]) -> Double? {
    switch self {
    case .norm(let bound):
      var squares = 0.0
      for parameter in parameters where !parameter.isFrozen {
        squares += Scalar.sumOfSquares(parameter.gradients.pointer, count: parameter.count)
      }
      let norm = squares.squareRoot()
      let factor = bound / (norm + Self.guardingTerm)
      // A norm that is no number makes the gradients so: the training then fails by name.
      guard !(factor >= 1) else { return norm }
      for parameter in parameters where !parameter.isFrozen {
        Scalar.scale(parameter.gradients.pointer, by: Scalar(factor), count: parameter.count)
      }
      return norm
    case .value(let bound):
      for parameter in parameters where !parameter.isFrozen {
        Scalar.clamp(parameter.gradients.pointer, to: Scalar(bound), count: parameter.count)
      }
      return nil
    }
  }
}
