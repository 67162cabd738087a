import Base

/// How strongly units of a layer interact while a network learns (arXiv:2009.11729).
enum UnitStrengthOverTraining: FigurePreset {
  static let recipe = FigureRecipe(
    name: "unit-strength-over-training",
    summary: "strength of unit interactions over epochs: of all pairs and of active ones",
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
            title: "of pairs of active units", yLabel: "E|I(i,j)|, both units ≠ 0",
            quantity: .mean(of: UnitInteraction.Row.ofActive)),
          CurveRecipe.Panel(
            title: "units that are not zero", yLabel: "share of units",
            quantity: .mean(of: UnitInteraction.Row.active)),
        ], showsUntrained: false)))
}
