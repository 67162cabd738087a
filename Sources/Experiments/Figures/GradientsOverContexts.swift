import Base

/// What the theory of learning strengths supposes of gradients, beside what they are: one size at every
/// order, no likeness between contexts, and so a mean that shrinks as √C(n−2,m) grows
/// (arXiv:2512.18607).
enum GradientsOverContexts: FigurePreset {
  static let recipe = FigureRecipe(
    name: "context-gradients",
    summary: "gradients of Δv by context order: size, cosine, ‖∂I/∂W‖ against independence",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          CurveRecipe.Panel(
            title: "size", yLabel: "E‖∂Δv/∂W‖²",
            quantity: .mean(of: ContextGradients.Row.square), startsAtZero: false, isLog: true),
          CurveRecipe.Panel(
            title: "likeness of contexts", yLabel: "mean cosine",
            quantity: .mean(of: ContextGradients.Row.cosine),
            nullMetric: ContextGradients.Row.cosineChance),
          CurveRecipe.Panel(
            title: "against independence", yLabel: "‖∂I⁽ᵐ⁾/∂W‖ / independent",
            quantity: .mean(of: ContextGradients.Row.ratio),
            nullMetric: ContextGradients.Row.ratioChance, startsAtZero: false, isLog: true),
          CurveRecipe.Panel(
            title: "learning strength", yLabel: "w⁽ᵐ⁾·‖∂I⁽ᵐ⁾/∂W‖, share of mean",
            quantity: .shareOfMean(of: ContextGradients.Row.learning)),
        ], showsUntrained: true)))
}
