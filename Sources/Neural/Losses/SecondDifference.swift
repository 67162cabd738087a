extension Loss {
  /// The mean over samples of Δ², Δ = f(A∪B∪S) − f(A∪S) − f(B∪S) + f(S) with f the label's logit:
  /// the interaction loss of the dropout paper (arXiv:2009.11729).
  ///
  /// `logits` are four blocks of `count` rows in this order; so are the gradients, which are
  /// overwritten with those of the loss times `scale`.
  public static func squaredSecondDifference<Scalar: NetworkScalar>(
    _ logits: UnsafePointer<Scalar>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    scale: Double = 1, gradient: UnsafeMutablePointer<Scalar>?
  ) -> Double {
    precondition(count > 0 && classes > 0, "second difference: \(count) rows of \(classes)")
    return Scalar.squaredSecondDifference(
      logits, labels: labels, count: count, classes: classes, scale: scale, gradient: gradient)
  }
}
