import Neural
import Spec

/// Cross-entropy of the softmax with the class.
struct CrossEntropyLoss: TrainingLoss {
  static let name = "cross-entropy"
  static let summary = "of the softmax with the class, also with smoothed labels (arXiv:1512.00567)"

  var weight: Double
  /// The share of each label that is spread over all classes.
  var smoothing: Double

  /// Reads `label_smoothing` and `weight`.
  init(_ read: ParameterReader) {
    smoothing = read.number(
      "label_smoothing", default: 0, in: .halfOpen(0..<1), omitWhenDefault: true,
      "the share of each label that is spread over all classes")
    weight = read.lossWeight()
  }

  /// The plain loss.
  init() {
    smoothing = 0
    weight = 1
  }

  var target: LossTarget { .labels }

  /// Without smoothing, so that curves of different trainings compare.
  var recorded: any TrainingLoss {
    var plain = self
    plain.smoothing = 0
    return plain
  }

  func mean(of rows: LossRows, scale: Double, gradient: UnsafeMutablePointer<Float>?) -> Double {
    Neural.Loss.softmaxCrossEntropy(
      rows.outputs, labels: rows.labels, count: rows.count, classes: rows.width,
      smoothing: smoothing, scale: scale, gradient: gradient)
  }
}
