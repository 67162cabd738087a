/// How a network's leading local layers are evaluated once for each set of present players that a
/// pixel sees, and the dense layer behind them is tabulated.
///
/// Behind convolutions and poolings a pixel depends on the players in its receptive field alone.
/// Pixels are put into groups with few players between them; what a group's pixels add to the first
/// dense layer is then a table with a row for each subset of the group's players, and a masked input
/// is one row of each table. The tables are filled from whole masked inputs: players get colours so
/// that those of one group differ, and the inputs in which the players of some colours are present
/// show every group all of its subsets.
struct MemoisationPlan: Sendable, Hashable {
  /// Pixels whose players are among the group's.
  struct Group: Sendable, Hashable {
    /// The players, ascending.
    let players: [Int]
    /// The pixels' numbers in the activation before the dense layer.
    let elements: [Range<Int>]
  }

  /// Players of a group, and colours: 2¹² inputs are evaluated to fill the tables at most.
  static let mostColours = 12
  /// Numbers of all tables at most: 16 MiB of `Float`.
  static let mostNumbers = 1 << 22
  /// The inputs that fill the tables are at least this many times fewer than all masks (as a power
  /// of two), or the plain way is taken.
  static let leastSaving = 2

  /// The number of the dense layer in the execution plan.
  let dense: Int
  /// The colour of each player.
  let colours: [Int]
  let groups: [Group]

  /// The number of colours.
  var colourCount: Int { (colours.max() ?? 0) + 1 }

  /// Nil where the layers before the first dense one are not local, see too many players at once, or
  /// are no shorter evaluated for tables: a function of the layers and the players alone.
  init?(_ plan: [LayerPlace], players: PlayerRuns) {
    guard let dense = plan.firstIndex(where: { $0.rule is Dense }), dense > 0,
      plan[0].input.isImage, plan[dense].input.isFeatures,
      var seen = Optional(SeenPlayers(players, channels: plan[0].input.width))
    else { return nil }
    for place in plan[..<dense] {
      guard let next = place.rule.seen(seen, by: place),
        next.pixels.allSatisfy({ seen.sets.count($0) <= Self.mostColours })
      else { return nil }
      seen = next
    }
    self.dense = dense
    groups = Self.groups(of: seen, channels: plan[dense].input.elements / seen.pixels.count)
    colours = Self.colours(of: groups, playerCount: players.playerCount)
    let numbers = groups.reduce(0) { $0 + plan[dense].output.width << $1.players.count }
    guard colourCount <= min(Self.mostColours, players.playerCount - Self.leastSaving),
      numbers <= Self.mostNumbers
    else { return nil }
  }

  /// One group for each set of players that is in no other; a pixel joins the first, by size and
  /// then by place, that has all of its players.
  private static func groups(of seen: SeenPlayers, channels: Int) -> [Group] {
    var firstPixels: [Int32: Int] = [:]
    for (pixel, set) in seen.pixels.enumerated() where firstPixels[set] == nil {
      firstPixels[set] = pixel
    }
    let bySize = firstPixels.sorted {
      (-seen.sets.count($0.key), $0.value) < (-seen.sets.count($1.key), $1.value)
    }
    var largest: [Int32] = []
    var groupOfSet: [Int32: Int] = [:]
    for (set, _) in bySize {
      if let known = largest.firstIndex(where: { seen.sets.isSubset(set, of: $0) }) {
        groupOfSet[set] = known
      } else {
        groupOfSet[set] = largest.count
        largest.append(set)
      }
    }
    var elements = [[Range<Int>]](repeating: [], count: largest.count)
    for (pixel, set) in seen.pixels.enumerated() {
      guard let group = groupOfSet[set] else { continue }
      let own = pixel * channels..<(pixel + 1) * channels
      if let last = elements[group].last, last.upperBound == own.lowerBound {
        elements[group][elements[group].count - 1] = last.lowerBound..<own.upperBound
      } else {
        elements[group].append(own)
      }
    }
    return zip(largest, elements).map { Group(players: seen.sets.players($0), elements: $1) }
  }

  /// Each player in turn gets the first colour that no player has with whom it shares a group.
  private static func colours(of groups: [Group], playerCount: Int) -> [Int] {
    var neighbours = [Set<Int>](repeating: [], count: playerCount)
    for group in groups {
      for player in group.players { neighbours[player].formUnion(group.players) }
    }
    var colours = [Int](repeating: 0, count: playerCount)
    for player in 0..<playerCount {
      let taken = Set(neighbours[player].filter { $0 < player }.map { colours[$0] })
      colours[player] = (0...taken.count).first { !taken.contains($0) } ?? 0
    }
    return colours
  }
}
