import Base

/// The relative strength J of every context order at every epoch.
enum StrengthMap: FigurePreset {
  static let recipe = FigureRecipe(
    name: "strength-map",
    summary: "J by context order and epoch as colours, one map a variant",
    .heatMap(
      HeatMapRecipe(
        x: "context_order", xLabel: "context order m", y: "checkpoint", yLabel: "epoch",
        quantity: .shareOfMean(of: MultiOrderInteraction.Row.strength), label: "J⁽ᵐ⁾",
        facet: "variant")))
}
