import Store

/// Loss and accuracy on every split after each epoch, carried along from checkpoint to checkpoint.
///
/// The whole curve is part of each checkpoint, so that a checkpoint's content does not depend on
/// which earlier one it was continued from.
struct TrainingCurve: Hashable {
  /// The numbers of one epoch on one split.
  struct Point: Hashable {
    var epoch: Int
    var split: String
    var loss: Double
    /// Nil where the outputs are of no classes.
    var accuracy: Double?
    var count: Int
  }

  var points: [Point] = []
  /// The unit of the loss; nil for a pure number.
  var unit: String? = "nat"

  /// The curve as metric rows.
  var rows: [MetricRow] {
    points.flatMap { point in
      let loss = MetricRow(
        name: Loss.name, value: point.loss, split: point.split, checkpoint: point.epoch,
        count: point.count, exact: true, unit: unit)
      guard let accuracy = point.accuracy else { return [loss] }
      let share = MetricRow(
        name: Accuracy.name, value: accuracy, split: point.split, checkpoint: point.epoch,
        count: point.count, exact: true)
      return [loss, share]
    }
  }
}
