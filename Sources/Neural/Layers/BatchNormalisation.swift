/// Batch normalisation as other layers do it too: the parameters, the statistics, and the passes over
/// as many rows at a time as the caller has in the cache.
///
/// Training normalises by the batch (the biased variance; the unbiased one is recorded), evaluation
/// by what is recorded. Frozen, it behaves in training as in evaluation. Of a part of a single row
/// only the mean is recorded: its unbiased variance does not exist.
final class BatchNormalisation<Scalar: NetworkScalar> {
  let rule: BatchNorm
  let width: Int
  let rectifying: Bool
  /// Scale and shift.
  let weight, bias: Parameter<Scalar>
  let runningMean, runningVariance, batches: Parameter<Scalar>
  var parameters: [Parameter<Scalar>] { [weight, bias] }
  var statistics: [Parameter<Scalar>] { [runningMean, runningVariance, batches] }

  /// The parts of the last forward pass, each normalised alone; 1 when by what is recorded.
  private(set) var parts = 1
  private(set) var usesBatch = false

  private let tile: NormalisationTile
  /// For each part: means and inverse deviations; and the recorded ones.
  private let means = Buffer<Double>()
  private let inverses = Buffer<Double>()
  private let recordedMeans, recordedInverses: Buffer<Double>
  private let sums, squares: Buffer<Double>
  private let firstRow, secondRow: Buffer<Scalar>
  /// Repeated along a tile.
  private let middles, scales, shifts, factors, constants: Buffer<Scalar>
  /// Sums along a tile.
  private let partial: Buffer<Scalar>

  init(name: String, _ rule: BatchNorm, width: Int, rectifying: Bool) {
    self.rule = rule
    self.width = width
    self.rectifying = rectifying
    tile = NormalisationTile(width: width)
    func parameter(_ part: String, _ shape: [Int], _ number: Double) -> Parameter<Scalar> {
      Parameter(name: "\(name).\(part)", shape: shape, initialiser: .constant(number))
    }
    weight = parameter("weight", [width], 1)
    bias = parameter("bias", [width], 0)
    runningMean = parameter("running_mean", [width], 0)
    runningVariance = parameter("running_var", [width], 1)
    batches = parameter("num_batches_tracked", [], 0)
    (recordedMeans, recordedInverses) = (Buffer(count: width), Buffer(count: width))
    (sums, squares) = (Buffer(count: width), Buffer(count: width))
    (firstRow, secondRow) = (Buffer(count: width), Buffer(count: width))
    let columns = tile.columns
    (middles, scales, shifts) = (
      Buffer(count: columns), Buffer(count: columns), Buffer(count: columns)
    )
    (factors, constants) = (Buffer(count: columns), Buffer(count: columns))
    partial = Buffer(count: 2 * columns)
  }

  // MARK: Forward

  /// Begins a pass.
  func begin(_ pass: ForwardPass) {
    usesBatch = pass.mode == .training && !(weight.isFrozen && bias.isFrozen)
    parts = usesBatch ? pass.parts : 1
    means.resize(parts * width)
    inverses.resize(parts * width)
    if !usesBatch { recall() }
  }

  /// Begins the moments of a part, from some of its rows: their mean is near enough to all rows'
  /// for the squares.
  func beginMoments(_ values: UnsafePointer<Scalar>, rows: Int) {
    let some = min(rows, tile.rows * 8)
    Scalar.fill(firstRow.pointer, count: width)
    Scalar.addColumnSums(of: values, to: firstRow.pointer, rows: some, width: width)
    let share = 1 / Scalar(some)
    for c in 0..<width { firstRow.pointer[c] *= share }
    spread(firstRow, into: middles)
    clearSums()
  }

  /// Adds rows to the moments of a part.
  func addMoments(_ values: UnsafePointer<Scalar>, rows: Int) {
    Scalar.addMoments(
      values, rows: rows, width: width, shift: middles.pointer, tileRows: tile.rows,
      scratch: partial.pointer, sums: sums.pointer, squares: squares.pointer)
  }

  /// Records the moments of a part of `rows`.
  func endMoments(part: Int, rows: Int) {
    Scalar.recordMoments(
      sums: sums.pointer, squares: squares.pointer, shift: firstRow.pointer, rows: rows,
      width: width, epsilon: rule.epsilon, momentum: rule.momentum,
      mean: runningMean.values.pointer, variance: runningVariance.values.pointer,
      means: means.pointer + part * width, inverses: inverses.pointer + part * width)
    batches.values.pointer[0] += 1
  }

  /// Normalises a part by its moments, or by what is recorded.
  func normalise(
    part: Int, _ values: UnsafePointer<Scalar>, rows: Int,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    prepareScale(means(of: part), inverses(of: part))
    scale(values, rows: rows, into: result)
  }

  private func scale(
    _ values: UnsafePointer<Scalar>, rows: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    Scalar.scaleColumns(
      values, rows: rows, width: width, scale: scales.pointer, shift: shifts.pointer,
      tileRows: tile.rows, rectifying: rectifying, into: result)
  }

  // MARK: Backward (section 3 of the paper)

  /// Begins the gradients of a part.
  func beginSlopes(part: Int) {
    prepareScale(means(of: part), inverses(of: part))
    for c in 0..<width { firstRow.pointer[c] = Scalar(means(of: part)[c]) }
    spread(firstRow, into: middles)
    clearSums()
  }

  /// Adds rows to the gradients of a part.
  func addSlopes(
    _ gradient: UnsafePointer<Scalar>, values: UnsafePointer<Scalar>, rows: Int
  ) {
    guard usesBatch || !weight.isFrozen || !bias.isFrozen else { return }
    Scalar.addSlopeMoments(
      gradient, values: values, rows: rows, width: width, means: middles.pointer,
      scale: scales.pointer, shift: shifts.pointer, tileRows: tile.rows, rectifying: rectifying,
      scratch: partial.pointer, sums: sums.pointer, products: squares.pointer)
  }

  /// Adds to the parameters' gradients, and makes ready for `slopes` of this part of `rows`.
  func endSlopes(part: Int, rows: Int) {
    for c in 0..<width {
      if !weight.isFrozen {
        weight.gradients.pointer[c] += Scalar(squares.pointer[c] * inverses(of: part)[c])
      }
      if !bias.isFrozen { bias.gradients.pointer[c] += Scalar(sums.pointer[c]) }
    }
    Scalar.normalisationShare(
      usesBatch ? -1 / Double(rows) : 0, weight: weight.values.pointer, sums: sums.pointer,
      products: squares.pointer, means: means(of: part), inverses: inverses(of: part),
      width: width, factors: firstRow.pointer, constants: secondRow.pointer)
    spread(firstRow, into: factors)
    spread(secondRow, into: constants)
  }

  /// The gradient at what was normalised, of some rows of the part.
  func slopes(
    _ gradient: UnsafePointer<Scalar>, values: UnsafePointer<Scalar>, rows: Int,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    Scalar.combineSlopes(
      gradient, values: values, rows: rows, width: width, scale: scales.pointer,
      shift: shifts.pointer, valueFactors: factors.pointer, constants: constants.pointer,
      tileRows: tile.rows, rectifying: rectifying, into: result)
  }

  // MARK: Inference

  /// Normalises by what is recorded.
  func infer(
    _ values: UnsafePointer<Scalar>, rows: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    recall()
    prepareScale(recordedMeans.pointer, recordedInverses.pointer)
    scale(values, rows: rows, into: result)
  }

  /// Inference as a scale and a shift of each column; they stand until the next call of anything.
  func scaleAndShift() -> (scale: UnsafePointer<Scalar>, shift: UnsafeMutablePointer<Scalar>) {
    recall()
    prepareScale(recordedMeans.pointer, recordedInverses.pointer)
    return (UnsafePointer(firstRow.pointer), secondRow.pointer)
  }

  // MARK: Pieces

  private func means(of part: Int) -> UnsafePointer<Double> {
    UnsafePointer(usesBatch ? means.pointer + part * width : recordedMeans.pointer)
  }

  private func inverses(of part: Int) -> UnsafePointer<Double> {
    UnsafePointer(usesBatch ? inverses.pointer + part * width : recordedInverses.pointer)
  }

  private func recall() {
    Scalar.recallMoments(
      mean: runningMean.values.pointer, variance: runningVariance.values.pointer, width: width,
      epsilon: rule.epsilon, means: recordedMeans.pointer, inverses: recordedInverses.pointer)
  }

  private func prepareScale(_ means: UnsafePointer<Double>, _ inverses: UnsafePointer<Double>) {
    Scalar.normalisationScale(
      weight: weight.values.pointer, bias: bias.values.pointer, means: means, inverses: inverses,
      width: width, scale: firstRow.pointer, shift: secondRow.pointer)
    spread(firstRow, into: scales)
    spread(secondRow, into: shifts)
  }

  private func spread(_ row: Buffer<Scalar>, into target: Buffer<Scalar>) {
    Scalar.repeatRow(row.pointer, width: width, into: target.pointer, columns: tile.columns)
  }

  private func clearSums() {
    for c in 0..<width { (sums.pointer[c], squares.pointer[c]) = (0, 0) }
  }
}
