extension LayerKind {
  /// y = x·Wᵀ + bias, W of shape [outputs, inputs]; of a sequence, each token for itself.
  public static func dense(outputs: Int) -> LayerKind { LayerKind(Dense(outputs: outputs)) }
}

struct Dense: LayerRule {
  let outputs: Int

  var kindName: String { "dense" }
  var absorbsReLU: Bool { true }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard outputs >= 1 else {
      throw .tooSmall(layer: layer, parameter: "outputs", value: outputs, least: 1)
    }
    guard !input.isImage else {
      throw .needsFeatures(layer: layer, kind: kindName, shape: input.dimensions)
    }
    return ActivationShape(input.dimensions.dropLast() + [outputs])
  }

  func weightCount(_ place: LayerPlace) -> Int { place.input.width * outputs }

  func multiplyAdds(_ place: LayerPlace) -> Int {
    place.input.rows * place.input.width * outputs
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    DenseLayer<Scalar>(place, outputs: outputs)
  }
}

final class DenseLayer<Scalar: NetworkScalar>: Layer {
  let inputs: Int
  let outputs: Int
  /// Tokens of a sample, 1 where it is no sequence.
  let rowsPerSample: Int
  let rectifying: Bool
  let weight: Parameter<Scalar>
  let bias: Parameter<Scalar>
  var parameters: [Parameter<Scalar>] { [weight, bias] }

  private let output = Buffer<Scalar>()
  /// The gradient before the ReLU.
  private let slopes = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  /// Rows of the last forward pass.
  private var rows = 0

  init(_ place: LayerPlace, outputs: Int) {
    inputs = place.input.width
    rowsPerSample = place.input.rows
    self.outputs = outputs
    rectifying = place.rectifying
    weight = Parameter(
      name: "\(place.name).weight", shape: [outputs, inputs],
      initialiser: place.initialisation.weights(fanIn: inputs, fanOut: outputs),
      layout: ParameterLayout(flattenedImage: place.input.flattenedImage))
    bias = Parameter(
      name: "\(place.name).bias", shape: [outputs],
      initialiser: place.initialisation.biases(fanIn: inputs))
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.input = input
    rows = count * rowsPerSample
    let result = output.resize(rows * outputs)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.multiply(
      input, transposedA: false, weight.values.pointer, transposedB: true, into: output,
      accumulating: false, rows: count * rowsPerSample, columns: outputs, inner: inputs)
    Scalar.addBias(
      bias.values.pointer, to: output, rows: count * rowsPerSample, width: outputs,
      rectifying: rectifying)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else { preconditionFailure("\(weight.name): backward before forward") }
    var gradient = gradient
    if rectifying {
      let own = slopes.resize(rows * outputs)
      Scalar.rectifyBackward(gradient, output: output.pointer, into: own, count: rows * outputs)
      gradient = UnsafePointer(own)
    }
    if !weight.isFrozen {
      Scalar.multiply(
        gradient, transposedA: true, input, transposedB: false, into: weight.gradients.pointer,
        accumulating: true, rows: outputs, columns: inputs, inner: rows)
    }
    if !bias.isFrozen {
      Scalar.addColumnSums(
        of: gradient, to: bias.gradients.pointer, rows: rows, width: outputs)
    }
    guard let inputGradient else { return }
    Scalar.multiply(
      gradient, transposedA: false, weight.values.pointer, transposedB: false,
      into: inputGradient, accumulating: false, rows: rows, columns: inputs, inner: outputs)
  }
}
