/// The logits of one input under many masks.
///
/// Absent players' elements are the baseline's. A mask is ⌈n/64⌉ words: bit p mod 64 of word p / 64
/// tells whether player p is present.
/// **Bits.** Row k of an evaluation depends on its own mask, the input, the baseline and k mod
/// `EvaluationBlock.rows`, and on no other mask; a mask at the same place modulo the block has the
/// same logits from `masks` and from `allMasks`. Work may be cut between workers at block borders.
///
/// Tables are made when an input is loaded, so some masks of many inputs cost more by the memoised
/// route than by the plain one, and many masks of one input far less.
public final class MaskedForward<Scalar: NetworkScalar> {
  /// The players.
  public let players: PlayerRuns
  /// The route taken.
  public let route: MaskedRoute
  private let network: Network<Scalar>
  private let input = Buffer<Scalar>()
  private let baseline = Buffer<Scalar>()
  private let rows = Buffer<Scalar>()
  private let maskBlock = Buffer<UInt64>()
  private let tabulated: (any TabulatedLayers<Scalar>)?
  private var isLoaded = false

  /// Prepares for masks over `players`; `route` nil takes the one of `MaskedRoute.route`, and another
  /// must suit the network.
  public init(_ network: Network<Scalar>, players: PlayerRuns, route: MaskedRoute? = nil) {
    precondition(
      players.elements == network.inputElements,
      "MaskedForward: players of \(players.elements) elements, inputs of \(network.inputElements)")
    self.network = network
    self.players = players
    let route = route ?? MaskedRoute.route(for: network.chain.plan, players: players)
    self.route = route
    switch route {
    case .plain: tabulated = nil
    case .subsetSums:
      guard let first = network.chain.layers.first as? DenseLayer<Scalar>,
        first.rowsPerSample == 1
      else {
        preconditionFailure("MaskedForward: subset sums need a dense first layer over all features")
      }
      tabulated = SubsetSums(first, players: players)
    case .memoised:
      guard let plan = MemoisationPlan(network.chain.plan, players: players),
        let layers = MemoisedLayers(network, players: players, plan: plan)
      else { preconditionFailure("MaskedForward: these layers and players are not memoised") }
      tabulated = layers
    }
  }

  /// Takes the input to mask and the values of absent elements, both as the network reads them.
  ///
  /// Reads the weights of tabulated layers: load again after they change.
  public func load(input x: UnsafePointer<Scalar>, baseline b: UnsafePointer<Scalar>) {
    input.resize(players.elements).update(from: x, count: players.elements)
    baseline.resize(players.elements).update(from: b, count: players.elements)
    tabulated?.load(input: input.pointer, baseline: baseline.pointer)
    isLoaded = true
  }

  /// Takes the input to mask and the values of absent elements.
  public func load(input x: [Scalar], baseline b: [Scalar]) {
    precondition(
      x.count == players.elements && b.count == players.elements,
      "MaskedForward: \(x.count) and \(b.count) numbers for \(players.elements) elements")
    x.withUnsafeBufferPointer { x in
      b.withUnsafeBufferPointer { b in
        guard let x = x.baseAddress, let b = b.baseAddress else { return }
        load(input: x, baseline: b)
      }
    }
  }

  /// The logits of all 2ⁿ masks in natural order: row S is mask S.
  public func allMasks(into logits: UnsafeMutablePointer<Scalar>) {
    precondition(players.playerCount <= 30, "allMasks: 2^\(players.playerCount) rows")
    let total = 1 << players.playerCount
    evaluate(count: total, into: logits) { start, count, target in
      for i in 0..<count { target[i] = UInt64(start &+ i) }
    }
  }

  /// The logits of all 2ⁿ masks in natural order, as an array of 2ⁿ × classes.
  public func allMasks() -> [Scalar] {
    let total = (1 << players.playerCount) * network.classes
    return [Scalar](unsafeUninitializedCapacity: total) { target, written in
      if let base = target.baseAddress { allMasks(into: base) }
      written = total
    }
  }

  /// The logits of the given masks, in their order: `words` holds a whole number of them.
  public func masks(_ words: [UInt64], into logits: UnsafeMutablePointer<Scalar>) {
    let size = players.wordsPerMask
    precondition(
      words.count % size == 0, "masks: \(words.count) words are not masks of \(size) words")
    words.withUnsafeBufferPointer { words in
      guard let source = words.baseAddress else { return }
      evaluate(count: words.count / size, into: logits) { start, count, target in
        target.update(from: source + start * size, count: count * size)
      }
    }
  }

  /// The logits of the given masks, as an array.
  public func masks(_ words: [UInt64]) -> [Scalar] {
    let total = words.count / players.wordsPerMask * network.classes
    return [Scalar](unsafeUninitializedCapacity: total) { target, written in
      if let base = target.baseAddress { masks(words, into: base) }
      written = total
    }
  }

  /// Evaluates block after block; `fill` writes the masks of one.
  private func evaluate(
    count total: Int, into logits: UnsafeMutablePointer<Scalar>,
    _ fill: (_ start: Int, _ count: Int, UnsafeMutablePointer<UInt64>) -> Void
  ) {
    precondition(isLoaded, "MaskedForward: load an input first")
    ForwardPasses.add(total)
    let classes = network.classes
    let masks = maskBlock.resize(EvaluationBlock.rows * players.wordsPerMask)
    for start in stride(from: 0, to: total, by: EvaluationBlock.rows) {
      let count = min(EvaluationBlock.rows, total - start)
      fill(start, count, masks)
      let result =
        tabulated.map {
          network.inferRows($0.rows(masks, count: count), from: $0.layerCount)
        } ?? network.inferBlock(maskedInputs(masks, count: count))
      (logits + start * classes).update(from: result, count: count * classes)
    }
  }

  /// One block of masked inputs, padded with rows of zeros.
  private func maskedInputs(_ masks: UnsafePointer<UInt64>, count: Int) -> UnsafePointer<Scalar> {
    let block = rows.resize(EvaluationBlock.rows * players.elements)
    players.maskOne(
      UnsafePointer(input.pointer), baseline: UnsafePointer(baseline.pointer), masks: masks,
      count: count, into: block)
    if count < EvaluationBlock.rows {
      Scalar.fill(
        block + count * players.elements,
        count: (EvaluationBlock.rows - count) * players.elements)
    }
    return UnsafePointer(block)
  }
}
