import Base

/// What an attack changes at each context order, as it is and as it counts in v(N)
/// (arXiv:2103.07364).
///
/// The weight of an order falls from 1/n to 1/(n(n − 1)), so the two can look unlike; the third panel
/// holds the change against the strength that was there to be changed.
enum AttackUtility: FigurePreset {
  static let recipe = FigureRecipe(
    name: "attack-utility",
    summary: "ΔI⁽ᵐ⁾ by context order, plain, weighted and relative; of an attack-decomposition",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          CurveRecipe.Panel(
            title: "change", yLabel: "ΔI⁽ᵐ⁾, clean − adversarial",
            quantity: .mean(of: AttackDecomposition.Row.difference)),
          CurveRecipe.Panel(
            title: "weighted as in v(N)", yLabel: "w⁽ᵐ⁾ ΔI⁽ᵐ⁾",
            quantity: .mean(of: AttackDecomposition.Row.weighted)),
          CurveRecipe.Panel(
            title: "relative", yLabel: "|ΔI⁽ᵐ⁾| / S⁽ᵐ⁾",
            quantity: .mean(of: AttackDecomposition.Row.relative)),
        ], showsUntrained: false)))
}
