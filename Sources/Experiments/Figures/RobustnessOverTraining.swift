import Base

/// What an attack leaves of accuracy at every checkpoint.
enum RobustnessOverTraining: FigurePreset {
  static let recipe = FigureRecipe(
    name: "robustness-over-training",
    summary: "accuracy under attack and the attack's success by epoch, axes for each split",
    .curves(
      CurveRecipe(
        x: "checkpoint", xLabel: "epoch",
        panels: [
          CurveRecipe.Panel(
            title: "robustness", yLabel: "accuracy under attack",
            quantity: .mean(of: AttackOutcome.robustness)),
          CurveRecipe.Panel(
            title: "success of the attack", yLabel: "share of correct samples",
            quantity: .mean(of: AttackOutcome.success)),
        ], showsUntrained: false, facet: "split")))
}
