extension MeanDifferences {
  /// The Shapley–Taylor interaction index (STII) of all sets of 1 to ℓ = `interactionOrder` players.
  ///
  /// Sets below the largest have their Harsanyi dividends, Δ_K v(∅). The largest share what remains:
  /// ℓ/n·Σ_S Δ_K v(S)/C(n−1,|S|), so that all values sum to v(N) − v(∅) (Sundararajan, Dhamdhere and
  /// Agarwal, "The Shapley Taylor interaction index", arXiv:1902.05622).
  public func shapleyTaylorInteractions(upTo interactionOrder: Int) -> InteractionValues {
    index(upTo: interactionOrder) { size, contextOrder in
      guard size == interactionOrder else { return contextOrder == 0 ? 1 : 0 }
      return Double(size) / Double(playerCount)
        * Binomial.coefficient(playerCount - size, contextOrder)
        / Binomial.coefficient(playerCount - 1, contextOrder)
    }
  }
}
