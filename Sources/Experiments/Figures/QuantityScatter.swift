import Base

/// Two quantities against each other.
enum QuantityScatter: FigurePreset {
  static let recipe = FigureRecipe(
    name: "scatter",
    summary: "two quantities against each other with fit and r; a point a network or an image",
    .scatter)
}
