/// The value of one set of players, or of a pair of them at one context order.
public struct Interaction: Sendable, Hashable {
  /// The players.
  public var players: Coalition
  /// The size of the contexts, where an index tells them apart.
  public var contextOrder: Int?
  /// The value of the index.
  public var value: Double

  /// Makes an interaction.
  public init(players: Coalition, contextOrder: Int? = nil, value: Double) {
    self.players = players
    self.contextOrder = contextOrder
    self.value = value
  }
}

/// All values of an index, in a fixed order, each with its players.
public struct InteractionList: RandomAccessCollection, Sendable, Hashable {
  /// The values; where context orders are told apart, order by order.
  public let values: [Double]
  /// Whether each set has a value at each context order.
  public let hasContextOrders: Bool
  /// The players of each value (again for each context order); nil where that of place p is the
  /// coalition of bits p.
  private let sets: [Coalition]?

  /// One value for every coalition, at the index of its bits.
  init(ofEveryCoalition values: [Double]) {
    self.values = values
    sets = nil
    hasContextOrders = false
  }

  /// One value for each of `sets`, or one at each context order.
  init(values: [Double], sets: [Coalition], hasContextOrders: Bool = false) {
    self.values = values
    self.sets = sets
    self.hasContextOrders = hasContextOrders
  }

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of values.
  public var endIndex: Int { values.count }

  /// The value at one place, with its players.
  public subscript(place: Int) -> Interaction {
    guard let sets else {
      return Interaction(players: Coalition(bits: UInt64(place)), value: values[place])
    }
    return Interaction(
      players: sets[place % sets.count],
      contextOrder: hasContextOrders ? place / sets.count : nil, value: values[place])
  }

  /// The places of the `count` values of largest magnitude, strongest first; of equals the first.
  public func strongest(_ count: Int) -> [Int] {
    guard count > 0 else { return [] }
    var kept: [Int] = []
    var least = -1.0
    func cut() {
      kept.sort { (abs(values[$0]), $1) > (abs(values[$1]), $0) }
      kept.removeLast(Swift.max(0, kept.count - count))
      if kept.count == count { least = abs(values[kept[count - 1]]) }
    }
    for place in values.indices where abs(values[place]) > least {
      kept.append(place)
      if kept.count >= 2 * count + 64 { cut() }
    }
    cut()
    return kept
  }
}
