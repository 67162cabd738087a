import Base

/// Every point of a sweep against each swept parameter.
enum SweepPoints: FigurePreset {
  static let recipe = FigureRecipe(
    name: "sweep",
    summary: "a quantity at every point of a sweep, against each parameter, with means",
    .sweepPoints)
}
