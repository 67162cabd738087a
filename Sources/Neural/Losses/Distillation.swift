extension Loss {
  /// How far the softened outputs are from a teacher's: T²·KL(softmax(teacher/T) ‖ softmax(logits/T)),
  /// the mean over rows (arXiv:1503.02531).
  ///
  /// The factor T² keeps gradients as large beside those of the labels whatever the temperature.
  public static func softenedDivergence<Scalar: NetworkScalar>(
    _ logits: UnsafePointer<Scalar>, from teacher: UnsafePointer<Scalar>, count: Int,
    classes: Int, temperature: Double, scale: Double = 1, gradient: UnsafeMutablePointer<Scalar>?
  ) -> Double {
    precondition(count > 0 && classes > 0, "softenedDivergence: \(count) rows of \(classes)")
    precondition(temperature > 0, "softenedDivergence: temperature \(temperature)")
    return Scalar.softenedDivergence(
      logits, from: teacher, count: count, classes: classes, temperature: temperature,
      scale: scale, gradient: gradient)
  }
}
