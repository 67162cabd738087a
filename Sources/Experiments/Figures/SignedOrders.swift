import Base

/// Positive strength upwards and negative strength downwards at each interaction order, as the papers
/// of two-phase dynamics draw it (arXiv:2405.10262).
enum SignedOrders: FigurePreset {
  static let recipe = FigureRecipe(
    name: "signed-orders",
    summary: "positive strength up, negative down, by interaction order; series side by side",
    .bars(
      BarRecipe(
        x: "interaction_order", xLabel: "interaction order |S|", yLabel: "Σ I by sign",
        bars: [
          BarRecipe.Bar(metric: InteractionRows.Row.positive, label: "I > 0"),
          BarRecipe.Bar(
            metric: InteractionRows.Row.negative, label: "I < 0", isDownward: true),
        ])))
}
