extension MeanDifferences {
  /// The Shapley values: each player's effect, averaged over context orders with equal weights.
  ///
  /// They sum to v(N) − v(∅) (Shapley, "A value for n-person games", 1953).
  public var shapleyValues: InteractionValues { shapleyInteractions(upTo: 1) }
}
