extension MeanDifferences {
  /// The Banzhaf values: each player's effect, averaged over all contexts alike (Banzhaf, "Weighted
  /// voting doesn't work", Rutgers Law Review 19, 1965).
  public var banzhafValues: InteractionValues { banzhafInteractions(upTo: 1) }
}
