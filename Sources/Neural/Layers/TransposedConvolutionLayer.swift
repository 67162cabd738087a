extension LayerKind {
  /// The transpose of a convolution, as PyTorch's `ConvTranspose2d`: images grow by the stride.
  ///
  /// `outputPadding` rows and columns are added below and to the right, so that of the sizes a
  /// strided convolution makes equal each can be had.
  public static func transposedConvolution(
    filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
    bias: Bool = true
  ) -> LayerKind {
    LayerKind(
      TransposedConvolution(
        filters: filters, kernel: kernel, stride: stride, padding: padding,
        outputPadding: outputPadding, hasBias: bias))
  }
}

struct TransposedConvolution: LayerRule {
  let filters, kernel, stride, padding, outputPadding: Int
  let hasBias: Bool

  var kindName: String { "transposed convolution" }
  var absorbsReLU: Bool { true }

  /// The windows of the convolution this is the transpose of: over this layer's output.
  func window(for input: ActivationShape, layer: String) throws(BlueprintError) -> WindowGeometry {
    for (parameter, value, least) in [
      ("filters", filters, 1), ("kernel", kernel, 1), ("stride", stride, 1),
      ("padding", padding, 0), ("outputPadding", outputPadding, 0),
    ] {
      guard value >= least else {
        throw .tooSmall(layer: layer, parameter: parameter, value: value, least: least)
      }
    }
    guard outputPadding < stride else {
      throw .outputPaddingTooWide(layer: layer, outputPadding: outputPadding, stride: stride)
    }
    guard input.isImage else {
      throw .needsImage(layer: layer, kind: kindName, shape: input.dimensions)
    }
    let edges = input.dimensions[..<2].map {
      ($0 - 1) * stride - 2 * padding + kernel + outputPadding
    }
    guard let least = edges.min(), least >= 1,
      let window = WindowGeometry(
        height: edges[0], width: edges[1], channels: filters, size: kernel, stride: stride,
        padding: padding)
    else {
      throw .windowTooLarge(
        layer: layer, size: kernel, padding: -padding, shape: input.dimensions)
    }
    return window
  }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    let window = try window(for: input, layer: layer)
    return ActivationShape([window.height, window.width, filters])
  }

  func weightCount(_ place: LayerPlace) -> Int { place.input.width * kernel * kernel * filters }

  func multiplyAdds(_ place: LayerPlace) -> Int { place.input.elements * kernel * kernel * filters }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    guard let window = try? window(for: place.input, layer: place.name) else {
      preconditionFailure("\(place.name): built before its shapes were checked")
    }
    return TransposedConvolutionLayer<Scalar>(place, self, window, scratch)
  }
}

/// The convolution's products in exchanged roles: its outputs are this layer's inputs.
final class TransposedConvolutionLayer<Scalar: NetworkScalar>: Layer {
  let window: WindowGeometry
  let inputChannels: Int
  let rectifying: Bool
  /// Inside [input channel, row, column, filter], in files [input channel, filter, row, column].
  let weight: Parameter<Scalar>
  let bias: Parameter<Scalar>?
  var parameters: [Parameter<Scalar>] { [weight] + (bias.map { [$0] } ?? []) }

  private let products: any ConvolutionProducts<Scalar>
  private let scratch: ScratchBuffers<Scalar>
  private let output = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  private var count = 0

  init(
    _ place: LayerPlace, _ rule: TransposedConvolution, _ window: WindowGeometry,
    _ scratch: ScratchBuffers<Scalar>
  ) {
    self.window = window
    self.scratch = scratch
    inputChannels = place.input.dimensions[2]
    rectifying = place.rectifying
    products = Scalar.convolutionProducts(window, filters: inputChannels, groups: 1, scratch)
    let pixels = window.size * window.size
    // PyTorch takes the second dimension of the weight for the inputs, here the filters.
    weight = Parameter(
      name: "\(place.name).weight",
      shape: [inputChannels, rule.filters, window.size, window.size],
      initialiser: place.initialisation.weights(
        fanIn: rule.filters * pixels, fanOut: inputChannels * pixels),
      layout: .channelsLast(channels: rule.filters, pixels: pixels))
    bias =
      rule.hasBias
      ? Parameter(
        name: "\(place.name).bias", shape: [rule.filters],
        initialiser: place.initialisation.biases(fanIn: rule.filters * pixels)) : nil
  }

  private var inputElements: Int { window.outputPixels * inputChannels }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.input = input
    self.count = count
    let result = output.resize(count * window.imageElements)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    products.prepareImages(weight.values.pointer)
    products.images(
      from: input, count: count, bias: bias.map { UnsafePointer($0.values.pointer) },
      rectifying: rectifying, into: output)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else { preconditionFailure("\(weight.name): backward before forward") }
    let images = min(
      count, SlopeBlock.images(of: window.imageElements, weights: weight.count))
    let masked = scratch.borrow(rectifying ? images * window.imageElements : 0)
    defer { scratch.giveBack(masked) }
    if !weight.isFrozen { products.beginGradient() }
    if inputGradient != nil { products.prepareOutputs(weight.values.pointer) }
    for start in stride(from: 0, to: count, by: images) {
      let number = min(images, count - start)
      let elements = number * window.imageElements
      var own = gradient + start * window.imageElements
      if rectifying {
        Scalar.rectifyBackward(
          own, output: output.pointer + start * window.imageElements, into: masked.pointer,
          count: elements)
        own = UnsafePointer(masked.pointer)
      }
      if !weight.isFrozen {
        products.addGradient(of: own, slopes: input + start * inputElements, count: number)
      }
      if let bias, !bias.isFrozen {
        Scalar.addColumnSums(
          of: own, to: bias.gradients.pointer, rows: elements / window.channels,
          width: window.channels)
      }
      if let inputGradient {
        products.outputs(
          of: own, count: number, bias: nil, rectifying: false,
          into: inputGradient + start * inputElements)
      }
    }
    if !weight.isFrozen { products.endGradient(addingTo: weight.gradients.pointer) }
  }
}
