import Base

extension ValueTable {
  /// A table of independent standard normal values: the game without structure, the null of J.
  ///
  /// The same for the same seed and index; `index` tells tables of one null apart.
  public static func random(playerCount: Int, seed: UInt64, index: UInt64 = 0)
    throws(ValueTableError) -> ValueTable
  {
    guard (0...mostPlayers).contains(playerCount) else { throw .playerCount(playerCount) }
    var stream = RandomStream(seed: seed, purpose: "random value table", index: index)
    return try ValueTable(values: (0..<1 << playerCount).map { _ in stream.normal() })
  }
}
