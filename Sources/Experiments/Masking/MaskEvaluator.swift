import Base
import Neural

/// Scores of one masked input, whatever the network's arithmetic.
protocol MaskEvaluator {
  /// The score of each mask, in order.
  func scores(of masks: [UInt64], label: Int, output: OutputScore) -> [Double]
  /// The scores of all 2ⁿ masks in natural order.
  func scoresOfAllMasks(label: Int, output: OutputScore) -> [Double]
}

/// A network that plays on one loaded input.
struct LoadedMasks<Scalar: NetworkScalar>: MaskEvaluator {
  let forward: MaskedForward<Scalar>
  let classes: Int

  func scores(of masks: [UInt64], label: Int, output: OutputScore) -> [Double] {
    output.scores(of: forward.masks(masks), classes: classes, label: label)
  }

  func scoresOfAllMasks(label: Int, output: OutputScore) -> [Double] {
    output.scores(of: forward.allMasks(), classes: classes, label: label)
  }
}
