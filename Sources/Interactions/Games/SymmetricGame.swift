/// v(S) = g(|S|): all players are alike.
public struct SymmetricGame: ClosedFormGame {
  /// g(0), …, g(n).
  public var valuesBySize: [Double]

  /// Makes the game of `valuesBySize.count − 1` players.
  public init(valuesBySize: [Double]) {
    precondition(!valuesBySize.isEmpty, "g(0) is missing")
    self.valuesBySize = valuesBySize
  }

  /// The threshold game: v(S) = 1 if |S| ≥ `threshold`, else 0.
  public static func threshold(_ threshold: Int, playerCount: Int) -> SymmetricGame {
    SymmetricGame(valuesBySize: (0...playerCount).map { $0 >= threshold ? 1 : 0 })
  }

  /// The majority game: v(S) = 1 if more than half of the players are in S.
  public static func majority(playerCount: Int) -> SymmetricGame {
    threshold(playerCount / 2 + 1, playerCount: playerCount)
  }

  /// The number of players.
  public var playerCount: Int { valuesBySize.count - 1 }

  /// v of one coalition.
  public func value(of coalition: Coalition) -> Double { valuesBySize[coalition.count] }

  /// g(m+2) − 2 g(m+1) + g(m).
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double {
    valuesBySize[m + 2] - 2 * valuesBySize[m + 1] + valuesBySize[m]
  }
}
