import Base

/// A quantity against each swept coordinate.
enum SweepOverview: FigurePreset {
  static let recipe = FigureRecipe(
    name: "sweep-overview",
    summary: "a quantity against each swept coordinate, averaged over the others", .sweep)
}
