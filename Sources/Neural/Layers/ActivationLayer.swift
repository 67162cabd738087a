extension LayerKind {
  /// x·Φ(x), Φ the standard normal distribution function: PyTorch's GELU without approximation.
  public static var gelu: LayerKind { LayerKind(Activation(function: .gelu)) }
  /// tanh x, element by element.
  public static var tanh: LayerKind { LayerKind(Activation(function: .tanh)) }
  /// 1/(1 + e^−x), element by element.
  public static var sigmoid: LayerKind { LayerKind(Activation(function: .sigmoid)) }
  /// log(1 + eˣ), element by element; x itself beyond 20, as in PyTorch.
  public static var softplus: LayerKind { LayerKind(Activation(function: .softplus)) }
  /// x², element by element.
  public static var quadratic: LayerKind { LayerKind(Activation(function: .quadratic)) }
}

struct Activation: LayerRule {
  let function: ActivationFunction

  var kindName: String { function.rawValue }

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
    ActivationLayer<Scalar>(function, elements: place.input.elements)
  }
}

/// A function of one number on each; its slopes are computed with it, where exponentials serve both.
final class ActivationLayer<Scalar: NetworkScalar>: Layer {
  let function: ActivationFunction
  let elements: Int
  private let output = Buffer<Scalar>()
  private let slopes = Buffer<Scalar>()
  private var count = 0

  init(_ function: ActivationFunction, elements: Int) {
    self.function = function
    self.elements = elements
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * elements)
    Scalar.activate(
      function, input, into: result, slopes: slopes.resize(count * elements),
      count: count * elements)
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    Scalar.elementProduct(
      gradient, slopes.pointer, into: inputGradient, count: count * elements)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.activate(function, input, into: output, slopes: nil, count: count * elements)
  }
}
