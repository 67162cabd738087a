import Base

/// Loss and accuracy of every epoch on every split, which are always recorded.
enum TrainingCurves: FigurePreset {
  static let recipe = FigureRecipe(
    name: "training-curves",
    summary: "loss and accuracy by epoch on every split; with measure: training",
    .curves(
      CurveRecipe(
        x: "checkpoint", xLabel: "epoch",
        panels: [
          CurveRecipe.Panel(title: "loss", yLabel: "loss", quantity: .mean(of: Loss.name)),
          CurveRecipe.Panel(
            title: "accuracy", yLabel: "accuracy", quantity: .mean(of: Accuracy.name),
            startsAtZero: false),
        ], showsUntrained: false, facet: "split")))
}
