import Base

/// Strength by context order and what is said to explain it, each at its best fit (arXiv:2512.18607).
enum LearningTheoryCurves: FigurePreset {
  static let recipe = FigureRecipe(
    name: "learning-theory",
    summary: "measured strength, F⁽ᵐ⁾ and the null at their n′, A⁽ᵐ⁾ and flat, by context order",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          CurveRecipe.Panel(
            title: "", yLabel: "strength / measured S⁽⁰⁾",
            quantity: .mean(of: LearningTheory.Row.curve), startsAtZero: false, isLog: true)
        ], showsUntrained: false, facet: "variant", series: "part")))
}
