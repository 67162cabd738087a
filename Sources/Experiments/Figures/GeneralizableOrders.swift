import Base

/// The strength of interactions that other models share, and of the rest, by order
/// (arXiv:2505.06993).
enum GeneralizableOrders: FigurePreset {
  static let recipe = FigureRecipe(
    name: "generalizable-orders",
    summary: "shared strength up, the rest down, by interaction order; of a generalizable relation",
    .bars(
      BarRecipe(
        x: "interaction_order", xLabel: "interaction order |S|", yLabel: "strength of salient sets",
        bars: [
          BarRecipe.Bar(metric: "generalizable", label: "shared"),
          BarRecipe.Bar(metric: "non-generalizable", label: "not shared", isDownward: true),
        ])))
}
