import Base

/// The strongest interactions of one sample, between its players.
enum InteractionNetwork: FigurePreset {
  static let recipe = FigureRecipe(
    name: "interaction-network",
    summary: "the strongest interactions of one sample drawn between its players", .network)
}
