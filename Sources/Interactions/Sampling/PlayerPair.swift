/// An unordered pair of different players, the lower index first.
public struct PlayerPair: Sendable, Hashable, Comparable {
  /// The lower player.
  public let first: Int
  /// The higher player.
  public let second: Int

  /// The pair of two different players, in either order.
  public init(_ one: Int, _ other: Int) {
    precondition(one != other && min(one, other) >= 0, "no pair (\(one), \(other))")
    first = min(one, other)
    second = max(one, other)
  }

  /// Lexicographic order.
  public static func < (left: PlayerPair, right: PlayerPair) -> Bool {
    (left.first, left.second) < (right.first, right.second)
  }

  /// A number that names the pair whatever the number of players (below 2²⁰).
  var code: UInt64 { UInt64(first) << 20 | UInt64(second) }
}
