import Base

/// How the strength of low, middle and high context orders changes while a network learns.
enum StrengthOverTraining: FigurePreset {
  static let recipe = FigureRecipe(
    name: "strength-over-training",
    summary: "strength S over epochs, and J at low, middle and high context orders",
    .curves(
      CurveRecipe(
        x: "checkpoint", xLabel: "epoch",
        panels: [
          CurveRecipe.Panel(
            title: "strength, all orders", yLabel: "mean S⁽ᵐ⁾",
            quantity: .meanOverOrders(of: strength, from: 0, through: 1)),
          share("low orders", "m/(n−2) ≤ 0.1", from: 0, through: 0.1),
          share("middle orders", "0.35 ≤ m/(n−2) ≤ 0.65", from: 0.35, through: 0.65),
          share("high orders", "m/(n−2) ≥ 0.9", from: 0.9, through: 1),
        ], showsUntrained: false)))

  private static let strength = MultiOrderInteraction.Row.strength

  private static func share(_ title: String, _ range: String, from: Double, through: Double)
    -> CurveRecipe.Panel
  {
    CurveRecipe.Panel(
      title: title, yLabel: "J⁽ᵐ⁾, \(range)",
      quantity: .shareOverOrders(of: strength, from: from, through: through),
      nullMetric: MultiOrderInteraction.Row.null)
  }
}
