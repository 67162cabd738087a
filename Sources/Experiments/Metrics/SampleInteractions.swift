import Interactions

/// The interactions of every set of one sample's players, as measurements keep them for relations.
///
/// AND interactions are Harsanyi dividends where nothing was extracted; OR interactions are then
/// absent.
struct SampleInteractions: Sendable, Hashable {
  /// The stable id of the sample.
  var id: Int64
  /// The true class; nil where nobody says.
  var label: Int?
  /// v(N) − v(∅).
  var effect: Double
  /// The mean of |v(N) − v(∅)| over all samples of the measurement.
  ///
  /// Set where a relation reads a whole measurement; of this sample alone before.
  var meanEffect: Double
  /// I of every set of players, the set's bits its place; 2ⁿ numbers.
  var and: [Double]
  /// The same of OR interactions; empty where there are none.
  var or: [Double]

  init(
    id: Int64, label: Int? = nil, effect: Double, and: [Double], or: [Double]
  ) {
    self.id = id
    self.label = label
    self.effect = effect
    meanEffect = abs(effect)
    self.and = and
    self.or = or
  }

  /// Number of players n.
  var playerCount: Int { and.count.trailingZeroBitCount }

  /// The same as AND-OR interactions.
  var interactions: AndOrInteractions {
    AndOrInteractions(
      playerCount: playerCount, and: and,
      or: or.isEmpty ? [Double](repeating: 0, count: and.count) : or)
  }
}
