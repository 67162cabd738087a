/// v(S) = constant + Σ_{i∈S} weight of i: no two players interact.
public struct LinearGame: ClosedFormGame {
  /// v(∅).
  public var constant: Double
  /// What each player adds.
  public var weights: [Double]

  /// Makes the game of `weights.count` players.
  public init(weights: [Double], constant: Double = 0) {
    self.weights = weights
    self.constant = constant
  }

  /// The number of players.
  public var playerCount: Int { weights.count }

  /// v of one coalition.
  public func value(of coalition: Coalition) -> Double {
    coalition.players.reduce(constant) { $0 + weights[$1] }
  }

  /// 0.
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double { 0 }
}
