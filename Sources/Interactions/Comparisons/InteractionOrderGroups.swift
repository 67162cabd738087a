import Base

/// The entries of `AndOrInteractions.entries` of each interaction order 1...n, both types.
struct InteractionOrderGroups {
  /// [interaction order − 1], ascending entries.
  let entries: [[Int]]

  init(playerCount: Int) {
    var entries = [[Int]](repeating: [], count: playerCount + 1)
    for entry in 0..<2 << playerCount {
      entries[AndOrInteractions.interactionOrder(ofEntry: entry, playerCount: playerCount)]
        .append(entry)
    }
    self.entries = Array(entries.dropFirst())
  }

  /// The entries of a game, dealt out anew within each interaction order and type.
  static func shuffled(_ interactions: AndOrInteractions, seed: UInt64, index: UInt64) -> [Double] {
    let n = interactions.playerCount
    var stream = RandomStream(seed: seed, purpose: "permuted interactions", index: index)
    var shuffled = interactions.entries
    for type in [0, 1 << n] {
      for order in 1...max(1, n) where n > 0 {
        let entries = (0..<1 << n).filter { $0.nonzeroBitCount == order }.map { $0 + type }
        for (target, place) in zip(entries, stream.permutation(entries.count)) {
          shuffled[target] = interactions.entries[entries[place]]
        }
      }
    }
    return shuffled
  }
}
