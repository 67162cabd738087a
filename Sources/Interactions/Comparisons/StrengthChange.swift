/// What of the interactions of a first game a second shares, has forgotten and has anew, such as an
/// intermediate and the last layer of a network.
///
/// shared(S) = sign · min(|I|, |I′|) where both are salient and of one sign, else 0; the strength of
/// the first is shared + forgotten, that of the second shared + new (Cheng et al., "Layerwise change
/// of knowledge in neural networks", ICML 2024).
public struct StrengthChange: Sendable, Hashable {
  /// The sums of one interaction order and type.
  public struct Part: Sendable, Hashable {
    /// Σ|shared|.
    public var shared = 0.0
    /// Σ over the first's salient interactions of |I − shared|.
    public var forgotten = 0.0
    /// Σ over the second's salient interactions of |I′ − shared|.
    public var new = 0.0

    /// How much of the second's strength the first has: shared / (shared + new); nil where it has
    /// none.
    public var completeness: Double? { shared + new > 0 ? shared / (shared + new) : nil }
    /// How much of the first's strength the second has not: forgotten / (shared + forgotten).
    public var redundancy: Double? {
      shared + forgotten > 0 ? forgotten / (shared + forgotten) : nil
    }

    static func + (first: Part, second: Part) -> Part {
      Part(
        shared: first.shared + second.shared, forgotten: first.forgotten + second.forgotten,
        new: first.new + second.new)
    }
  }

  /// The AND interactions of each interaction order 1...n.
  public let and: [Part]
  /// The OR interactions of each interaction order 1...n.
  public let or: [Part]

  /// Compares two games of as many players on their salient interactions.
  public init(
    from first: AndOrInteractions, salient firstSet: InteractionSet, to second: AndOrInteractions,
    salient secondSet: InteractionSet
  ) {
    precondition(first.playerCount == second.playerCount, "games with different players")
    self.init(
      first.entries, firstSet.contains, second.entries, secondSet.contains,
      playerCount: first.playerCount)
  }

  private init(
    _ first: [Double], _ inFirst: [Bool], _ second: [Double], _ inSecond: [Bool], playerCount: Int
  ) {
    var parts = [[Part]](
      repeating: [Part](repeating: Part(), count: playerCount + 1), count: 2)
    for entry in first.indices {
      let a = inFirst[entry] ? first[entry] : 0
      let b = inSecond[entry] ? second[entry] : 0
      let shared = (a > 0) == (b > 0) ? min(abs(a), abs(b)) : 0
      let order = AndOrInteractions.interactionOrder(ofEntry: entry, playerCount: playerCount)
      let type = entry >> playerCount
      parts[type][order].shared += shared
      parts[type][order].forgotten += abs(a) - shared
      parts[type][order].new += abs(b) - shared
    }
    and = Array(parts[0].dropFirst())
    or = Array(parts[1].dropFirst())
  }

  /// Both types of each interaction order 1...n.
  public var byInteractionOrder: [Part] { zip(and, or).map { $0 + $1 } }
  /// All interactions.
  public var total: Part { byInteractionOrder.reduce(Part(), +) }

  /// The mean change when the second game's salient interactions are dealt out anew among the
  /// coalitions of the same size and type.
  public static func chance(
    from first: AndOrInteractions, salient firstSet: InteractionSet, to second: AndOrInteractions,
    salient secondSet: InteractionSet, permutations: Int = 200, seed: UInt64
  ) -> StrengthChange {
    let n = first.playerCount
    let kept = first.keeping(firstSet)
    let moved = second.keeping(secondSet)
    let all = [Bool](repeating: true, count: 2 << n)
    let changes = (0..<permutations).map { permutation in
      StrengthChange(
        kept.entries, all,
        InteractionOrderGroups.shuffled(moved, seed: seed, index: UInt64(permutation)), all,
        playerCount: n)
    }
    return StrengthChange(averaging: changes, interactionOrders: n)
  }

  private init(averaging changes: [StrengthChange], interactionOrders: Int) {
    func mean(_ type: KeyPath<StrengthChange, [Part]>) -> [Part] {
      (0..<interactionOrders).map { order in
        let sum = changes.reduce(Part()) { $0 + $1[keyPath: type][order] }
        let count = Double(max(1, changes.count))
        return Part(
          shared: sum.shared / count, forgotten: sum.forgotten / count, new: sum.new / count)
      }
    }
    and = mean(\.and)
    or = mean(\.or)
  }
}
