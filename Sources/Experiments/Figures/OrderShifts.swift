import Base

/// What modulation losses did to a network at each context order, beside the weight they put on it
/// (arXiv:2512.18607).
///
/// J alone cannot tell that a network encodes more of an order from that it encodes less of the
/// others: S stands beside it, as it is and relative to what all players together do.
enum OrderShifts: FigurePreset {
  static let recipe = FigureRecipe(
    name: "order-shift",
    summary: "shift of J, S and relative S by context order; weight of the losses shaded",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          panel("relative strength", "J⁽ᵐ⁾", of: MultiOrderInteraction.Row.share),
          panel("strength", "S⁽ᵐ⁾", of: MultiOrderInteraction.Row.strength),
          panel(
            "strength per effect", "S⁽ᵐ⁾/E|v(N)−v(∅)|", of: MultiOrderInteraction.Row.relative),
        ], showsUntrained: false)))

  private static func panel(_ title: String, _ symbol: String, of metric: String)
    -> CurveRecipe.Panel
  {
    CurveRecipe.Panel(
      title: title, yLabel: "Δ " + symbol,
      quantity: .mean(of: metric + OrderShiftRelation.Row.shift),
      shade: CurveRecipe.Shade(
        metric: OrderShiftRelation.Row.weight, label: "weight of the losses"),
      startsAtZero: false)
  }
}
