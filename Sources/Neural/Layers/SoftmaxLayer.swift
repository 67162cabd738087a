extension LayerKind {
  /// softmax over the features: of each token, of each pixel over its channels.
  public static var softmax: LayerKind { LayerKind(Softmax()) }
}

struct Softmax: LayerRule {
  var kindName: String { "softmax" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    input
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    SoftmaxLayer<Scalar>(width: place.input.width, rowsPerSample: place.input.rows)
  }
}

final class SoftmaxLayer<Scalar: NetworkScalar>: Layer {
  let width, rowsPerSample: Int
  private let output = Buffer<Scalar>()
  private var count = 0

  init(width: Int, rowsPerSample: Int) {
    self.width = width
    self.rowsPerSample = rowsPerSample
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * rowsPerSample * width)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    Scalar.softmaxRowsBackward(
      gradient, output: output.pointer, rows: count * rowsPerSample, width: width,
      into: inputGradient)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.softmaxRows(input, rows: count * rowsPerSample, width: width, into: output)
  }
}
