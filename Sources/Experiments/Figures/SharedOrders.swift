import Base

/// Which interactions two measurements share, by order.
enum SharedOrders: FigurePreset {
  static let recipe = FigureRecipe(
    name: "shared-orders",
    summary: "Jaccard similarity by interaction order; of a jaccard relation",
    .curves(
      CurveRecipe(
        x: "interaction_order", xLabel: "interaction order |S|",
        panels: [
          CurveRecipe.Panel(
            title: "", yLabel: "Σ min / Σ max", quantity: .mean(of: Jaccard.name),
            nullMetric: Jaccard.name + "-chance")
        ], showsUntrained: false)))
}
