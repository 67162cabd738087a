/// v(S) = 1 if all of T are in S, else 0: the unanimity game of T, one Harsanyi dividend.
public struct AndGame: ClosedFormGame {
  /// The number of players.
  public var playerCount: Int
  /// The players T that must all be present; at least two for an interaction.
  public var members: Coalition

  /// Makes the game.
  public init(playerCount: Int, members: Coalition) {
    self.playerCount = playerCount
    self.members = members
  }

  /// v of one coalition.
  public func value(of coalition: Coalition) -> Double { members.isSubset(of: coalition) ? 1 : 0 }

  /// C(m, k−2)/C(n−2, k−2) for i, j in T, k = |T|: the chance that a context holds T's others.
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double {
    guard members.contains(i), members.contains(j) else { return 0 }
    let others = members.count - 2
    return Binomial.coefficient(m, others) / Binomial.coefficient(playerCount - 2, others)
  }
}

/// v(S) = 1 if any of T is in S, else 0.
public struct OrGame: ClosedFormGame {
  /// The number of players.
  public var playerCount: Int
  /// The players T of whom one suffices.
  public var members: Coalition

  /// Makes the game.
  public init(playerCount: Int, members: Coalition) {
    self.playerCount = playerCount
    self.members = members
  }

  /// v of one coalition.
  public func value(of coalition: Coalition) -> Double {
    members.intersection(coalition).isEmpty ? 0 : 1
  }

  /// −C(n−k, m)/C(n−2, m) for i, j in T: the chance that a context avoids T, negated.
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double {
    guard members.contains(i), members.contains(j) else { return 0 }
    return -Binomial.coefficient(playerCount - members.count, m)
      / Binomial.coefficient(playerCount - 2, m)
  }
}

/// v(S) = (−1)^|S∩T|.
public struct ParityGame: ClosedFormGame {
  /// The number of players.
  public var playerCount: Int
  /// The players T whose number is counted.
  public var members: Coalition

  /// Makes the game.
  public init(playerCount: Int, members: Coalition) {
    self.playerCount = playerCount
    self.members = members
  }

  /// v of one coalition.
  public func value(of coalition: Coalition) -> Double {
    members.intersection(coalition).count.isMultiple(of: 2) ? 1 : -1
  }

  /// 4 Σ_t (−1)^t C(k−2,t) C(n−k,m−t) / C(n−2,m) for i, j in T.
  ///
  /// Symmetric under m → n−2−m up to sign, with the largest |I| at both ends: an exact U.
  public func interaction(order m: Int, _ i: Int, _ j: Int) -> Double {
    guard members.contains(i), members.contains(j) else { return 0 }
    let inside = members.count - 2
    let outside = playerCount - members.count
    let signed = (0...m).reduce(0) { sum, t in
      sum + (t.isMultiple(of: 2) ? 1 : -1) * Binomial.coefficient(inside, t)
        * Binomial.coefficient(outside, m - t)
    }
    return 4 * signed / Binomial.coefficient(playerCount - 2, m)
  }
}
