import Base

/// What modulation losses did to a network at each context order, beside the weight they put on it
/// (arXiv:2512.18607).
///
/// J alone cannot tell that a network encodes more of an order from that it encodes less of the
/// others: S stands beside it, as it is and relative to what all players together do.
enum OrderShifts: FigurePreset {
  static let recipe = FigureRecipe(
    name: "order-shift",
    summary: "shift of J, doublings of S and relative S by context order; losses' weight shaded",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          panel(
            "relative strength", "Δ J⁽ᵐ⁾",
            of: MultiOrderInteraction.Row.share + OrderShiftRelation.Row.shift),
          panel(
            "strength", "log₂ S⁽ᵐ⁾ / reference",
            of: MultiOrderInteraction.Row.strength + OrderShiftRelation.Row.doublings),
          panel(
            "per effect", "log₂ S⁽ᵐ⁾/E|v(N)−v(∅)| / ref.",
            of: MultiOrderInteraction.Row.relative + OrderShiftRelation.Row.doublings),
        ], showsUntrained: false)))

  private static func panel(_ title: String, _ label: String, of metric: String)
    -> CurveRecipe.Panel
  {
    CurveRecipe.Panel(
      title: title, yLabel: label, quantity: .mean(of: metric),
      shade: CurveRecipe.Shade(
        metric: LossWeights.Shape.weight.rawValue, label: "weight of the losses"),
      startsAtZero: false)
  }
}
