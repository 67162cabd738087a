import Base

/// How fast interactions fall off: sparse ones are few and the rest near zero (arXiv:2302.13080).
enum InteractionDecay: FigurePreset {
  static let recipe = FigureRecipe(
    name: "interaction-decay",
    summary: "|I| of all sets of players, largest first, on a logarithmic axis", .decay)
}
