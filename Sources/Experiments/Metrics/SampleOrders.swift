import Interactions

/// What pairs and single players of one sample do at each context order, as measurements keep it for
/// relations.
struct SampleOrders: Sendable, Hashable {
  /// The stable id of the sample.
  var id: Int64
  /// v(∅).
  var empty: Double
  /// v(N).
  var grand: Double
  /// I⁽ᵐ⁾(i,j).
  var pairs: PairsByOrder
  /// φ⁽ᵐ⁾(i), shape [m = 0...n−1][i].
  var players: [Double]

  init(id: Int64, empty: Double, grand: Double, pairs: PairsByOrder, players: [Double]) {
    self.id = id
    self.empty = empty
    self.grand = grand
    self.pairs = pairs
    self.players = players
  }

  /// Those of a table whose interactions are known.
  init(of sample: TabulatedSample, _ pairs: PairsByOrder) {
    self.init(
      id: sample.id, empty: sample.table.values[0],
      grand: sample.table.values[sample.table.values.count - 1], pairs: pairs,
      players: MultiOrderShapleyValues(of: sample.table).values)
  }

  /// v(N) as the sum of v(∅), what players do alone, and what pairs do at each order.
  var parts: OrderDecomposition {
    OrderDecomposition(
      empty: empty, firstOrder: players.prefix(pairs.playerCount).reduce(0, +),
      interactions: (0..<pairs.orderCount).map { order in
        pairs[order: order].reduce(0, +) / Double(pairs.pairCount)
      })
  }
}
