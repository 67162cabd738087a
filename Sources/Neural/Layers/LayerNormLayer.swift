extension LayerKind {
  /// Normalisation of each token's features, or of all features, as PyTorch's `LayerNorm`.
  public static func layerNorm(epsilon: Double = 1e-5) -> LayerKind {
    LayerKind(LayerNorm(epsilon: epsilon))
  }
}

struct LayerNorm: LayerRule {
  let epsilon: Double

  var kindName: String { "layer norm" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard epsilon > 0, epsilon.isFinite else {
      throw .outOfRange(layer: layer, parameter: "epsilon", value: epsilon, range: "above 0")
    }
    guard !input.isImage else {
      throw .needsFeatures(layer: layer, kind: kindName, shape: input.dimensions)
    }
    return input
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    LayerNormLayer<Scalar>(place, epsilon: epsilon)
  }
}

/// Keeps the mean and the factor of each row; what it normalised is read again from its input.
final class LayerNormLayer<Scalar: NetworkScalar>: Layer {
  let epsilon: Double
  let weight, bias: Parameter<Scalar>
  var parameters: [Parameter<Scalar>] { [weight, bias] }

  private let width, rowsPerSample: Int
  private let output = Buffer<Scalar>()
  private let means = Buffer<Scalar>()
  private let factors = Buffer<Scalar>()
  /// Where the gradients of frozen parameters go.
  private let unused = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  private var count = 0

  init(_ place: LayerPlace, epsilon: Double) {
    self.epsilon = epsilon
    width = place.input.width
    rowsPerSample = place.input.rows
    let layout = ParameterLayout(flattenedImage: place.input.flattenedImage)
    weight = Parameter(
      name: "\(place.name).weight", shape: [width], initialiser: .constant(1), layout: layout)
    bias = Parameter(
      name: "\(place.name).bias", shape: [width], initialiser: .constant(0), layout: layout)
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.input = input
    self.count = count
    let rows = count * rowsPerSample
    let result = output.resize(rows * width)
    Scalar.normaliseRows(
      input, weight: weight.values.pointer, bias: bias.values.pointer, epsilon: epsilon,
      rows: rows, width: width, into: result, means: means.resize(rows),
      factors: factors.resize(rows))
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else { preconditionFailure("\(weight.name): backward before forward") }
    let unused = unused.resize(weight.isFrozen || bias.isFrozen ? width : 0)
    Scalar.normaliseRowsBackward(
      gradient, input: input, weight: weight.values.pointer, means: means.pointer,
      factors: factors.pointer, rows: count * rowsPerSample, width: width,
      weightGradient: weight.isFrozen ? unused : weight.gradients.pointer,
      biasGradient: bias.isFrozen ? unused : bias.gradients.pointer,
      inputGradient: inputGradient)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.normaliseRows(
      input, weight: weight.values.pointer, bias: bias.values.pointer, epsilon: epsilon,
      rows: count * rowsPerSample, width: width, into: output, means: nil, factors: nil)
  }
}
