/// The game whose players are dropped at random before anyone looks.
extension ValueTable {
  /// v_p(S) = E v(K), where K holds each player of S with probability p, independently.
  ///
  /// What dropout of the inputs does to a game on average (arXiv:2009.11729): its dividends are
  /// p^|T|·w(T). Player by player the value with it becomes p times itself plus 1 − p times the one
  /// without, n·2ⁿ⁻¹ means in all, so no value leaves the range of the table's own and rounding
  /// stays within n units of the last place of the largest one.
  public func keepingPlayers(withProbability p: Double) -> ValueTable {
    precondition((0...1).contains(p), "players are kept with probability \(p)")
    guard p < 1 else { return self }
    var values = values
    values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for player in 0..<playerCount { Self.mix(start, player: player, of: playerCount, p) }
    }
    return ValueTable(derived: values, playerCount: playerCount)
  }

  /// v(S∩K), the game in which only the players of K = `kept` count.
  public func keeping(_ kept: Coalition) -> ValueTable {
    let mask = Int(truncatingIfNeeded: kept.bits)
    let restricted = [Double](unsafeUninitializedCapacity: values.count) { target, written in
      for index in target.indices { target[index] = values[index & mask] }
      written = target.count
    }
    return ValueTable(derived: restricted, playerCount: playerCount)
  }

  /// Sets each value with the player to its mean over whether the player is kept.
  private static func mix(
    _ values: UnsafeMutablePointer<Double>, player: Int, of playerCount: Int, _ p: Double
  ) {
    let run = 1 << player
    for start in stride(from: 0, to: 1 << playerCount, by: 2 * run) {
      let without = values + start
      let with = without + run
      for index in 0..<run { with[index] = p * with[index] + (1 - p) * without[index] }
    }
  }
}
