import Base

/// Accuracy over the share of cells masked (arXiv:2512.18607 §6.3.1).
enum MaskedAccuracy: FigurePreset {
  static let recipe = FigureRecipe(
    name: "masked-accuracy",
    summary: "accuracy over the share of cells masked: at random, from the rim, their difference",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "share of cells masked",
        panels: [
          CurveRecipe.Panel(
            title: "masked at random", yLabel: "accuracy",
            quantity: .mean(of: StructuralSensitivity.Row.random)),
          CurveRecipe.Panel(
            title: "masked from the rim", yLabel: "accuracy",
            quantity: .mean(of: StructuralSensitivity.Row.peripheral)),
          CurveRecipe.Panel(
            title: "difference", yLabel: "rim − random",
            quantity: .mean(of: StructuralSensitivity.Row.difference), startsAtZero: false),
        ], showsUntrained: false, showsAbsentShare: true)))
}
