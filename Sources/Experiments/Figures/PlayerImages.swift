import Base

/// How images are cut into players.
enum PlayerImages: FigurePreset {
  static let recipe = FigureRecipe(
    name: "player-images", summary: "images with the players' borders", .images(values: nil))
}
