import Base

/// How strength is spread over interaction orders, by sign, and how many sets are salient.
enum InteractionOrders: FigurePreset {
  static let recipe = FigureRecipe(
    name: "interaction-orders",
    summary: "strength by interaction order, in all, by sign and salient; untrained dashed",
    .curves(
      CurveRecipe(
        x: "interaction_order", xLabel: "interaction order |S|",
        panels: [
          CurveRecipe.Panel(
            title: "relative strength", yLabel: "share of mean strength",
            quantity: .shareOfMean(of: InteractionRows.Row.strength)),
          CurveRecipe.Panel(
            title: "positive", yLabel: "Σ max(I, 0)",
            quantity: .mean(of: InteractionRows.Row.positive)),
          CurveRecipe.Panel(
            title: "negative", yLabel: "Σ max(−I, 0)",
            quantity: .mean(of: InteractionRows.Row.negative)),
          CurveRecipe.Panel(
            title: "salient sets", yLabel: "number",
            quantity: .mean(of: InteractionRows.Row.salient)),
        ], showsUntrained: true)))
}
