import Base

/// The pairs a measurement is about: all, or those of cells close to each other on a grid.
public struct PairCandidates: Sendable, Hashable {
  /// Where the players lie.
  public let layout: PlayerLayout
  /// The largest Chebyshev distance of the two cells; nil where every pair is a candidate.
  public let radius: Int?

  /// Every pair of players.
  public static func all(_ layout: PlayerLayout) -> PairCandidates {
    PairCandidates(layout: layout, radius: nil)
  }

  /// The pairs of cells of a grid at most `radius` rows and `radius` columns apart.
  public static func local(rows: Int, columns: Int, radius: Int) -> PairCandidates {
    precondition(radius > 0, "a radius of \(radius) makes no pair")
    return PairCandidates(layout: .grid(rows: rows, columns: columns), radius: radius)
  }

  /// The candidates, ascending.
  public var pairs: [PlayerPair] {
    let n = layout.playerCount
    guard let radius, case .grid(let rows, let columns) = layout else {
      return PairsByOrder.pairs(n).map { PlayerPair($0.0, $0.1) }
    }
    return (0..<n).flatMap { player in
      let (row, column) = (player / columns, player % columns)
      return (row..<min(rows, row + radius + 1)).flatMap { otherRow in
        (max(0, column - radius)..<min(columns, column + radius + 1)).compactMap { otherColumn in
          let other = otherRow * columns + otherColumn
          return other > player ? PlayerPair(player, other) : nil
        }
      }
    }
  }

  /// `count` different candidates, each set of them equally likely; all when there are no more.
  ///
  /// The first pairs of a larger draw are those of a smaller one. `index` tells the draws of
  /// several samples apart.
  public func draw(_ count: Int, seed: UInt64, index: UInt64 = 0) -> [PlayerPair] {
    var pairs = pairs
    guard count < pairs.count else { return pairs }
    var stream = RandomStream(seed: seed, purpose: "pairs", index: index)
    for place in 0..<count { pairs.swapAt(place, place + stream.below(pairs.count - place)) }
    return Array(pairs.prefix(count))
  }

  /// `count` different candidates drawn as the official code of arXiv:2111.06236 draws them; all
  /// when there are no more, where that code would never end.
  ///
  /// A cell uniform on the grid and an offset uniform over the neighbourhood, clamped to the grid;
  /// drawn again where that is the same cell or a pair drawn before. Clamping makes pairs at the
  /// border likelier. Without a radius the second player is uniform over the others.
  public func officialDraw(_ count: Int, seed: UInt64, index: UInt64 = 0) -> [PlayerPair] {
    let all = pairs
    guard count < all.count else { return all }
    var stream = RandomStream(seed: seed, purpose: "official pairs", index: index)
    var taken = Set<PlayerPair>()
    var drawn: [PlayerPair] = []
    while drawn.count < count {
      let (one, other) = officialTrial(&stream)
      guard one != other else { continue }
      let pair = PlayerPair(one, other)
      if taken.insert(pair).inserted { drawn.append(pair) }
    }
    return drawn
  }

  private func officialTrial(_ stream: inout RandomStream) -> (Int, Int) {
    guard let radius, case .grid(let rows, let columns) = layout else {
      return (stream.below(layout.playerCount), stream.below(layout.playerCount))
    }
    let (row, column) = (stream.below(rows), stream.below(columns))
    // The offsets of the neighbourhood but for the middle one, row by row.
    let side = 2 * radius + 1
    let drawn = stream.below(side * side - 1)
    let offset = drawn < side * side / 2 ? drawn : drawn + 1
    let otherRow = min(max(row + offset / side - radius, 0), rows - 1)
    let otherColumn = min(max(column + offset % side - radius, 0), columns - 1)
    return (row * columns + column, otherRow * columns + otherColumn)
  }
}
