/// The interactions of every set of one sample's players, as measurements keep them for relations.
///
/// AND interactions are Harsanyi dividends where nothing was extracted; OR interactions are then
/// absent.
struct SampleInteractions: Sendable, Hashable {
  /// The stable id of the sample.
  var id: Int64
  /// v(N) − v(∅).
  var effect: Double
  /// I of every set of players, the set's bits its place; 2ⁿ numbers.
  var and: [Double]
  /// The same of OR interactions; empty where there are none.
  var or: [Double]

  /// Number of players n.
  var playerCount: Int { and.count.trailingZeroBitCount }
}
