/// v(S) = Σ_k c_k · 1[T_k ⊆ S]: any game is one such sum, its Harsanyi dividends the c_k.
public struct UnanimitySumGame: ClosedFormGame {
  /// One unanimity game and its weight.
  public struct Term: Sendable, Hashable {
    /// The players T that must all be present; may be empty (a constant).
    public var members: Coalition
    /// c, the dividend of T.
    public var weight: Double

    /// Makes a term.
    public init(members: Coalition, weight: Double) {
      self.members = members
      self.weight = weight
    }
  }

  /// The number of players.
  public var playerCount: Int
  /// The terms.
  public var terms: [Term]

  /// Makes the game.
  public init(playerCount: Int, terms: [Term]) {
    self.playerCount = playerCount
    self.terms = terms
  }

  /// v of one coalition.
  public func value(of coalition: Coalition) -> Double {
    terms.reduce(0) { $0 + ($1.members.isSubset(of: coalition) ? $1.weight : 0) }
  }

  /// The weighted sum of the terms' own interactions.
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double {
    terms.reduce(0) { sum, term in
      let game = AndGame(playerCount: playerCount, members: term.members)
      return sum + term.weight * game.interaction(order: m, i, j)
    }
  }
}
