/// Rows of a network's evaluation: how many go through the layers together.
public enum EvaluationBlock {
  /// Rows of one block; the last is padded with zeros.
  ///
  /// A matrix product rounds a row by its place in the batch. With blocks of one size a row's bits
  /// depend on the row and on its number modulo this, never on how many rows are beside it.
  public static let rows = 128
  /// Images or sequences that go through their layers at a time; divides `rows`.
  ///
  /// So few that what one layer writes is in the cache for the next.
  static let images = 8
}

/// The buffers of the inference path: two that layers write in turn, one for a padded block.
final class InferenceWorkspace<Scalar: NetworkScalar> {
  /// Layers that give images or sequences: they stand first.
  let imageLayers: Int
  private let widestImage: Int
  private let widestRow: Int
  private let inputElements: Int
  let first = Buffer<Scalar>()
  let second = Buffer<Scalar>()
  let imageFirst = Buffer<Scalar>()
  let imageSecond = Buffer<Scalar>()
  let padded = Buffer<Scalar>()

  init(plan: [LayerPlace], inputElements: Int) {
    imageLayers = plan.prefix { !$0.output.isFeatures }.count
    widestImage = plan.prefix(imageLayers).map(\.output.elements).max() ?? 0
    let rows = plan.dropFirst(max(0, imageLayers - 1)).map(\.output.elements)
    widestRow = max(rows.max() ?? 0, 1)
    self.inputElements = inputElements
  }

  /// Makes the buffers; after the first time it does nothing.
  func prepare() {
    first.resize(EvaluationBlock.rows * widestRow)
    second.resize(EvaluationBlock.rows * widestRow)
    imageFirst.resize(EvaluationBlock.images * widestImage)
    imageSecond.resize(EvaluationBlock.images * widestImage)
    padded.resize(EvaluationBlock.rows * inputElements)
  }
}

extension Network {
  /// The logits of `count` inputs, nothing kept for training.
  ///
  /// Rows are evaluated in blocks of `EvaluationBlock.rows`, the last padded: a row's bits depend
  /// on its input and on its number modulo the block.
  public func logits(
    of inputs: UnsafePointer<Scalar>, count: Int, into logits: UnsafeMutablePointer<Scalar>
  ) {
    ForwardPasses.add(count)
    var row = 0
    while row < count {
      let block = min(EvaluationBlock.rows, count - row)
      var source = inputs + row * inputElements
      if block < EvaluationBlock.rows { source = paddedBlock(source, rows: block) }
      let result = inferBlock(source)
      (logits + row * classes).update(from: result, count: block * classes)
      row += block
    }
  }

  /// The logits of `count` inputs, as an array.
  public func logits(of inputs: [Scalar]) -> [Scalar] {
    precondition(
      inputs.count % inputElements == 0,
      "logits: \(inputs.count) numbers are not rows of \(inputElements)")
    let count = inputs.count / inputElements
    return [Scalar](unsafeUninitializedCapacity: count * classes) { target, written in
      inputs.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        logits(of: from, count: count, into: to)
      }
      written = count * classes
    }
  }

  private func paddedBlock(_ source: UnsafePointer<Scalar>, rows: Int) -> UnsafePointer<Scalar> {
    workspace.prepare()
    let used = rows * inputElements
    let target = workspace.padded.pointer
    target.update(from: source, count: used)
    Scalar.fill(target + used, count: EvaluationBlock.rows * inputElements - used)
    return UnsafePointer(target)
  }

  /// The logits of one whole block of inputs, or the activations before layer `end`, which stands
  /// behind all layers of images; they stand until the next evaluation.
  func inferBlock(_ inputs: UnsafePointer<Scalar>, before end: Int? = nil)
    -> UnsafePointer<Scalar>
  {
    workspace.prepare()
    chain.scratch.parametersMayHaveChanged()
    guard workspace.imageLayers > 0 else { return inferRows(inputs, from: 0, before: end) }
    let last = chain.plan[workspace.imageLayers - 1].output.elements
    for start in stride(from: 0, to: EvaluationBlock.rows, by: EvaluationBlock.images) {
      var activation = inputs + start * inputElements
      for index in 0..<workspace.imageLayers {
        let target =
          index == workspace.imageLayers - 1
          ? workspace.first.pointer + start * last
          : (index % 2 == 0 ? workspace.imageFirst : workspace.imageSecond).pointer
        chain.layers[index].infer(activation, into: target, count: EvaluationBlock.images)
        activation = UnsafePointer(target)
      }
    }
    return inferRows(
      UnsafePointer(workspace.first.pointer), from: workspace.imageLayers, before: end)
  }

  /// The logits of one whole block, or the activations before layer `end`, from those before layer
  /// `start`, all row layers.
  ///
  /// `activations` may be the workspace's first buffer, not its second.
  func inferRows(_ activations: UnsafePointer<Scalar>, from start: Int, before end: Int? = nil)
    -> UnsafePointer<Scalar>
  {
    workspace.prepare()
    var activation = activations
    var next = workspace.second.pointer
    var other = workspace.first.pointer
    for index in start..<(end ?? chain.layers.count) {
      chain.layers[index].infer(activation, into: next, count: EvaluationBlock.rows)
      activation = UnsafePointer(next)
      swap(&next, &other)
    }
    return activation
  }
}
