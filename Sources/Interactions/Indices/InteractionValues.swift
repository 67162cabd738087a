/// One number for each set of few players of a game, and for the empty set where an index has one.
public struct InteractionValues: Sendable, Hashable {
  /// The number of players n.
  public let playerCount: Int
  /// By the size of the set, each in the order of `PlayerSets`; the first is empty where the index
  /// says nothing of the empty set.
  public let bySetSize: [[Double]]

  init(playerCount: Int, bySetSize: [[Double]]) {
    self.playerCount = playerCount
    self.bySetSize = bySetSize
  }

  /// The value of one set; nil when the index has none for sets of that size.
  public subscript(set: Coalition) -> Double? {
    guard bySetSize.indices.contains(set.count), !bySetSize[set.count].isEmpty else { return nil }
    return bySetSize[set.count][PlayerSets.index(of: set, playerCount: playerCount)]
  }

  /// All values with their players, small sets first.
  public var interactions: InteractionList {
    let sets = bySetSize.indices.filter { !bySetSize[$0].isEmpty }.flatMap {
      PlayerSets.all(size: $0, playerCount: playerCount)
    }
    return InteractionList(values: Array(bySetSize.joined()), sets: sets)
  }

  /// Adds to each value those of the larger sets around it, each times the factor at the number of
  /// players it has more: K receives Σ_{T⊇K} factor[|T|−|K|]·I(T).
  func gathering(_ factors: [Double]) -> InteractionValues {
    var result = bySetSize.map { $0.map { $0 * factors[0] } }
    for (larger, values) in bySetSize.enumerated() {
      for (set, value) in zip(PlayerSets.all(size: larger, playerCount: playerCount), values) {
        for part in set.properParts where !result[part.count].isEmpty {
          result[part.count][PlayerSets.index(of: part, playerCount: playerCount)] +=
            factors[larger - part.count] * value
        }
      }
    }
    return InteractionValues(playerCount: playerCount, bySetSize: result)
  }
}

extension Coalition {
  /// Every subset but itself.
  fileprivate var properParts: [Coalition] {
    var parts: [Coalition] = []
    var part = bits
    while part != 0 {
      part = (part - 1) & bits
      parts.append(Coalition(bits: part))
    }
    return parts
  }
}
