import Base

/// One quantity of each series as a bar: what a table of a paper shows.
enum QuantityBars: FigurePreset {
  static let recipe = FigureRecipe(
    name: "quantity-bars",
    summary: "a quantity as one bar for each series with its interval; axes for each facet",
    .seriesBars)
}
