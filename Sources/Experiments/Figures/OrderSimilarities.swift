import Base

/// How alike the interactions of two pools are, by order, with what chance reaches.
enum OrderSimilarities: FigurePreset {
  static let recipe = FigureRecipe(
    name: "order-similarity",
    summary: "likeness of two pools by interaction order, chance dotted; of an order-similarity",
    .curves(
      CurveRecipe(
        x: "interaction_order", xLabel: "interaction order |S|",
        panels: [
          CurveRecipe.Panel(
            title: "", yLabel: "Jaccard similarity", quantity: .mean(of: "similarity"),
            nullMetric: "similarity-chance")
        ], showsUntrained: false)))
}
