import Neural
import Spec

/// A loss of a training, as a spec names it.
protocol TrainingLoss: Sendable {
  /// The name in specs.
  static var name: String { get }
  /// One line for the catalog, with the paper where there is one.
  static var summary: String { get }
  /// Its unit; nil for a pure number.
  static var unit: String? { get }
  /// Reads the parameters from the spec, reporting every fault.
  init(_ read: ParameterReader)
  /// Its factor in the sum of losses.
  var weight: Double { get }
  /// What the outputs are compared with.
  var target: LossTarget { get }
  /// The loss that is recorded of a split: without what only helps training.
  var recorded: any TrainingLoss { get }
  /// The mean over the rows, unscaled; `gradient` is overwritten with that of scale × mean.
  func mean(of rows: LossRows, scale: Double, gradient: UnsafeMutablePointer<Float>?) -> Double
}

extension TrainingLoss {
  static var unit: String? { "nat" }
  var recorded: any TrainingLoss { self }
}

/// What outputs are compared with.
enum LossTarget: Sendable, Hashable {
  /// The number of the class.
  case labels
  /// One for the class and zero for the others, or the class itself (0 or 1) where there is one
  /// output; of a regression, its targets.
  case numbers
  /// The input itself.
  case input
}

/// Outputs of a batch with what they are compared with.
struct LossRows {
  /// Row after row.
  var outputs: UnsafePointer<Float>
  /// The class of each row.
  var labels: UnsafePointer<Int32>
  /// As many numbers as there are outputs, where the loss's target is not `labels`.
  var targets: UnsafePointer<Float>
  var count: Int
  /// Outputs of one row.
  var width: Int
}

extension ParameterReader {
  /// `weight`: the factor of a loss in the sum of several.
  func lossWeight() -> Double {
    number(
      "weight", default: 1, in: .above(0), omitWhenDefault: true,
      "its factor in the sum of several losses")
  }
}
