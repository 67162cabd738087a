import Base

/// The interaction of each pair of players.
enum InteractionMatrix: FigurePreset {
  static let recipe = FigureRecipe(
    name: "interaction-matrix",
    summary: "I of each pair of players as colours, mean over samples", .matrix)
}
