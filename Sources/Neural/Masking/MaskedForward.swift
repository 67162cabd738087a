/// How masked inputs are evaluated.
///
/// A function of the network alone, never of the machine or the number of masks: the routes round
/// differently.
public enum MaskedRoute: String, Sendable, Hashable, CaseIterable {
  /// Each masked input is written out and goes through every layer.
  case plain
  /// The first layer is linear in the input, so behind it a masked input is a constant plus one
  /// vector per present player: W·b + bias + Σ_{p∈S} W·(x−b)|ₚ.
  case subsetSums = "subset-sums"
}

/// The logits of one input under many masks.
///
/// Bit p of a mask tells whether player p is present; absent players' elements are the baseline's.
/// **Bits.** Row k of an evaluation depends on its own mask, the input, the baseline and k mod
/// `EvaluationBlock.rows`, and on no other mask; a mask at the same place modulo the block has the
/// same logits from `masks` and from `allMasks`. Work may be cut between workers at block borders.
public final class MaskedForward<Scalar: NetworkScalar> {
  /// The players.
  public let players: PlayerRuns
  /// The route taken.
  public let route: MaskedRoute
  private let network: Network<Scalar>
  private let input = Buffer<Scalar>()
  private let baseline = Buffer<Scalar>()
  private let rows = Buffer<Scalar>()
  private let maskBlock = Buffer<UInt64>(count: EvaluationBlock.rows)
  private let sums: SubsetSums<Scalar>?
  private var isLoaded = false

  /// The route networks of `blueprint` take unless told otherwise.
  public static func route(for network: Network<Scalar>) -> MaskedRoute {
    let first = network.chain.layers.first as? DenseLayer<Scalar>
    return first?.rowsPerSample == 1 ? .subsetSums : .plain
  }

  /// Prepares for masks over `players`; `route` nil takes the network's own, `.subsetSums` needs a
  /// dense first layer.
  public init(_ network: Network<Scalar>, players: PlayerRuns, route: MaskedRoute? = nil) {
    precondition(
      players.elements == network.inputElements,
      "MaskedForward: players of \(players.elements) elements, inputs of \(network.inputElements)")
    self.network = network
    self.players = players
    self.route = route ?? Self.route(for: network)
    if self.route == .subsetSums {
      guard let first = network.chain.layers.first as? DenseLayer<Scalar>,
        first.rowsPerSample == 1
      else {
        preconditionFailure("MaskedForward: subset sums need a dense first layer over all features")
      }
      sums = SubsetSums(first, players: players)
    } else {
      sums = nil
    }
  }

  /// Takes the input to mask and the values of absent elements, both as the network reads them.
  ///
  /// Reads the first layer's weights: load again after they change.
  public func load(input x: UnsafePointer<Scalar>, baseline b: UnsafePointer<Scalar>) {
    input.resize(players.elements).update(from: x, count: players.elements)
    baseline.resize(players.elements).update(from: b, count: players.elements)
    sums?.load(input: x, baseline: b)
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

  /// The logits of the given masks, in their order.
  public func masks(_ masks: [UInt64], into logits: UnsafeMutablePointer<Scalar>) {
    evaluate(count: masks.count, into: logits) { start, count, target in
      for i in 0..<count { target[i] = masks[start + i] }
    }
  }

  /// The logits of the given masks, as an array.
  public func masks(_ masks: [UInt64]) -> [Scalar] {
    let total = masks.count * network.classes
    return [Scalar](unsafeUninitializedCapacity: total) { target, written in
      if let base = target.baseAddress { self.masks(masks, into: base) }
      written = total
    }
  }

  /// Evaluates block after block; `fill` writes the masks of one.
  private func evaluate(
    count total: Int, into logits: UnsafeMutablePointer<Scalar>,
    _ fill: (_ start: Int, _ count: Int, UnsafeMutablePointer<UInt64>) -> Void
  ) {
    precondition(isLoaded, "MaskedForward: load an input first")
    let classes = network.classes
    let masks = maskBlock.pointer
    for start in stride(from: 0, to: total, by: EvaluationBlock.rows) {
      let count = min(EvaluationBlock.rows, total - start)
      fill(start, count, masks)
      let result: UnsafePointer<Scalar>
      if let sums {
        result = network.inferRows(sums.rows(masks, count: count), from: 1)
      } else {
        let block = rows.resize(EvaluationBlock.rows * players.elements)
        players.maskOne(
          UnsafePointer(input.pointer), baseline: UnsafePointer(baseline.pointer),
          masks: UnsafePointer(masks), count: count, into: block)
        if count < EvaluationBlock.rows {
          Scalar.fill(
            block + count * players.elements,
            count: (EvaluationBlock.rows - count) * players.elements)
        }
        result = network.inferBlock(UnsafePointer(block))
      }
      (logits + start * classes).update(from: result, count: count * classes)
    }
  }
}
