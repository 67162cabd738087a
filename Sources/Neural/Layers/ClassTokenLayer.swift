extension LayerKind {
  /// Puts one learned token before the others; the parameter has the layer's name and the shape
  /// [1, 1, features].
  public static var classToken: LayerKind { LayerKind(ClassToken()) }
}

struct ClassToken: LayerRule {
  var kindName: String { "class token" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard input.isSequence else {
      throw .needsSequence(layer: layer, kind: kindName, shape: input.dimensions)
    }
    return ActivationShape([input.dimensions[0] + 1, input.dimensions[1]])
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    ClassTokenLayer<Scalar>(place)
  }
}

final class ClassTokenLayer<Scalar: NetworkScalar>: Layer {
  let token: Parameter<Scalar>
  var parameters: [Parameter<Scalar>] { [token] }

  private let inputElements, features: Int
  private let output = Buffer<Scalar>()
  private var count = 0

  init(_ place: LayerPlace) {
    inputElements = place.input.elements
    features = place.input.width
    // Nearly zero, as the token tells nothing before it is learned; not zero, so that it is a draw.
    let standard = Initialiser.normal(deviation: 1e-6)
    token = Parameter(
      name: place.name, shape: [1, 1, features],
      initialiser: place.initialisation == .standard
        ? standard : place.initialisation.weights(fanIn: features, fanOut: features))
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * (inputElements + features))
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    for row in 0..<count {
      let own = gradient + row * (inputElements + features)
      if !token.isFrozen {
        Scalar.addScaled(own, by: 1, to: token.gradients.pointer, count: features)
      }
      guard let inputGradient else { continue }
      (inputGradient + row * inputElements).update(from: own + features, count: inputElements)
    }
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    for row in 0..<count {
      let target = output + row * (inputElements + features)
      target.update(from: token.values.pointer, count: features)
      (target + features).update(from: input + row * inputElements, count: inputElements)
    }
  }
}
