import Base

/// How much each player is worth on average.
enum PlayerImportance: FigurePreset {
  static let recipe = FigureRecipe(
    name: "player-importance",
    summary: "mean |value| of each player by an index, series side by side",
    .bars(
      BarRecipe(
        x: "part", xLabel: "player", yLabel: "mean |value|",
        bars: [BarRecipe.Bar(metric: InteractionIndexValues.Row.importance)])))
}
