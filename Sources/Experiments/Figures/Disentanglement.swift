import Base

/// How little contexts cancel each other, by context order (arXiv:2103.07364).
enum Disentanglement: FigurePreset {
  static let recipe = FigureRecipe(
    name: "disentanglement",
    summary: "D⁽ᵐ⁾ as a mean of ratios and as a ratio of means; of a multi-order-interaction",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          CurveRecipe.Panel(
            title: "mean of ratios", yLabel: "D⁽ᵐ⁾ = E(|EΔv| / E|Δv|)",
            quantity: .mean(of: MultiOrderInteraction.Row.disentanglement), startsAtZero: false),
          CurveRecipe.Panel(
            title: "ratio of means", yLabel: "D′⁽ᵐ⁾ = E|EΔv| / E|Δv|",
            quantity: .mean(of: MultiOrderInteraction.Row.ratioOfMeans), startsAtZero: false),
        ], showsUntrained: false)))
}
