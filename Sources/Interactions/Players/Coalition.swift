/// A set of at most 64 players, one bit each: player i is bit i.
public struct Coalition: Sendable, Hashable {
  /// The membership bits.
  public var bits: UInt64

  /// The coalition with these membership bits.
  public init(bits: UInt64) { self.bits = bits }

  /// The coalition of the given players, each in 0..<64.
  public init(players: some Sequence<Int>) {
    bits = 0
    for player in players { bits |= Self.bit(player) }
  }

  /// The coalition of nobody.
  public static let empty = Coalition(bits: 0)

  /// The coalition of all players 0..<`playerCount`.
  public static func grand(_ playerCount: Int) -> Coalition {
    precondition((0...64).contains(playerCount), "a coalition holds at most 64 players")
    return Coalition(bits: playerCount == 64 ? .max : (1 << UInt64(playerCount)) - 1)
  }

  /// The number of players.
  public var count: Int { bits.nonzeroBitCount }
  /// Whether nobody is in it.
  public var isEmpty: Bool { bits == 0 }
  /// The players, ascending.
  public var players: [Int] {
    var players: [Int] = []
    var rest = bits
    while rest != 0 {
      players.append(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
    return players
  }

  /// Whether `player` is in it.
  public func contains(_ player: Int) -> Bool { bits & Self.bit(player) != 0 }
  /// Whether every player of it is in `other`.
  public func isSubset(of other: Coalition) -> Bool { bits & ~other.bits == 0 }
  /// The players in either.
  public func union(_ other: Coalition) -> Coalition { Coalition(bits: bits | other.bits) }
  /// The players in both.
  public func intersection(_ other: Coalition) -> Coalition { Coalition(bits: bits & other.bits) }
  /// The players in this and not in `other`.
  public func subtracting(_ other: Coalition) -> Coalition { Coalition(bits: bits & ~other.bits) }
  /// This coalition joined by `player`.
  public func adding(_ player: Int) -> Coalition { Coalition(bits: bits | Self.bit(player)) }
  /// This coalition left by `player`.
  public func removing(_ player: Int) -> Coalition { Coalition(bits: bits & ~Self.bit(player)) }

  private static func bit(_ player: Int) -> UInt64 {
    precondition((0..<64).contains(player), "player \(player) is outside 0..<64")
    return 1 << UInt64(player)
  }
}

extension Coalition: ExpressibleByArrayLiteral {
  /// The coalition of the players listed, such as `[0, 3]`.
  public init(arrayLiteral players: Int...) { self.init(players: players) }
}

extension Coalition: CustomStringConvertible {
  /// The players between braces, such as `{0, 3}`.
  public var description: String {
    "{" + players.map(String.init).joined(separator: ", ") + "}"
  }
}
