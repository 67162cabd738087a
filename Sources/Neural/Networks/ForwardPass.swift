/// How a forward pass that keeps what `backward` needs treats the layers that behave differently in
/// training: dropout and batch normalisation.
public struct ForwardPass {
  /// What the pass is for.
  public enum Mode: Sendable, Hashable {
    /// Units are dropped; batches are normalised by their own statistics, which are recorded.
    case training
    /// What inference computes, but gradients can follow: of attacks and attributions.
    case evaluation
  }

  /// What the pass is for.
  public var mode: Mode
  /// The batch is so many equal parts, one after the other, such as a batch and its masked copies.
  ///
  /// Batch normalisation takes the statistics of each part alone and records them in their order,
  /// as if the parts were passed one by one.
  public var parts: Int
  /// The seed of dropped units.
  public var dropoutSeed: UInt64
  /// What tells the rows apart in the choice of dropped units, one number a row: the number of the
  /// sample in the whole training, so that the choice depends on neither batches nor shards.
  public var draws: UnsafePointer<UInt64>?

  /// A pass that computes what inference does.
  public static var evaluation: ForwardPass {
    ForwardPass(mode: .evaluation, parts: 1, dropoutSeed: 0, draws: nil)
  }

  /// A training pass; `draws` must outlive it and is needed where the network drops units.
  public static func training(
    parts: Int = 1, dropoutSeed: UInt64 = 0, draws: UnsafePointer<UInt64>? = nil
  ) -> ForwardPass {
    precondition(parts > 0, "a training pass of \(parts) parts")
    return ForwardPass(mode: .training, parts: parts, dropoutSeed: dropoutSeed, draws: draws)
  }
}
