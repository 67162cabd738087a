import Neural
import Spec

/// Binary cross-entropy of the sigmoid of each output by itself.
struct BinaryCrossEntropyLoss: TrainingLoss {
  static let name = "binary-cross-entropy"
  static let summary = "of the sigmoid of each output with one for its class, else zero"

  let weight: Double

  /// Reads `weight`.
  init(_ read: ParameterReader) { weight = read.lossWeight() }

  var target: LossTarget { .numbers }

  func mean(of rows: LossRows, scale: Double, gradient: UnsafeMutablePointer<Float>?) -> Double {
    Neural.Loss.binaryCrossEntropy(
      rows.outputs, targets: rows.targets, count: rows.count, width: rows.width, scale: scale,
      gradient: gradient)
  }
}
