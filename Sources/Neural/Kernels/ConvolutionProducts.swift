/// The three products of a convolution and its weights: outputs from images, images from outputs
/// (the gradient's way back, and the way of a transposed convolution), and weights from both.
///
/// How they are computed follows from the shape alone. A sum's bits depend on its own terms, not on
/// the batch. Weights lie [filter, row, column, channel of the group].
protocol ConvolutionProducts<Scalar>: AnyObject {
  associatedtype Scalar: NetworkScalar

  /// Takes the weights for `outputs`.
  func prepareOutputs(_ weights: UnsafePointer<Scalar>)
  /// Convolves `count` images with the weights last prepared.
  func outputs(
    of images: UnsafePointer<Scalar>, count: Int, bias: UnsafePointer<Scalar>?, rectifying: Bool,
    into outputs: UnsafeMutablePointer<Scalar>)
  /// Takes the weights for `images`.
  func prepareImages(_ weights: UnsafePointer<Scalar>)
  /// Spreads `count` outputs over the windows they came from, with the weights last prepared.
  func images(
    from outputs: UnsafePointer<Scalar>, count: Int, bias: UnsafePointer<Scalar>?,
    rectifying: Bool, into images: UnsafeMutablePointer<Scalar>)
  /// Begins the sums of a gradient.
  func beginGradient()
  /// Adds what `count` images and the gradients at their outputs give.
  func addGradient(
    of images: UnsafePointer<Scalar>, slopes: UnsafePointer<Scalar>, count: Int)
  /// Adds the sums to the weights' gradient.
  func endGradient(addingTo gradient: UnsafeMutablePointer<Scalar>)
}

extension NetworkScalar {
  /// The products of a convolution of this shape.
  static func convolutionProducts(
    _ window: WindowGeometry, filters: Int, groups: Int, _ scratch: ScratchBuffers<Self>
  ) -> any ConvolutionProducts<Self> {
    TileProducts(window, filters: filters, groups: groups, scratch)
      ?? TapProducts(window, filters: filters, groups: groups, scratch)
  }
}
