/// How players lie beside each other: what "local" means, and which pairs share their contexts.
public enum PlayerLayout: Sendable, Hashable {
  /// Players 0..<count without a geometry of two dimensions: features, tokens.
  case line(Int)
  /// The cells of a grid, row by row: player r·columns + c is the cell of row r and column c.
  case grid(rows: Int, columns: Int)

  /// The side of a window on a grid, and the root of the number of players of one on a line.
  ///
  /// Larger windows share a little more – on a 16×16 grid with pairs within radius 2, 1.26 to 1.52
  /// coalitions for each second difference instead of 1.33 to 1.68 –, but strong interactions lie
  /// close together, and then fewer contexts tell about them: by simulation, windows of side 4
  /// leave a fifth more standard error at equal cost.
  static let windowSide = 3

  /// The number of players n.
  public var playerCount: Int {
    switch self {
    case .line(let count): return count
    case .grid(let rows, let columns): return rows * columns
    }
  }

  /// The window a player lies in: a tile of 3×3 cells, or 9 players side by side.
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
