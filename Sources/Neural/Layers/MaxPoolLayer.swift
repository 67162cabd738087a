extension LayerKind {
  /// The largest element of each square window, by channel, as PyTorch's `MaxPool2d`.
  ///
  /// Windows that do not fit are left out. The stride is the window's size unless given. What lies
  /// in the padding is never the largest.
  public static func maxPool(size: Int, stride: Int? = nil, padding: Int = 0) -> LayerKind {
    LayerKind(MaxPool(size: size, stride: stride ?? size, padding: padding))
  }
}

struct MaxPool: LayerRule {
  let size, stride, padding: Int

  var kindName: String { "max pooling" }
  var absorbsReLU: Bool { true }

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
    return MaxPoolLayer<Scalar>(window: window, rectifying: place.rectifying, scratch)
  }
}

extension WindowGeometry {
  /// The windows of a pooling layer, or why it cannot stand there.
  static func pooling(
    over input: ActivationShape, size: Int, stride: Int, padding: Int, layer: String, kind: String
  ) throws(BlueprintError) -> WindowGeometry {
    for (parameter, value, least) in [
      ("size", size, 1), ("stride", stride, 1), ("padding", padding, 0),
    ] {
      guard value >= least else {
        throw .tooSmall(layer: layer, parameter: parameter, value: value, least: least)
      }
    }
    guard padding <= size / 2 else {
      throw .paddingTooWide(layer: layer, padding: padding, size: size)
    }
    return try WindowGeometry(
      over: input, size: size, stride: stride, padding: padding, layer: layer, kind: kind)
  }

  /// The same windows over the image with its padding as part of it.
  var withPaddingInside: WindowGeometry? {
    WindowGeometry(
      height: height + 2 * padding, width: width + 2 * padding, channels: channels, size: size,
      stride: stride, padding: 0)
  }
}

final class MaxPoolLayer<Scalar: NetworkScalar>: Layer {
  let window: WindowGeometry
  let rectifying: Bool

  /// The windows over the padded image.
  private let inside: WindowGeometry
  private let scratch: ScratchBuffers<Scalar>
  private let output = Buffer<Scalar>()
  private let places = Buffer<Scalar.Lane>()
  private var count = 0

  init(window: WindowGeometry, rectifying: Bool, _ scratch: ScratchBuffers<Scalar>) {
    self.window = window
    self.rectifying = rectifying
    self.scratch = scratch
    inside = window.withPaddingInside ?? window
  }

  private var outputElements: Int { window.outputPixels * window.channels }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * outputElements)
    pool(input, into: result, places: places.resize(count * outputElements), count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    pool(input, into: output, places: nil, count: count)
  }

  private func pool(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>,
    places: UnsafeMutablePointer<Scalar.Lane>?, count: Int
  ) {
    guard window.padding > 0 else {
      Scalar.maxPool(
        input, window, count: count, rectifying: rectifying, into: output, places: places)
      return
    }
    let padded = scratch.borrow(inside.imageElements)
    defer { scratch.giveBack(padded) }
    for image in 0..<count {
      Scalar.padImage(
        input + image * window.imageElements, height: window.height, width: window.width,
        channels: window.channels, top: window.padding, left: window.padding,
        bottom: window.padding, right: window.padding, filling: -.infinity, into: padded.pointer)
      let offset = image * outputElements
      Scalar.maxPool(
        padded.pointer, inside, count: 1, rectifying: rectifying, into: output + offset,
        places: places.map { $0 + offset })
    }
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    guard window.padding > 0 else {
      Scalar.maxPoolBackward(
        gradient, places: places.pointer, window, count: count, into: inputGradient)
      return
    }
    let padded = scratch.borrow(inside.imageElements)
    defer { scratch.giveBack(padded) }
    for image in 0..<count {
      let offset = image * outputElements
      Scalar.maxPoolBackward(
        gradient + offset, places: places.pointer + offset, inside, count: 1,
        into: padded.pointer)
      Scalar.cropImage(
        padded.pointer, height: window.height, width: window.width, channels: window.channels,
        border: window.padding, into: inputGradient + image * window.imageElements)
    }
  }
}
