extension LayerKind {
  /// Batch normalisation with learned scale and shift, over the images of a batch channel by
  /// channel, or over its rows feature by feature, as PyTorch's `BatchNorm2d` and `BatchNorm1d`
  /// (arXiv:1502.03167).
  public static func batchNorm(epsilon: Double = 1e-5, momentum: Double = 0.1) -> LayerKind {
    LayerKind(BatchNorm(epsilon: epsilon, momentum: momentum))
  }
}

struct BatchNorm: LayerRule {
  let epsilon, momentum: Double

  var kindName: String { "batch normalisation" }
  var absorbsReLU: Bool { true }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard input.isImage || input.isFeatures else {
      throw .needsImage(layer: layer, kind: kindName, shape: input.dimensions)
    }
    return input
  }

  /// Each number for itself.
  func seen(_ seen: SeenPlayers, by place: LayerPlace) -> SeenPlayers? { seen }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    BatchNormLayer<Scalar>(place, self)
  }
}

/// Batch normalisation that stands alone; behind a convolution, that layer does it.
final class BatchNormLayer<Scalar: NetworkScalar>: Layer {
  let normalisation: BatchNormalisation<Scalar>
  var parameters: [Parameter<Scalar>] { normalisation.parameters }
  var statistics: [Parameter<Scalar>] { normalisation.statistics }

  private let width: Int
  /// Rows a sample: the pixels of an image.
  private let pixels: Int
  private let output = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  private var count = 0

  init(_ place: LayerPlace, _ rule: BatchNorm) {
    let shape = place.input.dimensions
    width = shape[shape.count - 1]
    pixels = place.input.elements / width
    normalisation = BatchNormalisation(
      name: place.name, rule, width: width, rectifying: place.rectifying)
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.input = input
    self.count = count
    let result = output.resize(count * pixels * width)
    normalisation.begin(pass)
    let rows = count / normalisation.parts * pixels
    for part in 0..<normalisation.parts {
      let offset = part * rows * width
      if normalisation.usesBatch {
        normalisation.beginMoments(input + offset, rows: rows)
        normalisation.addMoments(input + offset, rows: rows)
        normalisation.endMoments(part: part, rows: rows)
      }
      normalisation.normalise(part: part, input + offset, rows: rows, into: result + offset)
    }
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    normalisation.infer(input, rows: count * pixels, into: output)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else {
      preconditionFailure("\(normalisation.weight.name): backward before forward")
    }
    let rows = count / normalisation.parts * pixels
    for part in 0..<normalisation.parts {
      let offset = part * rows * width
      normalisation.beginSlopes(part: part)
      normalisation.addSlopes(gradient + offset, values: input + offset, rows: rows)
      normalisation.endSlopes(part: part, rows: rows)
      if let inputGradient {
        normalisation.slopes(
          gradient + offset, values: input + offset, rows: rows, into: inputGradient + offset)
      }
    }
  }
}
