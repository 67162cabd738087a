/// Which way an interaction loss pushes (arXiv:2111.06236; both are means over the batch).
public enum InteractionLossKind: String, Sendable, Hashable, CaseIterable {
  /// L⁺ = −log softmax(u)[label]: u shall tell the class.
  case encourage
  /// L⁻ = Σ q log q with q = softmax(u), the negative entropy: u shall tell nothing.
  case suppress
}

extension Loss {
  /// An interaction loss of u = outer − coefficient·inner, logits of each sample with the players
  /// of S₂ and with those of S₁ ⊂ S₂ present; both gradients are overwritten.
  ///
  /// With coefficient |S₂|/|S₁| the effects of single players cancel in the mean of u; where S₁ is
  /// empty the authors' code uses 1.
  public static func interaction<Scalar: NetworkScalar>(
    _ kind: InteractionLossKind, outer: UnsafePointer<Scalar>, inner: UnsafePointer<Scalar>,
    coefficient: Double, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    scale: Double = 1, outerGradient: UnsafeMutablePointer<Scalar>?,
    innerGradient: UnsafeMutablePointer<Scalar>?
  ) -> Double {
    precondition(count > 0 && classes > 0, "interaction loss: \(count) rows of \(classes)")
    return Scalar.interactionLoss(
      kind, outer: outer, inner: inner, coefficient: coefficient, labels: labels, count: count,
      classes: classes, scale: scale, outerGradient: outerGradient, innerGradient: innerGradient)
  }
}
