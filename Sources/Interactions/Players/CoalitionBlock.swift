/// Coalitions of one game, side by side, of any number of players: what a game is asked at once.
///
/// Each takes `wordsPerCoalition` 64-bit words; player p is bit p mod 64 of word p / 64. Bits past
/// the last player are 0.
public struct CoalitionBlock: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// ⌈n/64⌉, at least 1.
  public let wordsPerCoalition: Int
  /// The words of all coalitions, one coalition after the other.
  public private(set) var words: [UInt64] = []

  /// An empty block of coalitions of `playerCount` players, with room for `capacity` of them.
  public init(playerCount: Int, capacity: Int = 0) {
    precondition(playerCount >= 0, "CoalitionBlock: \(playerCount) players")
    self.playerCount = playerCount
    wordsPerCoalition = max(1, (playerCount + 63) / 64)
    words.reserveCapacity(capacity * wordsPerCoalition)
  }

  /// The given coalitions of at most 64 players.
  public init(_ coalitions: [Coalition], playerCount: Int) {
    precondition(playerCount <= 64, "CoalitionBlock: \(playerCount) players in 64 bits")
    self.init(playerCount: playerCount)
    words = coalitions.map(\.bits)
  }

  /// The given words, a whole number of coalitions.
  public init(words: [UInt64], playerCount: Int) {
    self.init(playerCount: playerCount)
    precondition(
      words.count.isMultiple(of: wordsPerCoalition),
      "CoalitionBlock: \(words.count) words are no whole number of coalitions")
    self.words = words
  }

  /// The words of the coalition of all players.
  public static func grand(playerCount: Int) -> [UInt64] {
    (0..<max(1, (playerCount + 63) / 64)).map { word in
      let players = min(64, playerCount - 64 * word)
      return players <= 0 ? 0 : UInt64.max >> UInt64(64 - players)
    }
  }

  /// The number of coalitions.
  public var count: Int { words.count / wordsPerCoalition }

  /// Appends a coalition given by its words.
  public mutating func append(_ coalition: some Collection<UInt64>) {
    precondition(
      coalition.count == wordsPerCoalition,
      "CoalitionBlock: a coalition of \(coalition.count) words among those of \(wordsPerCoalition)")
    words.append(contentsOf: coalition)
  }

  /// The coalition at `place`, of a game of at most 64 players.
  public subscript(place: Int) -> Coalition {
    precondition(wordsPerCoalition == 1, "CoalitionBlock: \(playerCount) players in one coalition")
    return Coalition(bits: words[place])
  }

  /// All coalitions, of a game of at most 64 players.
  public var coalitions: [Coalition] { (0..<count).map { self[$0] } }

  /// Whether `player` is in the coalition at `place`.
  public func contains(_ player: Int, at place: Int) -> Bool {
    words[place * wordsPerCoalition + player >> 6] >> UInt64(player & 63) & 1 != 0
  }
}
