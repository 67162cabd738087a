extension Loss {
  /// The squared difference of outputs and targets; the mean is over all numbers.
  public static func squaredError<Scalar: NetworkScalar>(
    _ outputs: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>, count: Int, width: Int,
    scale: Double = 1, gradient: UnsafeMutablePointer<Scalar>?
  ) -> Double {
    precondition(count > 0 && width > 0, "squaredError: \(count) rows of \(width)")
    return Scalar.squaredError(
      outputs, targets: targets, count: count * width, scale: scale, gradient: gradient)
  }
}
