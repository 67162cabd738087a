/// The arithmetic of a network: `Float` for studies, `Double` for gradient checks and for
/// untrained networks, whose values differ by little more than `Float` rounding.
///
/// The requirements are kernels over whole buffers. They are written once, in extensions of this
/// protocol, and compiled for each conforming type: a network calls tens of them a step, so what
/// the call costs does not matter and what happens inside does. Matrices are row-major.
public protocol NetworkScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable,
  ElementaryFunctions, ActivationKernels, LayerNormKernels, AttentionKernels, WordKernels,
  MaskKernels
{
  /// An integer as wide as the scalar, so that choices by index stay in one vector lane.
  associatedtype Lane: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable

  /// Some scalars in one vector register.
  associatedtype Pack: NumberPack where Pack.Number == Self

  /// The value as `Double`, exact.
  var asDouble: Double { get }

  // MARK: Products

  /// c = op(a)·op(b), or c += op(a)·op(b): m×n, with `inner` terms a sum.
  ///
  /// `a` is m×inner, or inner×m when transposed; `b` is inner×n, or n×inner when transposed.
  static func multiply(
    _ a: UnsafePointer<Self>, transposedA: Bool, _ b: UnsafePointer<Self>, transposedB: Bool,
    into c: UnsafeMutablePointer<Self>, accumulating: Bool, rows: Int, columns: Int, inner: Int)

  // MARK: Elements

  /// Sets every element to zero.
  static func fill(_ values: UnsafeMutablePointer<Self>, count: Int)
  /// Adds `bias` to every row of `values`; then, when rectifying, sets what is negative to zero.
  static func addBias(
    _ bias: UnsafePointer<Self>, to values: UnsafeMutablePointer<Self>, rows: Int, width: Int,
    rectifying: Bool)
  /// Sets negative elements to zero.
  static func rectify(
    _ input: UnsafePointer<Self>, into output: UnsafeMutablePointer<Self>, count: Int)
  /// The gradient before a ReLU from the one after it: zero wherever `output` is not positive.
  static func rectifyBackward(
    _ gradient: UnsafePointer<Self>, output: UnsafePointer<Self>,
    into result: UnsafeMutablePointer<Self>, count: Int)
  /// Adds the sum of the rows to `sums`, row after row.
  static func addColumnSums(
    of values: UnsafePointer<Self>, to sums: UnsafeMutablePointer<Self>, rows: Int, width: Int)
  /// a + b, element by element; then, when rectifying, zero where that is negative.
  static func sum(
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, into result: UnsafeMutablePointer<Self>,
    count: Int, rectifying: Bool)
  /// y += factor·x.
  static func addScaled(
    _ x: UnsafePointer<Self>, by factor: Self, to y: UnsafeMutablePointer<Self>, count: Int)
  /// Each of `outer` matrices, rows×columns, transposed.
  static func transpose(
    _ source: UnsafePointer<Self>, outer: Int, rows: Int, columns: Int,
    into target: UnsafeMutablePointer<Self>)

  // MARK: Convolutions (offsets count numbers)

  /// Sums products of an image with packed weights: at `targets[p]` of the output, for `width`
  /// filters, `start` plus the sum over `runs` of `terms` neighbours from
  /// `sources[p] + offsets[run]` on. Rectifying, what is negative becomes zero.
  static func sumTaps(
    _ image: UnsafePointer<Self>, sources: UnsafePointer<Int>, targets: UnsafePointer<Int>,
    positions: Int, offsets: UnsafePointer<Int>, runs: Int, terms: Int,
    weights: UnsafePointer<Self>, start: UnsafePointer<Self>, width: Int, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>)
  /// Adds to row e of `sums` the products of element e under each window (at `elements[e]`, from
  /// window to window `step`, from line to line of windows as in `lines`) with the slopes there,
  /// which lie [line, term, filter]; `width` is a multiple of two vectors.
  static func addTapGradients(
    _ image: UnsafePointer<Self>, elements: UnsafePointer<Int>, count: Int,
    lines: UnsafePointer<Int>, lineCount: Int, linesAtOnce: Int, terms: Int, step: Int,
    slopes: UnsafePointer<Self>, width: Int, to sums: UnsafeMutablePointer<Self>)
  /// Copies an image with rows and columns of one number around it.
  static func padImage(
    _ image: UnsafePointer<Self>, height: Int, width: Int, channels: Int, top: Int, left: Int,
    bottom: Int, right: Int, filling: Self, into padded: UnsafeMutablePointer<Self>)
  /// Copies the inner part of an image with `border` rows and columns around it.
  static func cropImage(
    _ padded: UnsafePointer<Self>, height: Int, width: Int, channels: Int, border: Int,
    into image: UnsafeMutablePointer<Self>)
  /// Weights [row, term] as blocks [block, term, row] of two vectors of rows.
  static func packRows(
    _ weights: UnsafePointer<Self>, rows: Int, terms: Int, into packed: UnsafeMutablePointer<Self>)
  /// Weights [filter, tap, channel] as blocks [block, tap, filter, channel] of two vectors of
  /// channels, of some taps.
  static func packChannels(
    _ weights: UnsafePointer<Self>, filters: Int, allTaps: Int, channels: Int,
    taps: UnsafePointer<Int>, tapCount: Int, into packed: UnsafeMutablePointer<Self>)
  /// Copies `width` columns of rows that lie `stride` apart to rows that lie `targetStride` apart,
  /// zeros behind them.
  static func copyColumns(
    _ source: UnsafePointer<Self>, rows: Int, stride: Int, width: Int,
    into target: UnsafeMutablePointer<Self>, _ targetStride: Int)
  /// Adds the transpose of `sums`, whose rows are `width` apart.
  static func addTransposed(
    _ sums: UnsafePointer<Self>, terms: Int, width: Int, rows: Int,
    to gradients: UnsafeMutablePointer<Self>)

  // MARK: Tiles of convolutions (`TileGeometry`; sixteen matrices, `distance` from one to the next)

  /// The numbers of `count` tiles from the `first` of a batch on: [tile, channel]. `gathered` is room
  /// for what is under one tile.
  static func transformTiles(
    _ images: UnsafePointer<Self>, _ tiles: TileGeometry, channels: Int, first: Int, count: Int,
    gathered: UnsafeMutablePointer<Self>, into result: UnsafeMutablePointer<Self>, distance: Int)
  /// [tile, filter] from [tile, channel] and packed kernels; there is room for whole strips of tiles.
  static func multiplyTiles(
    _ tiles: UnsafePointer<Self>, distance: Int, count: Int, channels: Int,
    _ kernels: UnsafePointer<Self>, filters: Int, into result: UnsafeMutablePointer<Self>,
    _ resultDistance: Int)
  /// Makes the pixels of `count` tiles, `start` added to each, rectified if asked.
  static func assembleTiles(
    _ matrices: UnsafePointer<Self>, distance: Int, _ tiles: TileGeometry, filters: Int,
    first: Int, count: Int, start: UnsafePointer<Self>, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>)
  /// The transpose of assembling: the gradients of the matrices from those of the pixels.
  static func spreadTiles(
    _ slopes: UnsafePointer<Self>, _ tiles: TileGeometry, filters: Int, first: Int, count: Int,
    into result: UnsafeMutablePointer<Self>, distance: Int)
  /// Adds the products of tiles and slopes to sixteen matrices [channel, filter].
  static func addTileGradients(
    _ tiles: UnsafePointer<Self>, distance: Int, channels: Int, _ slopes: UnsafePointer<Self>,
    _ slopeDistance: Int, filters: Int, count: Int, to sums: UnsafeMutablePointer<Self>)
  /// Kernels [filter, 3, 3, channel] as sixteen matrices in blocks [block, channel, filter].
  static func transformKernels(
    _ weights: UnsafePointer<Self>, filters: Int, channels: Int,
    into packed: UnsafeMutablePointer<Self>)
  /// The kernels turned round, as blocks [block, filter, channel].
  static func transformTurnedKernels(
    _ weights: UnsafePointer<Self>, filters: Int, channels: Int,
    into packed: UnsafeMutablePointer<Self>)
  /// Adds to the gradients of kernels those of their sixteen matrices [channel, filter].
  static func addKernelGradients(
    _ sums: UnsafePointer<Self>, filters: Int, channels: Int,
    to gradients: UnsafeMutablePointer<Self>)

  // MARK: Windows

  /// The largest element under each window, by channel, with the number of the place it was found
  /// (the first of equals); rectifying, a largest element that is not positive has place −1.
  static func maxPool(
    _ images: UnsafePointer<Self>, _ window: WindowGeometry, count: Int, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>, places: UnsafeMutablePointer<Lane>?)
  /// Sends each gradient to the place its maximum came from; `result` is overwritten.
  static func maxPoolBackward(
    _ gradient: UnsafePointer<Self>, places: UnsafePointer<Lane>, _ window: WindowGeometry,
    count: Int, into result: UnsafeMutablePointer<Self>)

  // MARK: Pixels

  /// The mean under each window, by channel; the zeros around the image count.
  static func averagePool(
    _ images: UnsafePointer<Self>, _ window: WindowGeometry, count: Int,
    into output: UnsafeMutablePointer<Self>)
  /// Shares each gradient among the pixels of its window; `result` is overwritten.
  static func averagePoolBackward(
    _ gradient: UnsafePointer<Self>, _ window: WindowGeometry, count: Int,
    into result: UnsafeMutablePointer<Self>)
  /// The mean of an image's pixels, by channel.
  static func averagePixels(
    _ images: UnsafePointer<Self>, pixels: Int, channels: Int, count: Int,
    into output: UnsafeMutablePointer<Self>)
  /// Shares each gradient among an image's pixels.
  static func averagePixelsBackward(
    _ gradient: UnsafePointer<Self>, pixels: Int, channels: Int, count: Int,
    into result: UnsafeMutablePointer<Self>)
  /// Makes squares of factor × factor pixels of each, all the same when `repeating`, else zeros
  /// but the first.
  static func enlarge(
    _ images: UnsafePointer<Self>, height: Int, width: Int, channels: Int, count: Int,
    factor: Int, repeating: Bool, into output: UnsafeMutablePointer<Self>)
  /// The gradient before enlarging from the one behind it.
  static func reduceEnlarged(
    _ gradient: UnsafePointer<Self>, height: Int, width: Int, channels: Int, count: Int,
    factor: Int, repeating: Bool, into result: UnsafeMutablePointer<Self>)
  /// Takes every `stride`-th row and column; `before` channels of zeros come first, and others
  /// last, to `allChannels`.
  static func subsample(
    _ images: UnsafePointer<Self>, height: Int, width: Int, channels: Int, count: Int,
    stride: Int, before: Int, allChannels: Int, into output: UnsafeMutablePointer<Self>)
  /// The gradient before subsampling from the one behind it.
  static func subsampleBackward(
    _ gradient: UnsafePointer<Self>, height: Int, width: Int, channels: Int, count: Int,
    stride: Int, before: Int, allChannels: Int, into result: UnsafeMutablePointer<Self>)

  // MARK: Batch normalisation (tiles: `NormalisationTile`; pointers named by numbers of a column
  // hold a whole tile of them)

  /// Means and inverse deviations from what is recorded.
  static func recallMoments(
    mean: UnsafePointer<Self>, variance: UnsafePointer<Self>, width: Int, epsilon: Double,
    means: UnsafeMutablePointer<Double>, inverses: UnsafeMutablePointer<Double>)
  /// Means and inverse deviations from sums of `rows` differences from `shift` and of their squares,
  /// recorded with `momentum`; of one row only the mean.
  static func recordMoments(
    sums: UnsafePointer<Double>, squares: UnsafePointer<Double>, shift: UnsafePointer<Self>,
    rows: Int, width: Int, epsilon: Double, momentum: Double,
    mean: UnsafeMutablePointer<Self>, variance: UnsafeMutablePointer<Self>,
    means: UnsafeMutablePointer<Double>, inverses: UnsafeMutablePointer<Double>)
  /// weight·inverse and bias − mean·weight·inverse: a column's scale and shift.
  static func normalisationScale(
    weight: UnsafePointer<Self>, bias: UnsafePointer<Self>, means: UnsafePointer<Double>,
    inverses: UnsafePointer<Double>, width: Int, scale: UnsafeMutablePointer<Self>,
    shift: UnsafeMutablePointer<Self>)
  /// What the statistics' own share of the gradient at the input is: a factor of the value and a
  /// constant; `share` is −1 over the rows, or 0 for statistics that do not depend on them.
  static func normalisationShare(
    _ share: Double, weight: UnsafePointer<Self>, sums: UnsafePointer<Double>,
    products: UnsafePointer<Double>, means: UnsafePointer<Double>,
    inverses: UnsafePointer<Double>, width: Int, factors: UnsafeMutablePointer<Self>,
    constants: UnsafeMutablePointer<Self>)
  /// Repeats a row along a tile.
  static func repeatRow(
    _ row: UnsafePointer<Self>, width: Int, into target: UnsafeMutablePointer<Self>, columns: Int)
  /// Adds to `sums` and `squares` those of each column's differences from `shift`; `scratch` is two
  /// tiles.
  static func addMoments(
    _ values: UnsafePointer<Self>, rows: Int, width: Int, shift: UnsafePointer<Self>,
    tileRows: Int, scratch: UnsafeMutablePointer<Self>, sums: UnsafeMutablePointer<Double>,
    squares: UnsafeMutablePointer<Double>)
  /// Multiplies each row by its own factor.
  static func scaleRows(
    _ values: UnsafePointer<Self>, rows: Int, width: Int, by factors: UnsafePointer<Self>,
    into result: UnsafeMutablePointer<Self>)
  /// value·scale + shift, rectified if asked.
  static func scaleColumns(
    _ values: UnsafePointer<Self>, rows: Int, width: Int, scale: UnsafePointer<Self>,
    shift: UnsafePointer<Self>, tileRows: Int, rectifying: Bool,
    into result: UnsafeMutablePointer<Self>)
  /// Adds to `sums` the slopes of each column and to `products` those times value − mean;
  /// rectifying, only where value·scale + shift is positive.
  static func addSlopeMoments(
    _ slopes: UnsafePointer<Self>, values: UnsafePointer<Self>, rows: Int, width: Int,
    means: UnsafePointer<Self>, scale: UnsafePointer<Self>, shift: UnsafePointer<Self>,
    tileRows: Int, rectifying: Bool, scratch: UnsafeMutablePointer<Self>,
    sums: UnsafeMutablePointer<Double>, products: UnsafeMutablePointer<Double>)
  /// slope·scale + value·valueFactor + constant; rectifying, the slope counts only where
  /// value·scale + shift is positive.
  static func combineSlopes(
    _ slopes: UnsafePointer<Self>, values: UnsafePointer<Self>, rows: Int, width: Int,
    scale: UnsafePointer<Self>, shift: UnsafePointer<Self>, valueFactors: UnsafePointer<Self>,
    constants: UnsafePointer<Self>, tileRows: Int, rectifying: Bool,
    into result: UnsafeMutablePointer<Self>)

  // MARK: Losses and scores (row by row, in `Double`)

  /// Mean cross-entropy of softmax(logits) with the labels, a share `smoothing` of each spread over
  /// all classes; writes its gradient times `scale`.
  static func softmaxCrossEntropy(
    _ logits: UnsafePointer<Self>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    smoothing: Double, scale: Double, gradient: UnsafeMutablePointer<Self>?
  ) -> Double
  /// Mean binary cross-entropy of sigmoid(logits) with targets from 0 to 1; writes its gradient
  /// times `scale`.
  static func binaryCrossEntropy(
    _ logits: UnsafePointer<Self>, targets: UnsafePointer<Self>, count: Int, scale: Double,
    gradient: UnsafeMutablePointer<Self>?
  ) -> Double
  /// Mean squared difference; writes its gradient times `scale`.
  static func squaredError(
    _ outputs: UnsafePointer<Self>, targets: UnsafePointer<Self>, count: Int, scale: Double,
    gradient: UnsafeMutablePointer<Self>?
  ) -> Double
  /// Mean T²·KL of the softmax at temperature T of one's logits from another's; writes its gradient
  /// times `scale`.
  static func softenedDivergence(
    _ logits: UnsafePointer<Self>, from teacher: UnsafePointer<Self>, count: Int, classes: Int,
    temperature: Double, scale: Double, gradient: UnsafeMutablePointer<Self>?
  ) -> Double
  /// The interaction loss of u = outer − coefficient·inner; writes its gradients times `scale`.
  static func interactionLoss(
    _ kind: InteractionLossKind, outer: UnsafePointer<Self>, inner: UnsafePointer<Self>,
    coefficient: Double, labels: UnsafePointer<Int32>, count: Int, classes: Int, scale: Double,
    outerGradient: UnsafeMutablePointer<Self>?, innerGradient: UnsafeMutablePointer<Self>?
  ) -> Double
  /// The mean over rows of the squared second difference of the labels' logits in four blocks; writes
  /// its gradient times `scale`.
  static func squaredSecondDifference(
    _ logits: UnsafePointer<Self>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    scale: Double, gradient: UnsafeMutablePointer<Self>?
  ) -> Double
  /// A score of each row of logits for one label.
  static func scores(
    _ score: OutputScore, of logits: UnsafePointer<Self>, count: Int, classes: Int, label: Int,
    into scores: UnsafeMutablePointer<Double>)
  /// The gradient of a score at each row of logits, times the row's weight.
  static func scoreSlopes(
    _ score: OutputScore, of logits: UnsafePointer<Self>, weights: UnsafePointer<Double>,
    count: Int, classes: Int, label: Int, into slopes: UnsafeMutablePointer<Self>)
  /// The number of the largest logit of each row, the first of equals.
  static func largest(
    of logits: UnsafePointer<Self>, count: Int, classes: Int,
    into winners: UnsafeMutablePointer<Int32>)

  // MARK: Attacks (in an `AttackSpace`; rows of as many numbers as it has elements)

  /// The direction in which each row's cross-entropy grows: the gradient of the log-odds against
  /// the label.
  static func oddsSlopes(
    _ logits: UnsafePointer<Self>, labels: UnsafePointer<Int32>, count: Int, classes: Int,
    into slopes: UnsafeMutablePointer<Self>)
  /// Moves `points` into the ball of radius ε around `samples`, uniformly, then into the range.
  static func attackStarts(
    _ points: UnsafeMutablePointer<Self>, samples: UnsafePointer<Self>, _ space: AttackSpace<Self>,
    _ norm: Attack.Norm, epsilon: Double, seed: UInt64, ids: UnsafePointer<Int64>, restart: UInt32,
    rows: Int)
  /// One step of PGD in the norm L∞; a negative step descends.
  static func signSteps(
    _ points: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    samples: UnsafePointer<Self>, _ space: AttackSpace<Self>, step: Double, epsilon: Double,
    rows: Int)
  /// One step of PGD in the norm L2; a negative step descends.
  static func gradientSteps(
    _ points: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    samples: UnsafePointer<Self>, _ space: AttackSpace<Self>, step: Double, epsilon: Double,
    rows: Int)
  /// The length of each row's change from `samples`, in units of the space.
  static func changes(
    _ points: UnsafePointer<Self>, from samples: UnsafePointer<Self>, _ space: AttackSpace<Self>,
    _ norm: Attack.Norm, rows: Int, into lengths: UnsafeMutablePointer<Double>)

  // MARK: Updates

  /// g = gradient + decay·w; v = momentum·v + g; w −= rate·v.
  static func momentumStep(
    _ values: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    velocities: UnsafeMutablePointer<Self>, count: Int, rate: Self, momentum: Self, decay: Self)
  /// The same with Nesterov's step: w −= rate·(g + momentum·v).
  static func nesterovStep(
    _ values: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    velocities: UnsafeMutablePointer<Self>, count: Int, rate: Self, momentum: Self, decay: Self)
  /// One step of Adam or AdamW.
  static func adamStep(
    _ values: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    means: UnsafeMutablePointer<Self>, squares: UnsafeMutablePointer<Self>, count: Int,
    _ factors: AdamFactors<Self>)
  /// Σ x², in `Double`.
  static func sumOfSquares(_ values: UnsafePointer<Self>, count: Int) -> Double
  /// x *= factor.
  static func scale(_ values: UnsafeMutablePointer<Self>, by factor: Self, count: Int)
  /// Moves every number into ±bound.
  static func clamp(_ values: UnsafeMutablePointer<Self>, to bound: Self, count: Int)
  /// w −= rate·(gradient + decay·w).
  static func plainStep(
    _ values: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>, count: Int, rate: Self,
    decay: Self)
}
