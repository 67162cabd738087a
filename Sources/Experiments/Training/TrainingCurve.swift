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
    var accuracy: Double
    var count: Int
  }

  var points: [Point] = []

  /// The curve as metric rows.
  var rows: [MetricRow] {
    points.flatMap { point in
      [
        MetricRow(
          name: Loss.name, value: point.loss, split: point.split, checkpoint: point.epoch,
          count: point.count, exact: true, unit: "nat"),
        MetricRow(
          name: Accuracy.name, value: point.accuracy, split: point.split, checkpoint: point.epoch,
          count: point.count, exact: true),
      ]
    }
  }
}
