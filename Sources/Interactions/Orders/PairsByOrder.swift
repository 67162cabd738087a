/// One number per context order and unordered pair of players, as one flat array.
///
/// Shape: [order 0...n−2][pair]; pairs (i, j), i < j, in lexicographic order.
public struct PairsByOrder: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// The numbers, order by order.
  public let values: [Double]

  /// Holds `values`, of which there must be `orderCount` times `pairCount`.
  public init(playerCount: Int, values: [Double]) {
    let orders = max(0, playerCount - 1)
    precondition(
      values.count == orders * Self.pairCount(playerCount),
      "\(playerCount) players have \(orders) orders and \(Self.pairCount(playerCount)) pairs")
    self.playerCount = playerCount
    self.values = values
  }

  /// The number of context orders, n − 1 (0 below two players).
  public var orderCount: Int { max(0, playerCount - 1) }
  /// The number of unordered pairs, n(n−1)/2.
  public var pairCount: Int { Self.pairCount(playerCount) }

  /// The number of unordered pairs of `playerCount` players.
  public static func pairCount(_ playerCount: Int) -> Int { playerCount * (playerCount - 1) / 2 }

  /// The pairs (i, j), i < j, in the order of storage.
  public static func pairs(_ playerCount: Int) -> [(Int, Int)] {
    (0..<playerCount).flatMap { i in (i + 1..<max(i + 1, playerCount)).map { (i, $0) } }
  }

  /// The place of a pair of different players within one order.
  public static func pairIndex(_ i: Int, _ j: Int, playerCount: Int) -> Int {
    let low = min(i, j)
    let high = max(i, j)
    precondition(0 <= low && low < high && high < playerCount, "no pair (\(i), \(j))")
    return low * (2 * playerCount - low - 1) / 2 + high - low - 1
  }

  /// The number of one pair at one order; (i, j) and (j, i) are the same pair.
  public subscript(order order: Int, i: Int, j: Int) -> Double {
    self[order: order][
      order * pairCount + Self.pairIndex(i, j, playerCount: playerCount)]
  }

  /// The numbers of all pairs at one order.
  public subscript(order order: Int) -> ArraySlice<Double> {
    values[order * pairCount..<(order + 1) * pairCount]
  }
}
