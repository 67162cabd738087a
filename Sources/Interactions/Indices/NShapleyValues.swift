extension MeanDifferences {
  /// The n-Shapley values, or k-SII: Shapley interaction indices made additive.
  ///
  /// Each set takes from the larger ones up to k players their index times a Bernoulli number, so
  /// that all values sum to v(N) − v(∅); the largest sets keep theirs (Bordt and von Luxburg, "From
  /// Shapley values to generalized additive models and back", arXiv:2209.04012).
  public func nShapleyValues(upTo interactionOrder: Int) -> InteractionValues {
    // B₀, B₁, B₂.
    shapleyInteractions(upTo: interactionOrder).gathering([1, -1 / 2, 1 / 6])
  }
}
