import Base

/// Contexts of one pair of players at one context order, as the coalitions of its second differences.
///
/// All contexts where there are no more than are asked for, else so many different ones, each set of
/// them equally likely. What is drawn depends on the seed, the sample, the pair and the order alone.
public struct PairContexts: Sendable, Hashable {
  /// The sign of v at each of the four coalitions of a context: S, S∪{i}, S∪{j}, S∪{i,j}.
  public static let signs: [Double] = [1, -1, -1, 1]

  /// The number of contexts here.
  public let count: Int
  /// C(n−2, m), the number there are.
  public let population: Double
  /// The coalitions, four for each context, in the order of `signs`.
  public let coalitions: CoalitionBlock

  /// Whether these are all contexts of the pair and order.
  public var isEnumerated: Bool { Double(count) == population }

  /// At most `limit` contexts of `pair` among `playerCount` players.
  public init(
    of pair: PlayerPair, contextOrder: Int, playerCount: Int, limit: Int, seed: UInt64,
    sample: UInt64 = 0
  ) {
    let labels = playerCount - 2
    precondition(pair.second < playerCount, "no pair of \(playerCount) players")
    precondition((0...labels).contains(contextOrder), "context orders lie in 0...n − 2")
    precondition(limit >= 1, "at least one context")
    population = Binomial.coefficient(labels, contextOrder)
    let wordCount = max(1, (playerCount + 63) / 64)
    var contexts: [[UInt64]] = []
    if population <= Double(limit) {
      contexts = (0..<Int(population)).map { rank in
        var words = [UInt64](repeating: 0, count: wordCount)
        for label in Combination.members(rank: rank, size: contextOrder, of: labels) {
          let player = pair.player(label: label)
          words[player >> 6] |= 1 << UInt64(player & 63)
        }
        return words
      }
    } else {
      let seed = RandomStream.seed(of: sample, under: seed)
      var sampler = SubsetSampler()
      var seen: Set<[UInt64]> = []
      var draw: UInt32 = 0
      while contexts.count < limit {
        let stream = RandomStream(
          seed: seed, purpose: "contexts of a pair", index: UInt64(contextOrder) << 40 | pair.code,
          subindex: draw)
        draw += 1
        var words = [UInt64](repeating: 0, count: wordCount)
        words.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          sampler.add(size: contextOrder, of: labels, without: pair, stream: stream, to: base)
        }
        if seen.insert(words).inserted { contexts.append(words) }
      }
    }
    count = contexts.count
    coalitions = CoalitionBlock(
      words: contexts.flatMap { Self.quadruple($0, pair) }, playerCount: playerCount)
  }

  /// S, S∪{i}, S∪{j}, S∪{i,j}.
  private static func quadruple(_ context: [UInt64], _ pair: PlayerPair) -> [UInt64] {
    [[], [pair.first], [pair.second], [pair.first, pair.second]].flatMap { players in
      var words = context
      for player in players { words[player >> 6] |= 1 << UInt64(player & 63) }
      return words
    }
  }
}
