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
  private let row: Buffer<Scalar>
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
    for c in 0..<width { row.pointer[c] /= Scalar(some) }
    spread(into: 0)
    for c in 0..<width { (sums.pointer[c], squares.pointer[c]) = (0, 0) }
    Scalar.addMoments(
      values, rows: rows, width: width, shift: tiled[0].pointer, tileRows: tile.rows,
      scratch: partial.pointer, sums: sums.pointer, squares: squares.pointer)
    let number = Double(rows)
    let kept = 1 - rule.momentum
    for c in 0..<width {
      let rest = sums.pointer[c] / number
      let mean = row.pointer[c].asDouble + rest
      let variance = max(0, squares.pointer[c] / number - rest * rest)
      means.pointer[part * width + c] = mean
      inverses.pointer[part * width + c] = 1 / (variance + rule.epsilon).squareRoot()
      let recordedMean = runningMean.values.pointer[c].asDouble
      runningMean.values.pointer[c] = Scalar(kept * recordedMean + rule.momentum * mean)
      guard rows > 1 else { continue }
      let recorded = runningVariance.values.pointer[c].asDouble
      runningVariance.values.pointer[c] = Scalar(
        kept * recorded + rule.momentum * variance * number / (number - 1))
    }
    batches.values.pointer[0] += 1
  }

  /// Repeats `row` along a tile.
  private func spread(into number: Int) {
    Scalar.repeatRow(
      row.pointer, width: width, into: tiled[number].pointer, columns: tile.columns)
  }

  /// Sets what a tile is scaled by and shifted by.
  private func prepare(_ means: UnsafePointer<Double>, _ inverses: UnsafePointer<Double>) {
    for c in 0..<width {
      row.pointer[c] = Scalar(weight.values.pointer[c].asDouble * inverses[c])
    }
    spread(into: 1)
    for c in 0..<width {
      let scale = weight.values.pointer[c].asDouble * inverses[c]
      row.pointer[c] = Scalar(bias.values.pointer[c].asDouble - means[c] * scale)
    }
    spread(into: 2)
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
    for c in 0..<width {
      means.pointer[c] = runningMean.values.pointer[c].asDouble
      inverses.pointer[c] =
        1 / (runningVariance.values.pointer[c].asDouble + rule.epsilon).squareRoot()
    }
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
    spread(into: 0)
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
    // The statistics' own share, which recorded ones have not: −scale·(Σg + x̂·Σg·x̂)/rows.
    let share = parts == 0 ? 0 : -1 / Double(rows)
    for c in 0..<width {
      let scale = weight.values.pointer[c].asDouble * inverses[c]
      let factor = share * scale * squares.pointer[c] * inverses[c] * inverses[c]
      row.pointer[c] = Scalar(factor)
      // From here on the sums are the constants.
      sums.pointer[c] = share * scale * sums.pointer[c] - factor * means[c]
    }
    spread(into: 3)
    for c in 0..<width { row.pointer[c] = Scalar(sums.pointer[c]) }
    spread(into: 4)
    Scalar.combineSlopes(
      gradient, values: values, rows: rows, width: width, scale: tiled[1].pointer,
      shift: tiled[2].pointer, valueFactors: tiled[3].pointer, constants: tiled[4].pointer,
      tileRows: tile.rows, rectifying: rectifying, into: result)
  }
}
