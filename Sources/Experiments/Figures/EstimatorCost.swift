import Base

/// What an estimator of J is worth: its errors against the forward passes it takes, for the relation
/// `estimator-error`.
///
/// The bias does not fall with the deviation: J is drawn with both, so that more contexts are not taken
/// for a cure of what the choice of estimator costs.
enum EstimatorCost: FigurePreset {
  static let recipe = FigureRecipe(
    name: "estimator-cost",
    summary: "bias, deviation and error of a sampled J against forward passes, logarithmic",
    .costs(
      CostRecipe(
        cost: EstimatorErrorRelation.Row.passes, xLabel: "forward passes of an image",
        panels: [
          panel("bias", "|bias| of J⁽ᵐ⁾", EstimatorErrorRelation.Row.bias),
          panel("standard error", "standard error of J⁽ᵐ⁾", EstimatorErrorRelation.Row.deviation),
          panel(
            "error", "root mean square error of J⁽ᵐ⁾", EstimatorErrorRelation.Row.rootMeanSquare),
        ])))

  /// A root mean square over the context orders.
  private static func panel(_ title: String, _ label: String, _ quantity: String)
    -> CostRecipe.Panel
  {
    CostRecipe.Panel(
      title: title, yLabel: label,
      quantity: EstimatorErrorRelation.Row.overOrders + "J" + quantity)
  }
}
