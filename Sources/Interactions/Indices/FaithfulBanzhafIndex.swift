extension MeanDifferences {
  /// The faithful Banzhaf interaction index (FBII) of the empty set and all sets of 1 to
  /// ℓ = `interactionOrder` players.
  ///
  /// The polynomial of degree ℓ that is nearest to v over all coalitions alike, so what is left of
  /// v's Fourier expansion below degree ℓ + 1; multiplied out,
  /// FBII(K) = Σ_{T⊇K, |T|≤ℓ} (−1/2)^{|T|−|K|}·BII(T), with the mean of v as BII(∅) (Tsai, Yeh and
  /// Ravikumar, "Faith-Shap: the faithful Shapley interaction index", arXiv:2203.00870; Hammer and
  /// Holzman, "Approximations of pseudo-Boolean functions", 1992).
  public func faithfulBanzhafInteractions(upTo interactionOrder: Int) -> InteractionValues {
    let mean = weighted(setSize: 0) { banzhafWeight(setSize: 0, contextOrder: $0) }
    let banzhaf = banzhafInteractions(upTo: interactionOrder)
    return InteractionValues(
      playerCount: playerCount, bySetSize: [mean] + banzhaf.bySetSize.dropFirst()
    ).gathering([1, -1 / 2, 1 / 4, -1 / 8])
  }
}
