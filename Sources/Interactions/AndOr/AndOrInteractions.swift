/// The AND and the OR interactions of one game, which together give back all its values.
///
/// An AND interaction of T acts when all players of T are present, an OR interaction when any of
/// them is: v(S) = I_or(∅) + Σ_{T⊆S} I_and(T) + Σ_{T∩S≠∅} I_or(T) (Li and Zhang, "Defining and
/// quantifying AND-OR interactions …", arXiv:2304.13312). They come from a split of the game into
/// v = v_and + v_or: I_and are the Harsanyi dividends of v_and, and
/// I_or(T) = −Σ_{L⊆T} (−1)^{|T|−|L|} v_or(N∖L) for T ≠ ∅, with I_or(∅) = v_or(∅). The split is a
/// choice, and every choice gives back the same game.
public struct AndOrInteractions: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// I_and of every coalition, at the index of its bits.
  public let and: [Double]
  /// I_or of every coalition, at the index of its bits; that of ∅ is v_or(∅).
  public let or: [Double]

  /// Holds interactions of `playerCount` players, 2ⁿ of each type.
  public init(playerCount: Int, and: [Double], or: [Double]) {
    precondition(
      and.count == 1 << playerCount && or.count == 1 << playerCount,
      "\(playerCount) players have \(1 << playerCount) interactions of each type")
    self.playerCount = playerCount
    self.and = and
    self.or = or
  }

  /// The interactions of a game split into v_and and v_or, both indexed by coalition.
  public init(playerCount: Int, andPart: [Double], orPart: [Double]) {
    self.init(
      playerCount: playerCount, and: Self.andInteractions(andPart),
      or: Self.orInteractions(orPart))
  }

  /// The AND interactions alone: v_and = v, the Harsanyi dividends.
  public static func andOnly(_ table: ValueTable) -> AndOrInteractions {
    AndOrInteractions(
      playerCount: table.playerCount, andPart: table.values,
      orPart: [Double](repeating: 0, count: table.values.count))
  }

  /// The OR interactions alone: v_or = v.
  public static func orOnly(_ table: ValueTable) -> AndOrInteractions {
    AndOrInteractions(
      playerCount: table.playerCount, andPart: [Double](repeating: 0, count: table.values.count),
      orPart: table.values)
  }

  /// Σ|I| over both types and all coalitions, the empty one included.
  public var l1: Double { Self.magnitude(and) + Self.magnitude(or) }

  /// The values that the interactions add up to, indexed by coalition.
  public var values: [Double] {
    var values = and
    SubsetTransform.zeta.apply(to: &values)
    // Of the OR interactions, a coalition S lacks those of the subsets of N∖S.
    var missing = or
    missing[0] = 0
    SubsetTransform.zeta.apply(to: &missing)
    let all = or[0] + missing[missing.count - 1]
    for index in values.indices { values[index] += all - missing[missing.count - 1 - index] }
    return values
  }

  /// The largest |v(S) − reconstruction of v(S)| over all 2ⁿ coalitions.
  ///
  /// Rounding alone when nothing was taken off v; at most ζ when noise within ±ζ was.
  public func reconstructionError(of table: ValueTable) -> Double {
    precondition(table.playerCount == playerCount, "table and interactions differ in players")
    return zip(table.values, values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// The same interactions with those of ∅ and of single players all in `and`.
  ///
  /// With one player, AND and OR are one and the same function of the coalition, so how they
  /// divide means nothing; whatever counts or compares interactions merges them first.
  public var mergingSingles: AndOrInteractions {
    var and = and
    var or = or
    for index in [0] + (0..<playerCount).map({ 1 << $0 }) {
      and[index] += or[index]
      or[index] = 0
    }
    return AndOrInteractions(playerCount: playerCount, and: and, or: or)
  }

  /// The dividends of v_and.
  static func andInteractions(_ values: [Double]) -> [Double] {
    var values = values
    SubsetTransform.moebius.apply(to: &values)
    return values
  }

  /// −dividends of the mirrored v_or, but v_or(∅) at ∅.
  static func orInteractions(_ values: [Double]) -> [Double] {
    var interactions = andInteractions(values.reversed()).map { 0 - $0 }
    interactions[0] = values[0]
    return interactions
  }

  static func magnitude(_ interactions: [Double]) -> Double {
    interactions.reduce(0) { $0 + abs($1) }
  }
}
