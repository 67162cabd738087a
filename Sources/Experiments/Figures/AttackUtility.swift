import Base

/// What an attack changes at each context order, as it is and as it counts in v(N)
/// (arXiv:2103.07364).
///
/// The weight of an order falls from 1/n to 1/(n(n − 1)), so the first two panels can look unlike.
/// Changes of opposite sign cancel in them and not in the third; the fourth holds those against the
/// strength that was there to be changed.
enum AttackUtility: FigurePreset {
  static let recipe = FigureRecipe(
    name: "attack-utility",
    summary:
      "ΔI⁽ᵐ⁾ by context order: signed, weighted, its size, relative; of an attack-decomposition",
    .curves(
      CurveRecipe(
        x: "context_order", xLabel: "context order m",
        panels: [
          CurveRecipe.Panel(
            title: "signed", yLabel: "ΔI⁽ᵐ⁾, clean − adversarial",
            quantity: .mean(of: AttackDecomposition.Row.difference)),
          CurveRecipe.Panel(
            title: "weighted as in v(N)", yLabel: "w⁽ᵐ⁾ ΔI⁽ᵐ⁾",
            quantity: .mean(of: AttackDecomposition.Row.weighted)),
          CurveRecipe.Panel(
            title: "size", yLabel: "E|ΔI⁽ᵐ⁾|",
            quantity: .mean(of: AttackDecomposition.Row.change)),
          CurveRecipe.Panel(
            title: "size, relative", yLabel: "E|ΔI⁽ᵐ⁾| / S⁽ᵐ⁾",
            quantity: .mean(of: AttackDecomposition.Row.relative)),
        ], showsUntrained: false)))
}
