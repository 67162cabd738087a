extension LayerKind {
  /// The largest element of each square window, by channel, as PyTorch's `MaxPool2d`.
  ///
  /// Windows that do not fit are left out. The stride is the window's size unless given.
  public static func maxPool(size: Int, stride: Int? = nil) -> LayerKind {
    LayerKind(MaxPool(size: size, stride: stride ?? size))
  }
}

struct MaxPool: LayerRule {
  let size, stride: Int

  var kindName: String { "max pooling" }
  var absorbsReLU: Bool { true }

  func window(for input: ActivationShape, layer: String) throws(BlueprintError) -> WindowGeometry {
    for (parameter, value) in [("size", size), ("stride", stride)] {
      guard value >= 1 else {
        throw .tooSmall(layer: layer, parameter: parameter, value: value, least: 1)
      }
    }
    return try WindowGeometry(
      over: input, size: size, stride: stride, padding: 0, layer: layer, kind: kindName)
  }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    let window = try window(for: input, layer: layer)
    return ActivationShape([window.outputHeight, window.outputWidth, window.channels])
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    guard let window = try? window(for: place.input, layer: place.name) else {
      preconditionFailure("\(place.name): built before its shapes were checked")
    }
    return MaxPoolLayer<Scalar>(window: window, rectifying: place.rectifying)
  }
}

final class MaxPoolLayer<Scalar: NetworkScalar>: Layer {
  let window: WindowGeometry
  let rectifying: Bool

  private let output = Buffer<Scalar>()
  private let places = Buffer<Scalar.Lane>()
  private var count = 0

  init(window: WindowGeometry, rectifying: Bool) {
    self.window = window
    self.rectifying = rectifying
  }

  private func outputElements(_ count: Int) -> Int {
    count * window.outputPixels * window.channels
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(outputElements(count))
    Scalar.maxPool(
      input, window, count: count, rectifying: rectifying, into: result,
      places: places.resize(outputElements(count)))
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    Scalar.maxPool(
      input, window, count: count, rectifying: rectifying, into: output, places: nil)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    Scalar.maxPoolBackward(
      gradient, places: places.pointer, window, count: count, into: inputGradient)
  }
}
