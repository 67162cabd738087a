extension LayerKind {
  /// Cross-correlation with square kernels and zero padding, as PyTorch's `Conv2d`.
  ///
  /// Each of `groups` equal parts of the filters sees its own part of the channels.
  public static func convolution(
    filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1, bias: Bool = true
  ) -> LayerKind {
    LayerKind(
      Convolution(
        filters: filters, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
        groups: groups, hasBias: bias))
  }
}

struct Convolution: LayerRule {
  var filters, kernel, stride, padding: Int
  var dilation = 1
  var groups = 1
  var hasBias = true

  var kindName: String { "convolution" }
  var absorbsReLU: Bool { true }

  func window(for input: ActivationShape, layer: String) throws(BlueprintError) -> WindowGeometry {
    for (parameter, value, least) in [
      ("filters", filters, 1), ("kernel", kernel, 1), ("stride", stride, 1),
      ("padding", padding, 0), ("dilation", dilation, 1), ("groups", groups, 1),
    ] {
      guard value >= least else {
        throw .tooSmall(layer: layer, parameter: parameter, value: value, least: least)
      }
    }
    let window = try WindowGeometry(
      over: input, size: kernel, stride: stride, padding: padding, dilation: dilation,
      layer: layer, kind: kindName)
    for (whole, size) in [("channels", window.channels), ("filters", filters)] {
      guard size % groups == 0 else {
        throw .indivisible(layer: layer, parameter: "groups", value: groups, divides: whole, size)
      }
    }
    return window
  }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    let window = try window(for: input, layer: layer)
    return ActivationShape([window.outputHeight, window.outputWidth, filters])
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    guard let window = try? window(for: place.input, layer: place.name) else {
      preconditionFailure("\(place.name): built before its shapes were checked")
    }
    return ConvolutionLayer<Scalar>(place, self, window, scratch)
  }
}

final class ConvolutionLayer<Scalar: NetworkScalar>: Layer {
  let window: WindowGeometry
  let filters: Int
  let rectifying: Bool
  /// Inside [filter, row, column, channel of the group], in files [filter, channel, row, column].
  let weight: Parameter<Scalar>
  let bias: Parameter<Scalar>?
  var parameters: [Parameter<Scalar>] { [weight] + (bias.map { [$0] } ?? []) }

  private let products: any ConvolutionProducts<Scalar>
  private let scratch: ScratchBuffers<Scalar>
  private let output = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  private var count = 0

  init(
    _ place: LayerPlace, _ rule: Convolution, _ window: WindowGeometry,
    _ scratch: ScratchBuffers<Scalar>
  ) {
    self.window = window
    self.scratch = scratch
    filters = rule.filters
    rectifying = place.rectifying
    products = Scalar.convolutionProducts(
      window, filters: rule.filters, groups: rule.groups, scratch)
    let pixels = window.size * window.size
    let channels = window.channels / rule.groups
    weight = Parameter(
      name: "\(place.name).weight", shape: [filters, channels, window.size, window.size],
      initialiser: place.initialisation.weights(
        fanIn: channels * pixels, fanOut: filters * pixels),
      layout: .channelsLast(channels: channels, pixels: pixels))
    bias =
      rule.hasBias
      ? Parameter(
        name: "\(place.name).bias", shape: [filters],
        initialiser: place.initialisation.biases(fanIn: channels * pixels)) : nil
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.input = input
    self.count = count
    let result = output.resize(count * window.outputPixels * filters)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    products.prepareOutputs(weight.values.pointer)
    products.outputs(
      of: input, count: count, bias: bias.map { UnsafePointer($0.values.pointer) },
      rectifying: rectifying, into: output)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else { preconditionFailure("\(weight.name): backward before forward") }
    let outputElements = window.outputPixels * filters
    // Few images at a time, so that the gradient before the ReLU is in the cache when it is read.
    let images = max(1, min(count, SlopeBlock.elements / outputElements))
    let masked = scratch.borrow(rectifying ? images * outputElements : 0)
    defer { scratch.giveBack(masked) }
    if !weight.isFrozen { products.beginGradient() }
    if inputGradient != nil { products.prepareImages(weight.values.pointer) }
    for start in stride(from: 0, to: count, by: images) {
      let number = min(images, count - start)
      var own = gradient + start * outputElements
      if rectifying {
        Scalar.rectifyBackward(
          own, output: output.pointer + start * outputElements, into: masked.pointer,
          count: number * outputElements)
        own = UnsafePointer(masked.pointer)
      }
      let offset = start * window.imageElements
      if !weight.isFrozen {
        products.addGradient(of: input + offset, slopes: own, count: number)
      }
      if let bias, !bias.isFrozen {
        Scalar.addColumnSums(
          of: own, to: bias.gradients.pointer, rows: number * window.outputPixels, width: filters)
      }
      if let inputGradient {
        products.images(
          from: own, count: number, bias: nil, rectifying: false, into: inputGradient + offset)
      }
    }
    if !weight.isFrozen { products.endGradient(addingTo: weight.gradients.pointer) }
  }
}

/// How much of a gradient goes through a layer's backward pass at a time.
enum SlopeBlock {
  /// A quarter of a level-2 cache of 512 KiB, in `Float`.
  static let elements = 32_768
}
