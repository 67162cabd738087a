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

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    BatchNormLayer<Scalar>(place, self)
  }
}

/// Normalises by the batch in training (the biased variance; the unbiased one is recorded), by what
/// is recorded in evaluation.
///
/// Frozen, it behaves in training as in evaluation. Of a part of a single row only the mean is
/// recorded: its unbiased variance does not exist.
final class BatchNormLayer<Scalar: NetworkScalar>: Layer {
  let rule: BatchNorm
  let width: Int
  let rectifying: Bool
  /// Scale and shift.
  let weight, bias: Parameter<Scalar>
  let runningMean, runningVariance, batches: Parameter<Scalar>
  var parameters: [Parameter<Scalar>] { [weight, bias] }
  var statistics: [Parameter<Scalar>] { [runningMean, runningVariance, batches] }

  /// Rows a sample: the pixels of an image.
  private let pixels: Int
  private let tile: NormalisationTile
  private let output = Buffer<Scalar>()
  private var input: UnsafePointer<Scalar>?
  private var count = 0
  /// The parts of the last forward pass, each normalised by its own statistics; 0: by the recorded.
  private var parts = 0

  /// For each part: means and inverse deviations.
  private let means = Buffer<Double>()
  private let inverses = Buffer<Double>()
  private let sums: Buffer<Double>
  private let squares: Buffer<Double>
  private let row, secondRow: Buffer<Scalar>
  /// Repeated along a tile: means, scale, shift, factors, constants.
  private let tiled: [Buffer<Scalar>]
  private let partial: Buffer<Scalar>

  init(_ place: LayerPlace, _ rule: BatchNorm) {
    self.rule = rule
    rectifying = place.rectifying
    let shape = place.input.dimensions
    width = shape[shape.count - 1]
    pixels = place.input.elements / width
    tile = NormalisationTile(width: width)
    weight = Parameter(
      name: "\(place.name).weight", shape: [width], initialiser: .constant(1))
    bias = Parameter(name: "\(place.name).bias", shape: [width], initialiser: .constant(0))
    runningMean = Parameter(
      name: "\(place.name).running_mean", shape: [width], initialiser: .constant(0))
    runningVariance = Parameter(
      name: "\(place.name).running_var", shape: [width], initialiser: .constant(1))
    batches = Parameter(
      name: "\(place.name).num_batches_tracked", shape: [], initialiser: .constant(0))
    sums = Buffer(count: width)
    squares = Buffer(count: width)
    row = Buffer(count: width)
    secondRow = Buffer(count: width)
    let columns = tile.columns
    tiled = (0..<5).map { _ in Buffer(count: columns) }
    partial = Buffer(count: 2 * columns)
  }

  private var isFrozen: Bool { weight.isFrozen && bias.isFrozen }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.input = input
    self.count = count
    let result = output.resize(count * pixels * width)
    guard pass.mode == .training, !isFrozen else {
      parts = 0
      infer(input, into: result, count: count)
      return UnsafePointer(result)
    }
    parts = pass.parts
    means.resize(parts * width)
    inverses.resize(parts * width)
    let rows = count / parts * pixels
    for part in 0..<parts {
      let offset = part * rows * width
      record(input + offset, rows: rows, part: part)
      normalise(
        input + offset, rows: rows, means.pointer + part * width, inverses.pointer + part * width,
        into: result + offset)
    }
    return UnsafePointer(result)
  }

  /// Takes the statistics of one part and records them.
  private func record(_ values: UnsafePointer<Scalar>, rows: Int, part: Int) {
    // Near enough to the mean for the sums of squares: the mean of some of the rows.
    let some = min(rows, tile.rows * 8)
    Scalar.fill(row.pointer, count: width)
    Scalar.addColumnSums(of: values, to: row.pointer, rows: some, width: width)
    let share = 1 / Scalar(some)
    for c in 0..<width { row.pointer[c] *= share }
    spread(row, into: 0)
    for c in 0..<width { (sums.pointer[c], squares.pointer[c]) = (0, 0) }
    Scalar.addMoments(
      values, rows: rows, width: width, shift: tiled[0].pointer, tileRows: tile.rows,
      scratch: partial.pointer, sums: sums.pointer, squares: squares.pointer)
    Scalar.recordMoments(
      sums: sums.pointer, squares: squares.pointer, shift: row.pointer, rows: rows, width: width,
      epsilon: rule.epsilon, momentum: rule.momentum, mean: runningMean.values.pointer,
      variance: runningVariance.values.pointer, means: means.pointer + part * width,
      inverses: inverses.pointer + part * width)
    batches.values.pointer[0] += 1
  }

  /// Repeats a row along a tile.
  private func spread(_ row: Buffer<Scalar>, into number: Int) {
    Scalar.repeatRow(
      row.pointer, width: width, into: tiled[number].pointer, columns: tile.columns)
  }

  /// Sets what a tile is scaled by and shifted by.
  private func prepare(_ means: UnsafePointer<Double>, _ inverses: UnsafePointer<Double>) {
    Scalar.normalisationScale(
      weight: weight.values.pointer, bias: bias.values.pointer, means: means, inverses: inverses,
      width: width, scale: row.pointer, shift: secondRow.pointer)
    spread(row, into: 1)
    spread(secondRow, into: 2)
  }

  private func normalise(
    _ values: UnsafePointer<Scalar>, rows: Int, _ means: UnsafePointer<Double>,
    _ inverses: UnsafePointer<Double>, into result: UnsafeMutablePointer<Scalar>
  ) {
    prepare(means, inverses)
    Scalar.scaleColumns(
      values, rows: rows, width: width, scale: tiled[1].pointer, shift: tiled[2].pointer,
      tileRows: tile.rows, rectifying: rectifying, into: result)
  }

  /// Takes what is recorded as the statistics of the one part.
  private func recall() {
    means.resize(width)
    inverses.resize(width)
    Scalar.recallMoments(
      mean: runningMean.values.pointer, variance: runningVariance.values.pointer, width: width,
      epsilon: rule.epsilon, means: means.pointer, inverses: inverses.pointer)
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    recall()
    normalise(input, rows: count * pixels, means.pointer, inverses.pointer, into: output)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let input else { preconditionFailure("\(weight.name): backward before forward") }
    if parts == 0 { recall() }
    let rows = count / max(1, parts) * pixels
    for part in 0..<max(1, parts) {
      let offset = part * rows * width
      backward(
        gradient + offset, input + offset, rows: rows, means.pointer + part * width,
        inverses.pointer + part * width, into: inputGradient.map { $0 + offset })
    }
  }

  /// One part's gradients; see section 3 of the paper.
  private func backward(
    _ gradient: UnsafePointer<Scalar>, _ values: UnsafePointer<Scalar>, rows: Int,
    _ means: UnsafePointer<Double>, _ inverses: UnsafePointer<Double>,
    into result: UnsafeMutablePointer<Scalar>?
  ) {
    prepare(means, inverses)
    for c in 0..<width { row.pointer[c] = Scalar(means[c]) }
    spread(row, into: 0)
    for c in 0..<width { (sums.pointer[c], squares.pointer[c]) = (0, 0) }
    if parts > 0 || !isFrozen {
      Scalar.addSlopeMoments(
        gradient, values: values, rows: rows, width: width, means: tiled[0].pointer,
        scale: tiled[1].pointer, shift: tiled[2].pointer, tileRows: tile.rows,
        rectifying: rectifying, scratch: partial.pointer, sums: sums.pointer,
        products: squares.pointer)
      for c in 0..<width {
        if !weight.isFrozen {
          weight.gradients.pointer[c] += Scalar(squares.pointer[c] * inverses[c])
        }
        if !bias.isFrozen { bias.gradients.pointer[c] += Scalar(sums.pointer[c]) }
      }
    }
    guard let result else { return }
    Scalar.normalisationShare(
      parts == 0 ? 0 : -1 / Double(rows), weight: weight.values.pointer, sums: sums.pointer,
      products: squares.pointer, means: means, inverses: inverses, width: width,
      factors: row.pointer, constants: secondRow.pointer)
    spread(row, into: 3)
    spread(secondRow, into: 4)
    Scalar.combineSlopes(
      gradient, values: values, rows: rows, width: width, scale: tiled[1].pointer,
      shift: tiled[2].pointer, valueFactors: tiled[3].pointer, constants: tiled[4].pointer,
      tileRows: tile.rows, rectifying: rectifying, into: result)
  }
}
