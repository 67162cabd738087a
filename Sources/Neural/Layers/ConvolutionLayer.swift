extension LayerKind {
  /// Cross-correlation with square kernels and zero padding, as PyTorch's `Conv2d`.
  public static func convolution(filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0)
    -> LayerKind
  {
    LayerKind(Convolution(filters: filters, kernel: kernel, stride: stride, padding: padding))
  }
}

struct Convolution: LayerRule {
  let filters, kernel, stride, padding: Int

  var kindName: String { "convolution" }
  var absorbsReLU: Bool { true }

  func window(for input: ActivationShape, layer: String) throws(BlueprintError) -> WindowGeometry {
    for (parameter, value, least) in [
      ("filters", filters, 1), ("kernel", kernel, 1), ("stride", stride, 1),
      ("padding", padding, 0),
    ] {
      guard value >= least else {
        throw .tooSmall(layer: layer, parameter: parameter, value: value, least: least)
      }
    }
    return try WindowGeometry(
      over: input, size: kernel, stride: stride, padding: padding, layer: layer, kind: kindName)
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
    return ConvolutionLayer<Scalar>(place, window: window, filters: filters)
  }
}

/// Convolution as products of patch matrices with the kernels.
///
/// Patches are gathered for as many windows as fit into the cache beside the product, not for the
/// whole batch (a whole-batch product waits for memory), and gathered again in the backward pass
/// rather than kept.
final class ConvolutionLayer<Scalar: NetworkScalar>: Layer {
  let window: WindowGeometry
  let filters: Int
  let rectifying: Bool
  /// Inside [filters, row, column, channel], in files [filters, channel, row, column].
  let weight: Parameter<Scalar>
  let bias: Parameter<Scalar>
  var parameters: [Parameter<Scalar>] { [weight, bias] }

  /// Elements of a patch matrix: 512 KiB of `Float`, half of a core's level-2 cache.
  private static var patchElements: Int { 131_072 }
  /// Windows gathered at a time; it is part of what bits depend on.
  private let blockRows: Int

  private let output = Buffer<Scalar>()
  private let patches = Buffer<Scalar>()
  private let patchGradients = Buffer<Scalar>()
  /// The gradient before the ReLU, of one block.
  private let slopes = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  private var count = 0

  init(_ place: LayerPlace, window: WindowGeometry, filters: Int) {
    self.window = window
    self.filters = filters
    rectifying = place.rectifying
    let fanIn = window.patchElements
    weight = Parameter(
      name: "\(place.name).weight",
      shape: [filters, window.channels, window.size, window.size],
      initialiser: place.initialisation.weights(
        fanIn: fanIn, fanOut: filters * window.size * window.size),
      layout: .channelsLast(channels: window.channels, pixels: window.size * window.size))
    bias = Parameter(
      name: "\(place.name).bias", shape: [filters],
      initialiser: place.initialisation.biases(fanIn: fanIn))
    blockRows = max(1, min(4096, Self.patchElements / fanIn))
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

  /// Calls `body` with the windows of each block, in their order.
  private func forEachBlock(of count: Int, _ body: (Range<Int>) -> Void) {
    let total = count * window.outputPixels
    var start = 0
    while start < total {
      let end = min(total, start + blockRows)
      body(start..<end)
      start = end
    }
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let matrix = patches.resize(blockRows * window.patchElements)
    forEachBlock(of: count) { rows in
      Scalar.gatherPatches(input, window, rows: rows, into: matrix)
      let target = output + rows.lowerBound * filters
      Scalar.multiply(
        matrix, transposedA: false, weight.values.pointer, transposedB: true, into: target,
        accumulating: false, rows: rows.count, columns: filters, inner: window.patchElements)
      Scalar.addBias(
        bias.values.pointer, to: target, rows: rows.count, width: filters, rectifying: rectifying)
    }
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else { preconditionFailure("\(weight.name): backward before forward") }
    let matrix = patches.resize(blockRows * window.patchElements)
    let masked = slopes.resize(blockRows * filters)
    let patchSlopes = patchGradients.resize(
      inputGradient == nil ? 0 : blockRows * window.patchElements)
    if let inputGradient {
      Scalar.fill(inputGradient, count: count * window.imageElements)
    }
    forEachBlock(of: count) { rows in
      var own = gradient + rows.lowerBound * filters
      if rectifying {
        Scalar.rectifyBackward(
          own, output: output.pointer + rows.lowerBound * filters, into: masked,
          count: rows.count * filters)
        own = UnsafePointer(masked)
      }
      Scalar.gatherPatches(input, window, rows: rows, into: matrix)
      Scalar.multiply(
        own, transposedA: true, matrix, transposedB: false, into: weight.gradients.pointer,
        accumulating: true, rows: filters, columns: window.patchElements, inner: rows.count)
      Scalar.addColumnSums(
        of: own, to: bias.gradients.pointer, rows: rows.count, width: filters)
      guard let inputGradient else { return }
      Scalar.multiply(
        own, transposedA: false, weight.values.pointer, transposedB: false, into: patchSlopes,
        accumulating: false, rows: rows.count, columns: window.patchElements, inner: filters)
      Scalar.scatterPatches(patchSlopes, window, rows: rows, addingTo: inputGradient)
    }
  }
}
