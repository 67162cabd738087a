extension MeanDifferences {
  /// The Shapley interaction index (SII) of all sets of 1 to `interactionOrder` players.
  ///
  /// The mean over context orders of a⁽ᵐ⁾(K): each order weighs 1/(n−|K|+1). Single players have
  /// their Shapley values (Grabisch and Roubens, "An axiomatic approach to the concept of
  /// interaction among players in cooperative games", International Journal of Game Theory 28, 1999).
  public func shapleyInteractions(upTo interactionOrder: Int) -> InteractionValues {
    index(upTo: interactionOrder) { size, _ in 1 / Double(playerCount - size + 1) }
  }
}
