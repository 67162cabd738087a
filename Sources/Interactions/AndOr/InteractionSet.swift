/// A set of AND and OR interactions of one game, such as the salient ones.
public struct InteractionSet: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// Whether each entry is in it: 2ⁿ AND interactions by the bits of their coalitions, then 2ⁿ OR.
  public let contains: [Bool]

  /// The set of the given entries of `AndOrInteractions.entries`.
  public init(playerCount: Int, entries: some Sequence<Int>) {
    var contains = [Bool](repeating: false, count: 2 << playerCount)
    for entry in entries { contains[entry] = true }
    self.playerCount = playerCount
    self.contains = contains
  }

  /// The number of interactions in it.
  public var count: Int { contains.reduce(0) { $0 + ($1 ? 1 : 0) } }

  /// The entries in it, ascending.
  public var entries: [Int] { contains.indices.filter { contains[$0] } }

  /// The number of interactions in it of each interaction order 0...n.
  public var countsByInteractionOrder: [Int] {
    var counts = [Int](repeating: 0, count: playerCount + 1)
    for entry in entries {
      counts[AndOrInteractions.interactionOrder(ofEntry: entry, playerCount: playerCount)] += 1
    }
    return counts
  }

  /// The interactions in both.
  public func intersection(_ other: InteractionSet) -> InteractionSet {
    precondition(playerCount == other.playerCount, "sets of games with different players")
    return InteractionSet(
      playerCount: playerCount,
      entries: contains.indices.filter { contains[$0] && other.contains[$0] })
  }

  /// The interactions of one interaction order.
  public func ofInteractionOrder(_ interactionOrder: Int) -> InteractionSet {
    InteractionSet(
      playerCount: playerCount,
      entries: entries.filter {
        AndOrInteractions.interactionOrder(ofEntry: $0, playerCount: playerCount)
          == interactionOrder
      })
  }

  /// How many different interactions there are of one interaction order: C(n, k) of each type, but
  /// C(n, 1) of one player, where the types are merged.
  public static func universe(interactionOrder: Int, playerCount: Int) -> Int {
    let coalitions = Int(Binomial.coefficient(playerCount, interactionOrder))
    return interactionOrder <= 1 ? coalitions : 2 * coalitions
  }

  /// How many different interactions there are of 1 to n players, single players merged.
  public static func universe(playerCount: Int) -> Int { (2 << playerCount) - 2 - playerCount }
}
