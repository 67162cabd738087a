import Base

/// What each player of an image is worth, drawn over it.
enum AttributionImages: FigurePreset {
  static let recipe = FigureRecipe(
    name: "attribution-images",
    summary: "images with each player's value by an index in colour, and the players' borders",
    .images(values: InteractionIndexValues.Row.value))
}
