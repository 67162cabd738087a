import Base

/// Where an estimator errs: its errors by context order, for the relation `estimator-error`.
enum EstimatorOrders: FigurePreset {
  static let recipe = FigureRecipe(
    name: "estimator-orders",
    summary: "bias of a sampled S and J, and error of J, by context order",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          panel("bias of S", "(Ŝ⁽ᵐ⁾ − S⁽ᵐ⁾) / S⁽ᵐ⁾", "S" + EstimatorErrorRelation.Row.bias),
          panel("bias of J", "Ĵ⁽ᵐ⁾ − J⁽ᵐ⁾", "J" + EstimatorErrorRelation.Row.bias),
          panel(
            "error of J", "root mean square error of J⁽ᵐ⁾",
            "J" + EstimatorErrorRelation.Row.rootMeanSquare),
        ], showsUntrained: false)))

  private static func panel(_ title: String, _ label: String, _ quantity: String)
    -> CurveRecipe.Panel
  {
    CurveRecipe.Panel(
      title: title, yLabel: label, quantity: .mean(of: quantity), startsAtZero: false)
  }
}
