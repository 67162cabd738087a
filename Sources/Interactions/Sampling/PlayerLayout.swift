/// How players lie beside each other: what "local" means, and which pairs share their contexts.
public enum PlayerLayout: Sendable, Hashable {
  /// Players 0..<count without a geometry of two dimensions: features, tokens.
  case line(Int)
  /// The cells of a grid, row by row: player r·columns + c is the cell of row r and column c.
  case grid(rows: Int, columns: Int)

  /// The side of a window on a grid, and the root of the number of players of one on a line.
  ///
  /// Larger windows share a little more (1.16 coalitions per second difference instead of 1.26 at
  /// low context orders), smaller ones have more contexts that are independent of each other.
  static let windowSide = 4

  /// The number of players n.
  public var playerCount: Int {
    switch self {
    case .line(let count): return count
    case .grid(let rows, let columns): return rows * columns
    }
  }

  /// The window a player lies in: a tile of 4×4 cells, or 16 players side by side.
  func window(of player: Int) -> Int {
    let side = Self.windowSide
    switch self {
    case .line: return player / (side * side)
    case .grid(_, let columns):
      let tiles = (columns + side - 1) / side
      return player / columns / side * tiles + player % columns / side
    }
  }
}
