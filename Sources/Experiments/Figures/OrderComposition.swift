import Base

/// What the strength of a network consists of: interaction orders stacked, by sign.
enum OrderComposition: FigurePreset {
  static let recipe = FigureRecipe(
    name: "order-composition",
    summary: "interaction orders stacked on each other by sign, a bar a series",
    .bars(
      BarRecipe(
        x: "interaction_order", xLabel: "order", yLabel: "Σ I by sign",
        bars: [
          BarRecipe.Bar(metric: InteractionRows.Row.positive, label: "I > 0"),
          BarRecipe.Bar(
            metric: InteractionRows.Row.negative, label: "I < 0", isDownward: true),
        ], isStacked: true)))
}
