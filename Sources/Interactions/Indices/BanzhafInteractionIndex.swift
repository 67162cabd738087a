extension MeanDifferences {
  /// The Banzhaf interaction index (BII) of all sets of 1 to `interactionOrder` players.
  ///
  /// The mean of Δ_K v over all contexts alike: context order m weighs C(n−|K|,m)/2^{n−|K|}
  /// (Grabisch and Roubens, "An axiomatic approach to the concept of interaction among players in
  /// cooperative games", International Journal of Game Theory 28, 1999).
  public func banzhafInteractions(upTo interactionOrder: Int) -> InteractionValues {
    index(upTo: interactionOrder, banzhafWeight)
  }

  /// The share of the contexts of a set of `setSize` players that have `contextOrder` players.
  func banzhafWeight(setSize: Int, contextOrder: Int) -> Double {
    let others = playerCount - setSize
    return Binomial.coefficient(others, contextOrder) / Double(1 << others)
  }
}
