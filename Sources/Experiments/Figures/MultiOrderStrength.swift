import Base

/// Strength of pairwise interactions by context order (arXiv:2111.06236).
///
/// J is never shown without S, the untrained network and the null of independent values: J of a network
/// that is strong at one end falls everywhere else.
enum MultiOrderStrength: FigurePreset {
  static let recipe = FigureRecipe(
    name: "multi-order-strength",
    summary:
      "J, S, S over the output, growth and A by context order; untrained dashed, null dotted",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          CurveRecipe.Panel(
            title: "relative strength", yLabel: "J⁽ᵐ⁾",
            quantity: .shareOfMean(of: MultiOrderInteraction.Row.strength),
            nullMetric: MultiOrderInteraction.Row.null),
          CurveRecipe.Panel(
            title: "strength", yLabel: "S⁽ᵐ⁾ = E|I⁽ᵐ⁾|",
            quantity: .mean(of: MultiOrderInteraction.Row.strength)),
          CurveRecipe.Panel(
            title: "relative to the output", yLabel: "S⁽ᵐ⁾ / E|v(N) − v(∅)|",
            quantity: .ratioOfMeans(
              of: MultiOrderInteraction.Row.strength, to: TableRow.effect)),
          CurveRecipe.Panel(
            title: "growth in training", yLabel: "S⁽ᵐ⁾ / untrained S⁽ᵐ⁾",
            quantity: .growthOfMean(of: MultiOrderInteraction.Row.strength)),
          CurveRecipe.Panel(
            title: "without cancellation", yLabel: "A⁽ᵐ⁾ = E|Δv|",
            quantity: .mean(of: MultiOrderInteraction.Row.magnitude)),
        ], showsUntrained: true)))
}
