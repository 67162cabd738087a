extension LayerKind {
  /// Adds learned numbers to each token by its position; the parameter has the layer's name and the
  /// shape [1, tokens, features].
  public static var positionEmbedding: LayerKind { LayerKind(PositionEmbedding()) }
}

struct PositionEmbedding: LayerRule {
  var kindName: String { "position embedding" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard input.isSequence else {
      throw .needsSequence(layer: layer, kind: kindName, shape: input.dimensions)
    }
    return input
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    PositionEmbeddingLayer<Scalar>(place)
  }
}

final class PositionEmbeddingLayer<Scalar: NetworkScalar>: Layer {
  let positions: Parameter<Scalar>
  var parameters: [Parameter<Scalar>] { [positions] }

  private let output = Buffer<Scalar>()
  private var count = 0

  init(_ place: LayerPlace) {
    let (tokens, features) = (place.input.rows, place.input.width)
    let standard = Initialiser.truncatedNormal(deviation: 0.02)
    positions = Parameter(
      name: place.name, shape: [1, tokens, features],
      initialiser: place.initialisation == .standard
        ? standard : place.initialisation.weights(fanIn: features, fanOut: features))
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * positions.count)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    if !positions.isFrozen {
      Scalar.addColumnSums(
        of: gradient, to: positions.gradients.pointer, rows: count, width: positions.count)
    }
    inputGradient?.update(from: gradient, count: count * positions.count)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let elements = positions.count
    for row in 0..<count {
      Scalar.sum(
        input + row * elements, positions.values.pointer, into: output + row * elements,
        count: elements, rectifying: false)
    }
  }
}
