/// A training pass in which units of one layer are switched off in copies of the samples.
///
/// The layers up to the units are passed once; the rest of the network sees the batch as it is and,
/// behind it, the copies: so a game of units costs no more than the layers behind them.
public final class GatedPass<Scalar: NetworkScalar> {
  /// The units as players.
  public let units: PlayerRuns
  private let pieces: NetworkPieces<Scalar>
  private let activations = Buffer<Scalar>()
  private let unitGradients = Buffer<Scalar>()
  private let ungated = Buffer<Scalar>()
  /// What an absent unit gives: zero, as one that dropout drops.
  private let zeros: Buffer<Scalar>
  private let masks = Buffer<UInt64>()
  /// Samples of one part, and the parts of the last pass that are copies.
  private var rows = 0
  private var copies = 0
  private var count = 0

  /// Gates the outputs of `layer`; throws when `network` has no such layer, or nothing behind it.
  public init(_ network: Network<Scalar>, behind layer: String) throws(BlueprintError) {
    pieces = try NetworkPieces(of: network, behind: layer)
    units = PlayerRuns(
      playerOfElement: (0..<Int32(pieces.unitCount)).map { $0 }, playerCount: pieces.unitCount)
    zeros = Buffer(count: pieces.unitCount)
  }

  /// Units of the layer.
  public var unitCount: Int { pieces.unitCount }

  /// The logits of `count` rows as they are and, behind them, of `copies` copies of the first part of
  /// these, with the units that `masks` names present and the others 0.
  ///
  /// The rows are `pass.parts` equal parts, of which the copies are further ones: a mask for each row
  /// of each copy, and in `pass.draws` a number for each row of all. `inputs` must stay as they are
  /// until `backward`.
  public func forward(
    _ inputs: UnsafePointer<Scalar>, count: Int, copies: Int, masks: UnsafePointer<UInt64>,
    _ pass: ForwardPass
  ) -> UnsafePointer<Scalar> {
    precondition(
      copies > 0 && count > 0 && count % pass.parts == 0,
      "GatedPass: \(copies) copies of a part of \(count) rows in \(pass.parts)")
    (self.count, self.copies, rows) = (count, copies, count / pass.parts)
    let words = copies * rows * units.wordsPerMask
    self.masks.resize(words).update(from: masks, count: words)
    let own = pieces.body.forward(inputs, count: count, pass)
    let all = activations.resize((count + copies * rows) * unitCount)
    all.update(from: own, count: count * unitCount)
    for copy in 0..<copies {
      gate(own, copy, into: all + (count + copy * rows) * unitCount)
    }
    var tailPass = pass
    tailPass.parts += copies
    return pieces.tail.forward(all, count: count + copies * rows, tailPass)
  }

  /// Adds the gradients of a loss to those of the network's parameters, from its gradient at all
  /// logits of the last `forward`.
  public func backward(_ logitGradients: UnsafePointer<Scalar>) {
    precondition(count > 0, "backward before forward")
    let gradients = unitGradients.resize((count + copies * rows) * unitCount)
    pieces.tail.backward(logitGradients, inputGradients: gradients)
    let passed = ungated.resize(rows * unitCount)
    for copy in 0..<copies {
      gate(gradients + (count + copy * rows) * unitCount, copy, into: passed)
      Scalar.addScaled(passed, by: 1, to: gradients, count: rows * unitCount)
    }
    pieces.body.backward(gradients)
  }

  /// One part with the units absent in the masks of a copy set to zero.
  private func gate(
    _ part: UnsafePointer<Scalar>, _ copy: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    units.mask(
      part, baseline: zeros.pointer, masks: masks.pointer + copy * rows * units.wordsPerMask,
      count: rows, into: result)
  }
}
