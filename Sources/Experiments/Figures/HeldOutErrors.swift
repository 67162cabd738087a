import Base

/// How far each curve is from strengths at orders it was not fitted to.
enum HeldOutErrors: FigurePreset {
  static let recipe = FigureRecipe(
    name: "held-out-errors",
    summary: "squared log error of theory, null, A⁽ᵐ⁾ and flat at held-out orders, as bars",
    .bars(
      BarRecipe(
        x: "part", xLabel: "curve", yLabel: "held-out squared log error",
        bars: [BarRecipe.Bar(metric: LearningTheory.Row.heldOutError)])))
}
