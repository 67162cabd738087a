import Base

/// How strongly units of a layer interact while a network learns (arXiv:2009.11729).
enum UnitStrengthOverTraining: FigurePreset {
  static let recipe = FigureRecipe(
    name: "unit-strength-over-training",
    summary: "strength of unit interactions over epochs: relative to the logits, as it is",
    .curves(
      CurveRecipe(
        x: "checkpoint", xLabel: "epoch",
        panels: [
          CurveRecipe.Panel(
            title: "relative to the logits", yLabel: "E|I(i,j)| / E|z_y − mean z|",
            quantity: .mean(of: UnitInteraction.Row.relative)),
          CurveRecipe.Panel(
            title: "strength", yLabel: "E|I(i,j)|",
            quantity: .mean(of: UnitInteraction.Row.strength)),
          CurveRecipe.Panel(
            title: "scale of the logits", yLabel: "E|z_y − mean z|",
            quantity: .mean(of: UnitInteraction.Row.scale)),
        ], showsUntrained: false)))
}
