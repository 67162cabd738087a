extension LayerKind {
  /// The mean of each square window, by channel, as PyTorch's `AvgPool2d`.
  ///
  /// The zeros of the padding count. The stride is the window's size unless given.
  public static func averagePool(size: Int, stride: Int? = nil, padding: Int = 0) -> LayerKind {
    LayerKind(AveragePool(size: size, stride: stride ?? size, padding: padding))
  }

  /// The mean of an image by channel, as features: PyTorch's `AdaptiveAvgPool2d(1)`, flattened.
  public static var globalAveragePool: LayerKind { LayerKind(GlobalAveragePool()) }
}

struct AveragePool: LayerRule {
  let size, stride, padding: Int

  var kindName: String { "average pooling" }

  func window(for input: ActivationShape, layer: String) throws(BlueprintError) -> WindowGeometry {
    try .pooling(
      over: input, size: size, stride: stride, padding: padding, layer: layer, kind: kindName)
  }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    let window = try window(for: input, layer: layer)
    return ActivationShape([window.outputHeight, window.outputWidth, window.channels])
  }

  func seen(_ seen: SeenPlayers, by place: LayerPlace) -> SeenPlayers? {
    (try? window(for: place.input, layer: place.name)).map(seen.under)
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    guard let window = try? window(for: place.input, layer: place.name) else {
      preconditionFailure("\(place.name): built before its shapes were checked")
    }
    return AveragePoolLayer<Scalar>(window: window)
  }
}

final class AveragePoolLayer<Scalar: NetworkScalar>: Layer {
  let window: WindowGeometry
  private let output = Buffer<Scalar>()
  private var count = 0

  init(window: WindowGeometry) { self.window = window }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * window.outputPixels * window.channels)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.averagePool(input, window, count: count, into: output)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    Scalar.averagePoolBackward(gradient, window, count: count, into: inputGradient)
  }
}

struct GlobalAveragePool: LayerRule {
  var kindName: String { "global average pooling" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard input.isImage else {
      throw .needsImage(layer: layer, kind: kindName, shape: input.dimensions)
    }
    return ActivationShape([input.dimensions[2]])
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    GlobalAveragePoolLayer<Scalar>(image: place.input.dimensions)
  }
}

final class GlobalAveragePoolLayer<Scalar: NetworkScalar>: Layer {
  let pixels, channels: Int
  private let output = Buffer<Scalar>()
  private var count = 0

  init(image: [Int]) {
    pixels = image[0] * image[1]
    channels = image[2]
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * channels)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.averagePixels(input, pixels: pixels, channels: channels, count: count, into: output)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    Scalar.averagePixelsBackward(
      gradient, pixels: pixels, channels: channels, count: count, into: inputGradient)
  }
}
