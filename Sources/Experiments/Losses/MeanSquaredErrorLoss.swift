import Neural
import Spec

/// The mean squared difference of outputs and targets.
struct MeanSquaredErrorLoss: TrainingLoss {
  /// What `target` may be.
  private enum Choice: String, CaseIterable { case data, input }

  static let name = "mean-squared-error"
  static let summary = "of a regression's targets, of one for the class, or of the input itself"

  static let unit: String? = nil

  let weight: Double
  let target: LossTarget

  /// Reads `target` and `weight`.
  init(_ read: ParameterReader) {
    let choice: Choice = read.choice(
      "target", default: .data, omitWhenDefault: true,
      "data: what the data says (targets, or one for the class); input: an autoencoder's own input")
    target = choice == .data ? .numbers : .input
    weight = read.lossWeight()
  }

  func mean(of rows: LossRows, scale: Double, gradient: UnsafeMutablePointer<Float>?) -> Double {
    Neural.Loss.squaredError(
      rows.outputs, targets: rows.targets, count: rows.count, width: rows.width, scale: scale,
      gradient: gradient)
  }
}
