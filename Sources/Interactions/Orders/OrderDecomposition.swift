/// What v(N) consists of: v(∅), what players do alone, and interactions of pairs by context order.
///
/// v(N) = v(∅) + Σᵢ φ⁽⁰⁾(i) + Σ_{i≠j} Σₘ wₘ I⁽ᵐ⁾(i,j) over ordered pairs, wₘ = (n − 1 − m)/(n(n − 1))
/// (arXiv:2103.07364; for the utility of an attack its Eq. 3). Every part is linear in v, so what two
/// inputs differ by is the difference of their decompositions.
public struct OrderDecomposition: Sendable, Hashable {
  /// v(∅).
  public let empty: Double
  /// Σᵢ φ⁽⁰⁾(i), φ⁽⁰⁾(i) = v({i}) − v(∅).
  public let firstOrder: Double
  /// The mean of I⁽ᵐ⁾(i,j) over pairs, for m = 0...n−2.
  public let interactions: [Double]

  /// Holds the parts.
  public init(empty: Double, firstOrder: Double, interactions: [Double]) {
    self.empty = empty
    self.firstOrder = firstOrder
    self.interactions = interactions
  }

  /// Computes the parts from a table of at least two players.
  public init(of table: ValueTable) {
    let found = PairwiseInteractionsByOrder(of: table, magnitudes: false).means
    let values = MultiOrderShapleyValues(of: table)
    self.init(
      empty: table.values[0],
      firstOrder: (0..<table.playerCount).reduce(0) { $0 + values[order: 0, $1] },
      interactions: (0..<found.orderCount).map { order in
        found[order: order].reduce(0, +) / Double(found.pairCount)
      })
  }

  /// The number of players n.
  public var playerCount: Int { interactions.count + 1 }

  /// wₘ, the weight of one ordered pair's interaction of context order `order` in v(N).
  public static func weight(ofOrder order: Int, playerCount: Int) -> Double {
    let n = Double(playerCount)
    return (n - 1 - Double(order)) / (n * (n - 1))
  }

  /// wₘ times the mean interaction, by context order.
  public var weighted: [Double] {
    interactions.enumerated().map {
      Self.weight(ofOrder: $0, playerCount: playerCount) * $1
    }
  }

  /// What the interactions of all pairs and orders add to v(N).
  public var ofPairs: Double {
    weighted.reduce(0, +) * Double(playerCount * (playerCount - 1))
  }

  /// v(N) as the sum of its parts.
  public var grand: Double { empty + firstOrder + ofPairs }

  /// What two inputs differ by, part by part.
  public static func - (first: OrderDecomposition, second: OrderDecomposition)
    -> OrderDecomposition
  {
    precondition(
      first.interactions.count == second.interactions.count,
      "OrderDecomposition: games of \(first.playerCount) and \(second.playerCount) players")
    return OrderDecomposition(
      empty: first.empty - second.empty, firstOrder: first.firstOrder - second.firstOrder,
      interactions: zip(first.interactions, second.interactions).map { $0 - $1 })
  }
}
