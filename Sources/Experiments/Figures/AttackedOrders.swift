import Base

/// I⁽ᵐ⁾ with its sign before and after an attack, by context order (arXiv:2103.07364).
enum AttackedOrders: FigurePreset {
  static let recipe = FigureRecipe(
    name: "attacked-orders",
    summary: "I⁽ᵐ⁾ of samples and of their adversarial copies, bars; of an attack-decomposition",
    .bars(
      BarRecipe(
        x: "context_order", xLabel: "context order m", yLabel: "I⁽ᵐ⁾, mean over pairs",
        bars: [
          BarRecipe.Bar(metric: AttackDecomposition.Row.clean, label: "clean"),
          BarRecipe.Bar(metric: AttackDecomposition.Row.adversarial, label: "adversarial"),
        ])))
}
