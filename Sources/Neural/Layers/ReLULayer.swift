extension LayerKind {
  /// max(x, 0), element by element; its gradient at 0 is 0, as PyTorch's.
  public static var relu: LayerKind { LayerKind(ReLU()) }
}

struct ReLU: LayerRule {
  var kindName: String { "relu" }
  var absorbsReLU: Bool { true }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    input
  }

  /// Each number for itself.
  func seen(_ seen: SeenPlayers, by place: LayerPlace) -> SeenPlayers? { seen }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    ReLULayer<Scalar>(elements: place.input.elements)
  }
}

/// A ReLU that stands alone, at the input: elsewhere the layer before it does its work.
final class ReLULayer<Scalar: NetworkScalar>: Layer {
  let elements: Int
  private let output = Buffer<Scalar>()
  private var count = 0

  init(elements: Int) { self.elements = elements }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * elements)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.rectify(input, into: output, count: count * elements)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    Scalar.rectifyBackward(
      gradient, output: output.pointer, into: inputGradient, count: count * elements)
  }
}
