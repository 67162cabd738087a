/// v of all 2ⁿ coalitions; the value of coalition S is at index `S.bits`.
public struct ValueTable: Sendable, Hashable {
  /// The most players a table may have: 2²⁸ values are 2 GiB.
  public static let mostPlayers = 28
  /// Coalitions asked of a game at once; a multiple of every evaluation block in use.
  static let batch = 4096

  /// The number of players n.
  public let playerCount: Int
  /// The 2ⁿ values, all finite.
  public let values: [Double]

  /// A table of `values`, whose number must be 2ⁿ; `playerCount`, when given, must agree.
  public init(values: [Double], playerCount: Int? = nil) throws(ValueTableError) {
    if let playerCount, !(0...Self.mostPlayers).contains(playerCount) {
      throw .playerCount(playerCount)
    }
    let players = values.isEmpty ? 0 : values.count.trailingZeroBitCount
    if let playerCount, values.count != 1 << playerCount {
      throw .length(values.count, playerCount: playerCount)
    }
    guard !values.isEmpty, values.count == 1 << players else {
      throw .length(values.count, playerCount: nil)
    }
    guard players <= Self.mostPlayers else { throw .playerCount(players) }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(values[index], Coalition(bits: UInt64(index)))
    }
    self.playerCount = players
    self.values = values
  }

  /// Finite values made from those of a table.
  init(derived values: [Double], playerCount: Int) {
    self.playerCount = playerCount
    self.values = values
  }

  /// Evaluates a game on every coalition, in the order of the bits.
  public init(of game: some Game) throws {
    let players = game.playerCount
    guard (0...Self.mostPlayers).contains(players) else {
      throw ValueTableError.playerCount(players)
    }
    var values: [Double] = []
    values.reserveCapacity(1 << players)
    for start in stride(from: 0, to: 1 << players, by: Self.batch) {
      let end = min(start + Self.batch, 1 << players)
      let block = try game.values(
        of: CoalitionBlock(words: (start..<end).map(UInt64.init), playerCount: players))
      guard block.count == end - start else {
        throw ValueTableError.answers(block.count, asked: end - start)
      }
      values += block
    }
    try self.init(values: values, playerCount: players)
  }

  /// v of one coalition.
  public subscript(coalition: Coalition) -> Double { values[Int(coalition.bits)] }

  /// v(N) − v(∅), what all players together change.
  public var grandEffect: Double { values[values.count - 1] - values[0] }
}

extension ValueTable: Game {
  /// The stored values.
  public func values(of coalitions: CoalitionBlock) -> [Double] {
    coalitions.words.map { values[Int($0)] }
  }
}
