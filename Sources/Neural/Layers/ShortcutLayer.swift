extension LayerKind {
  /// The shortcut without parameters of residual networks (option A of arXiv:1512.03385): every
  /// `stride`-th row and column, with channels of zeros up to `channels`.
  ///
  /// The image's channels are in the middle, as in the implementations for small images; of an odd
  /// number of new ones the odd one is last.
  public static func subsamplePadding(stride: Int, channels: Int) -> LayerKind {
    LayerKind(SubsamplePadding(stride: stride, channels: channels))
  }
}

struct SubsamplePadding: LayerRule {
  let stride, channels: Int

  var kindName: String { "subsampling shortcut" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard stride >= 1 else {
      throw .tooSmall(layer: layer, parameter: "stride", value: stride, least: 1)
    }
    guard input.isImage else {
      throw .needsImage(layer: layer, kind: kindName, shape: input.dimensions)
    }
    let shape = input.dimensions
    guard channels >= shape[2] else {
      throw .tooFewChannels(layer: layer, channels: channels, shape: shape)
    }
    return ActivationShape([
      (shape[0] + stride - 1) / stride, (shape[1] + stride - 1) / stride, channels,
    ])
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    SubsamplePaddingLayer<Scalar>(self, place)
  }
}

final class SubsamplePaddingLayer<Scalar: NetworkScalar>: Layer {
  let rule: SubsamplePadding
  let height, width, channels: Int
  private let outputElements: Int
  private let output = Buffer<Scalar>()
  private var count = 0

  init(_ rule: SubsamplePadding, _ place: LayerPlace) {
    self.rule = rule
    let image = place.input.dimensions
    (height, width, channels) = (image[0], image[1], image[2])
    outputElements = place.output.elements
  }

  /// Channels of zeros before the image's.
  private var before: Int { (rule.channels - channels) / 2 }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * outputElements)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.subsample(
      input, height: height, width: width, channels: channels, count: count,
      stride: rule.stride, before: before, allChannels: rule.channels, into: output)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    Scalar.subsampleBackward(
      gradient, height: height, width: width, channels: channels, count: count,
      stride: rule.stride, before: before, allChannels: rule.channels, into: inputGradient)
  }
}
