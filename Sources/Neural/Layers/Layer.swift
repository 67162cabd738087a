/// A layer at work: its parameters and the buffers it needs for a batch.
///
/// Buffers are grow-only, so a step at a batch size seen before allocates nothing.
protocol Layer<Scalar>: AnyObject {
  associatedtype Scalar: NetworkScalar

  /// The learned numbers, weight before bias.
  var parameters: [Parameter<Scalar>] { get }
  /// The recorded numbers, such as running means: not learned, but part of what inference needs.
  var statistics: [Parameter<Scalar>] { get }

  /// The outputs of `count` samples, kept by the layer with what `backward` needs. `input` must
  /// stay as it is until then.
  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>

  /// Adds to the gradients of the parameters that are not frozen from the one at the output, and
  /// writes the gradient at the input unless nobody wants it.
  func backward(_ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?)

  /// The outputs of `count` samples as in evaluation, nothing kept.
  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int)
}

extension Layer {
  var parameters: [Parameter<Scalar>] { [] }
  var statistics: [Parameter<Scalar>] { [] }
}
