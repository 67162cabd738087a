extension Loss {
  /// Cross-entropy of softmax(logits) with the labels.
  ///
  /// With `smoothing` ε the target is 1 − ε + ε/C for the label and ε/C for each of the C − 1 other
  /// classes (arXiv:1512.00567), as in PyTorch.
  public static func softmaxCrossEntropy<Scalar: NetworkScalar>(
    _ logits: UnsafePointer<Scalar>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    smoothing: Double = 0, scale: Double = 1, gradient: UnsafeMutablePointer<Scalar>?
  ) -> Double {
    precondition(count > 0 && classes > 0, "softmaxCrossEntropy: \(count) rows of \(classes)")
    precondition((0...1).contains(smoothing), "softmaxCrossEntropy: smoothing \(smoothing)")
    return Scalar.softmaxCrossEntropy(
      logits, labels: labels, count: count, classes: classes, smoothing: smoothing, scale: scale,
      gradient: gradient)
  }

  /// Binary cross-entropy of sigmoid(logits) with targets from 0 to 1, each output by itself; the
  /// mean is over all numbers.
  public static func binaryCrossEntropy<Scalar: NetworkScalar>(
    _ logits: UnsafePointer<Scalar>, targets: UnsafePointer<Scalar>, count: Int, width: Int,
    scale: Double = 1, gradient: UnsafeMutablePointer<Scalar>?
  ) -> Double {
    precondition(count > 0 && width > 0, "binaryCrossEntropy: \(count) rows of \(width)")
    return Scalar.binaryCrossEntropy(
      logits, targets: targets, count: count * width, scale: scale, gradient: gradient)
  }
}
