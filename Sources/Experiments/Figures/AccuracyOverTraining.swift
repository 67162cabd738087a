import Base

/// Measured accuracy at every checkpoint.
enum AccuracyOverTraining: FigurePreset {
  static let recipe = FigureRecipe(
    name: "accuracy-over-training",
    summary: "accuracy by epoch, axes for each split",
    .curves(
      CurveRecipe(
        x: "checkpoint", xLabel: "epoch",
        panels: [
          CurveRecipe.Panel(
            title: "", yLabel: "accuracy", quantity: .mean(of: Accuracy.name),
            startsAtZero: false)
        ], showsUntrained: false, facet: "split")))
}
