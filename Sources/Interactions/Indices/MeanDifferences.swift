/// The mean effect of a set of players by the size of the context, for all sets of few players.
///
/// a⁽ᵐ⁾(K) is the mean over the contexts S ⊆ N∖K of m players of the discrete derivative
/// Δ_K v(S) = Σ_{L⊆K} (−1)^{|K|−|L|} v(S∪L). For one player it is φ⁽ᵐ⁾(i), for two I⁽ᵐ⁾(i,j), and
/// for none the mean of v over the coalitions of size m. Every index that weighs contexts by their
/// size alone is Σ_m w_m·a⁽ᵐ⁾(K), with weights w known in closed form.
public struct MeanDifferences: Sendable {
  /// The number of players n.
  public let playerCount: Int
  /// The largest sets held, 1 to 3 players.
  public let interactionOrder: Int
  /// By the size of the set; each of shape [context order 0...n−size][set].
  private let means: [[Double]]

  /// Computes the means from the sums of a table.
  public init(_ sums: CoalitionSums) {
    let n = sums.playerCount
    playerCount = n
    interactionOrder = sums.interactionOrder
    var means = [
      sums.all.enumerated().map { sums.shift + $1 / Binomial.coefficient(n, $0) },
      MultiOrderShapleyValues(sums).values,
    ]
    if interactionOrder > 1 { means.append(sums.interactions.values) }
    if interactionOrder > 2 { means.append(sums.tripleDifferences) }
    self.means = means
  }

  /// Computes the means from a table, of sets of at most `interactionOrder` players.
  public init(of table: ValueTable, interactionOrder: Int = 2) {
    self.init(CoalitionSums(of: table, interactionOrder: interactionOrder))
  }

  /// a⁽ᵐ⁾ of one set of at most `interactionOrder` players.
  public subscript(contextOrder contextOrder: Int, set: Coalition) -> Double {
    let sets = PlayerSets.count(size: set.count, playerCount: playerCount)
    precondition((0...playerCount - set.count).contains(contextOrder), "no contexts of that size")
    return means[set.count][
      contextOrder * sets + PlayerSets.index(of: set, playerCount: playerCount)]
  }

  /// Σ_m w_m·a⁽ᵐ⁾(K) of every set K of `setSize` players, with w by context order 0...n−size.
  func weighted(setSize: Int, _ weight: (_ contextOrder: Int) -> Double) -> [Double] {
    let sets = PlayerSets.count(size: setSize, playerCount: playerCount)
    var result = [Double](repeating: 0, count: sets)
    guard sets > 0 else { return result }
    means[setSize].withUnsafeBufferPointer { means in
      for contextOrder in 0...playerCount - setSize {
        let weight = weight(contextOrder)
        for set in 0..<sets { result[set] += weight * means[contextOrder * sets + set] }
      }
    }
    return result
  }

  /// An index of all sets of 1 to `largest` players (at most n), with a weight for each set size
  /// and context order.
  func index(
    upTo largest: Int, _ weight: (_ setSize: Int, _ contextOrder: Int) -> Double
  ) -> InteractionValues {
    precondition(
      (1...interactionOrder).contains(largest),
      "interaction order \(largest) of differences up to order \(interactionOrder)")
    let bySetSize = (1...largest).map { size in
      weighted(setSize: size) { weight(size, $0) }
    }
    return InteractionValues(playerCount: playerCount, bySetSize: [[]] + bySetSize)
  }
}

extension CoalitionSums {
  /// The mean third difference of every triple; shape [context order 0...n−3][triple].
  ///
  /// The second difference of i and j over coalitions with k, less that over coalitions without;
  /// sums over the latter are those over all less those over coalitions with k.
  fileprivate var tripleDifferences: [Double] {
    let n = playerCount
    let pairCount = PairsByOrder.pairCount(n)
    let triples = PlayerSets.all(size: 3, playerCount: n).map(\.players)
    let (all, withPlayer, withPair, withTriple) = (all, withPlayer, withPair, withTriple)
    var values: [Double] = []
    values.reserveCapacity(max(0, n - 2) * triples.count)
    for m in 0..<max(0, n - 2) {
      let contexts = Binomial.coefficient(n - 3, m)
      for (triple, players) in triples.enumerated() {
        let (i, j, k) = (players[0], players[1], players[2])
        let ij = PairsByOrder.pairIndex(i, j, playerCount: n)
        let ik = PairsByOrder.pairIndex(i, k, playerCount: n)
        let jk = PairsByOrder.pairIndex(j, k, playerCount: n)
        func three(_ size: Int) -> Double { withTriple[size * triples.count + triple] }
        func pair(_ pair: Int, _ size: Int) -> Double { withPair[size * pairCount + pair] }
        func one(_ player: Int, _ size: Int) -> Double { withPlayer[size * n + player] }
        let with = Self.secondDifference(
          both: three(m + 3), together: three(m + 2), first: pair(ik, m + 2),
          second: pair(jk, m + 2), all: one(k, m + 1), firstBelow: pair(ik, m + 1),
          secondBelow: pair(jk, m + 1), togetherBelow: three(m + 1))
        let without = Self.secondDifference(
          both: pair(ij, m + 2) - three(m + 2), together: pair(ij, m + 1) - three(m + 1),
          first: one(i, m + 1) - pair(ik, m + 1), second: one(j, m + 1) - pair(jk, m + 1),
          all: all[m] - one(k, m), firstBelow: one(i, m) - pair(ik, m),
          secondBelow: one(j, m) - pair(jk, m), togetherBelow: pair(ij, m) - three(m))
        values.append((with - without) / contexts)
      }
    }
    return values
  }

  /// Σ of v(S∪{i,j}) − v(S∪{i}) − v(S∪{j}) + v(S) over contexts S of one size, from the sums of
  /// v over coalitions with both (of two sizes more, and one more), with each (of one more, and of
  /// that size) and over all.
  private static func secondDifference(
    both: Double, together: Double, first: Double, second: Double, all: Double,
    firstBelow: Double, secondBelow: Double, togetherBelow: Double
  ) -> Double {
    let onlyFirst = first - together
    let onlySecond = second - together
    let neither = all - firstBelow - secondBelow + togetherBelow
    return (both - onlyFirst) - (onlySecond - neither)
  }
}
