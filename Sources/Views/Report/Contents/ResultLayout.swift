/// A grid of results as a table: its longer side downwards, its counts said once where they agree.
struct ResultLayout {
  private let grid: MeasureResults.Grid
  /// Whether variants stand below each other and quantities side by side.
  let isTurned: Bool
  /// How many units all numbers are of; nil where they differ.
  let sharedCount: String?

  init(_ grid: MeasureResults.Grid) {
    self.grid = grid
    isTurned = grid.groups.count > grid.quantities.count
    let counts = Set(grid.numbers.joined().compactMap { $0.map(\.countText) })
    sharedCount = counts.count == 1 ? counts.first : nil
  }

  /// The columns.
  var across: [String] { isTurned ? grid.quantities : grid.groups }

  /// The rows.
  var down: [String] { isTurned ? grid.groups : grid.quantities }

  /// The number at a row and a column.
  func number(_ row: Int, _ column: Int) -> MeasureResults.Number? {
    isTurned ? grid.numbers[column][row] : grid.numbers[row][column]
  }
}
