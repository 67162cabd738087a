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

  func weightCount(_ place: LayerPlace) -> Int {
    filters * kernel * kernel * place.input.width / groups
  }

  func multiplyAdds(_ place: LayerPlace) -> Int {
    place.output.elements * kernel * kernel * place.input.width / groups
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
    return ConvolutionLayer<Scalar>(place, self, window, scratch)
  }
}

/// A convolution with what follows it: batch normalisation, a ReLU.
///
/// In training it takes the moments of its outputs while they are in the cache, and on the way back
/// makes the gradient at them where it is used; for inference the normalisation goes into the
/// weights and the bias.
final class ConvolutionLayer<Scalar: NetworkScalar>: Layer {
  let window: WindowGeometry
  let filters: Int
  let rectifying: Bool
  /// Inside [filter, row, column, channel of the group], in files [filter, channel, row, column].
  let weight: Parameter<Scalar>
  let bias: Parameter<Scalar>?
  let normalisation: BatchNormalisation<Scalar>?
  var parameters: [Parameter<Scalar>] {
    [weight] + (bias.map { [$0] } ?? []) + (normalisation?.parameters ?? [])
  }
  var statistics: [Parameter<Scalar>] { normalisation?.statistics ?? [] }

  private let products: any ConvolutionProducts<Scalar>
  private let scratch: ScratchBuffers<Scalar>
  private let output = Buffer<Scalar>()
  private let normalised = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  private var count = 0
  /// The age of the weights that are prepared for inference.
  private var preparedAge: Int?
  private let foldedWeights = Buffer<Scalar>()
  private let foldedBias = Buffer<Scalar>()

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
    normalisation = place.normalising.map {
      BatchNormalisation(
        name: $0.name, $0.rule, width: rule.filters, rectifying: place.rectifying)
    }
  }

  private var outputElements: Int { window.outputPixels * filters }
  private var biasPointer: UnsafePointer<Scalar>? { bias.map { UnsafePointer($0.values.pointer) } }

  /// Few images at a time, so that what one pass writes is in the cache for the next.
  private func forEachBlock(of images: Range<Int>, _ body: (_ start: Int, _ count: Int) -> Void) {
    let block = SlopeBlock.images(of: outputElements, weights: weight.count)
    for start in stride(from: images.lowerBound, to: images.upperBound, by: block) {
      body(start, min(block, images.upperBound - start))
    }
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.input = input
    self.count = count
    preparedAge = nil
    let result = output.resize(count * outputElements)
    products.prepareOutputs(weight.values.pointer)
    guard let normalisation else {
      products.outputs(
        of: input, count: count, bias: biasPointer, rectifying: rectifying, into: result)
      return UnsafePointer(result)
    }
    let target = normalised.resize(count * outputElements)
    normalisation.begin(pass)
    let images = count / normalisation.parts
    let rows = images * window.outputPixels
    for part in 0..<normalisation.parts {
      let first = part * images
      forEachBlock(of: first..<first + images) { start, number in
        let block = result + start * outputElements
        products.outputs(
          of: input + start * window.imageElements, count: number, bias: biasPointer,
          rectifying: false, into: block)
        guard normalisation.usesBatch else { return }
        let blockRows = number * window.outputPixels
        if start == first { normalisation.beginMoments(block, rows: blockRows) }
        normalisation.addMoments(block, rows: blockRows)
      }
      if normalisation.usesBatch { normalisation.endMoments(part: part, rows: rows) }
      let offset = first * outputElements
      normalisation.normalise(part: part, result + offset, rows: rows, into: target + offset)
    }
    return UnsafePointer(target)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    if preparedAge != scratch.parameterAge { prepareInference() }
    products.outputs(
      of: input, count: count,
      bias: normalisation == nil ? biasPointer : UnsafePointer(foldedBias.pointer),
      rectifying: rectifying, into: output)
  }

  private func prepareInference() {
    preparedAge = scratch.parameterAge
    guard let normalisation else {
      products.prepareOutputs(weight.values.pointer)
      return
    }
    let (scale, shift) = normalisation.scaleAndShift()
    let terms = weight.count / filters
    Scalar.scaleRows(
      weight.values.pointer, rows: filters, width: terms, by: scale,
      into: foldedWeights.resize(weight.count))
    let start = foldedBias.resize(filters)
    start.update(from: shift, count: filters)
    if let bias {
      for filter in 0..<filters { start[filter] += scale[filter] * bias.values.pointer[filter] }
    }
    products.prepareOutputs(foldedWeights.pointer)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else { preconditionFailure("\(weight.name): backward before forward") }
    let block = min(count, SlopeBlock.images(of: outputElements, weights: weight.count))
    let own = scratch.borrow(
      rectifying || normalisation != nil ? block * outputElements : 0)
    defer { scratch.giveBack(own) }
    if !weight.isFrozen { products.beginGradient() }
    if inputGradient != nil { products.prepareImages(weight.values.pointer) }
    let parts = normalisation?.parts ?? 1
    let images = count / parts
    for part in 0..<parts {
      let first = part * images
      if let normalisation {
        let rows = images * window.outputPixels
        let offset = first * outputElements
        normalisation.beginSlopes(part: part)
        normalisation.addSlopes(gradient + offset, values: output.pointer + offset, rows: rows)
        normalisation.endSlopes(part: part, rows: rows)
      }
      forEachBlock(of: first..<first + images) { start, number in
        let slopes = slopes(gradient, start, number, own)
        let pixels = number * window.outputPixels
        let offset = start * window.imageElements
        if !weight.isFrozen {
          products.addGradient(of: input + offset, slopes: slopes, count: number)
        }
        if let bias, !bias.isFrozen {
          Scalar.addColumnSums(
            of: slopes, to: bias.gradients.pointer, rows: pixels, width: filters)
        }
        if let inputGradient {
          products.images(
            from: slopes, count: number, bias: nil, rectifying: false,
            into: inputGradient + offset)
        }
      }
    }
    if !weight.isFrozen { products.endGradient(addingTo: weight.gradients.pointer) }
  }

  /// The gradient at the convolution's own outputs, of some images.
  private func slopes(
    _ gradient: UnsafePointer<Scalar>, _ start: Int, _ number: Int, _ own: Buffer<Scalar>
  ) -> UnsafePointer<Scalar> {
    let offset = start * outputElements
    let behind = gradient + offset
    let values = output.pointer + offset
    if let normalisation {
      normalisation.slopes(
        behind, values: values, rows: number * window.outputPixels, into: own.pointer)
    } else if rectifying {
      Scalar.rectifyBackward(
        behind, output: values, into: own.pointer, count: number * outputElements)
    } else {
      return behind
    }
    return UnsafePointer(own.pointer)
  }
}

/// How much of a gradient goes through a layer's backward pass at a time.
enum SlopeBlock {
  /// A quarter of a level-2 cache of 512 KiB, in `Float`; with many weights so much that their own
  /// way through the cache is worth it.
  static func images(of elements: Int, weights: Int) -> Int {
    max(1, max(32_768, weights / 8) / elements)
  }
}
