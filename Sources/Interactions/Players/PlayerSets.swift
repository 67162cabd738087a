/// The sets of a given size among n players, in lexicographic order: {0,1}, {0,2}, …, {1,2}, ….
public enum PlayerSets {
  /// The number of sets of `size` players, C(n, size).
  public static func count(size: Int, playerCount: Int) -> Int {
    guard size >= 0, size <= playerCount else { return 0 }
    return (0..<size).reduce(1) { $0 * (playerCount - $1) / ($1 + 1) }
  }

  /// The sets of `size` players, in order.
  public static func all(size: Int, playerCount: Int) -> [Coalition] {
    var sets: [Coalition] = []
    sets.reserveCapacity(count(size: size, playerCount: playerCount))
    func extend(_ set: Coalition, from first: Int, missing: Int) {
      guard missing > 0 else { return sets.append(set) }
      guard first <= playerCount - missing else { return }
      for player in first...playerCount - missing {
        extend(set.adding(player), from: player + 1, missing: missing - 1)
      }
    }
    extend(.empty, from: 0, missing: size)
    return sets
  }

  /// The place of a set among those of its size.
  public static func index(of set: Coalition, playerCount: Int) -> Int {
    // Counts the sets that come later, by the first place where they differ.
    var later = 0
    var rest = set.bits
    var missing = set.count
    while rest != 0 {
      let player = rest.trailingZeroBitCount
      rest &= rest - 1
      later += count(size: missing, playerCount: playerCount - 1 - player)
      missing -= 1
    }
    return count(size: set.count, playerCount: playerCount) - 1 - later
  }
}
