/// What the new pixels of an enlarged image are.
public enum UpsampleMode: Sendable, Hashable {
  /// Copies of the pixel they come from, as PyTorch's `Upsample(mode="nearest")`.
  case nearest
  /// Zeros to the right of each pixel and below it.
  case zeroInsert
}

extension LayerKind {
  /// Every pixel becomes a square of factor × factor pixels.
  public static func upsample(factor: Int, _ mode: UpsampleMode) -> LayerKind {
    LayerKind(Upsample(factor: factor, mode: mode))
  }
}

struct Upsample: LayerRule {
  let factor: Int
  let mode: UpsampleMode

  var kindName: String { "upsampling" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard factor >= 1 else {
      throw .tooSmall(layer: layer, parameter: "factor", value: factor, least: 1)
    }
    guard input.isImage else {
      throw .needsImage(layer: layer, kind: kindName, shape: input.dimensions)
    }
    let shape = input.dimensions
    return ActivationShape([shape[0] * factor, shape[1] * factor, shape[2]])
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    UpsampleLayer<Scalar>(self, image: place.input.dimensions)
  }
}

final class UpsampleLayer<Scalar: NetworkScalar>: Layer {
  let rule: Upsample
  let height, width, channels: Int
  private let output = Buffer<Scalar>()
  private var count = 0

  init(_ rule: Upsample, image: [Int]) {
    self.rule = rule
    (height, width, channels) = (image[0], image[1], image[2])
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * height * width * channels * rule.factor * rule.factor)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.enlarge(
      input, height: height, width: width, channels: channels, count: count,
      factor: rule.factor, repeating: rule.mode == .nearest, into: output)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    Scalar.reduceEnlarged(
      gradient, height: height, width: width, channels: channels, count: count,
      factor: rule.factor, repeating: rule.mode == .nearest, into: inputGradient)
  }
}
