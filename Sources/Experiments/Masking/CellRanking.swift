import Base

/// The cells of a grid in the order in which they are masked: at random, or from the rim inwards.
///
/// Cells farthest from the grid's centre come first, by Chebyshev distance counted in cells; cells
/// as far as each other come in a random order (science: §5.3).
struct CellRanking: Sendable, Hashable {
  /// Which cells go first.
  enum Rule: String, Sendable, Hashable, CaseIterable {
    /// Any, all alike.
    case random
    /// Those farthest from the centre.
    case peripheral
  }

  /// Twice the distance of each cell from the centre, row by row.
  let distances: [Int]

  /// Ranks the cells of `rows` × `columns`.
  init(rows: Int, columns: Int) {
    distances = (0..<rows).flatMap { y in
      (0..<columns).map { x in max(abs(2 * y - rows + 1), abs(2 * x - columns + 1)) }
    }
  }

  /// The cells in the order masked.
  ///
  /// Both rules take `permutation`, so their difference has less noise than that of independent ones.
  func cells(_ rule: Rule, _ permutation: [Int]) -> [Int] {
    switch rule {
    case .random: permutation
    case .peripheral:
      // Counting sort: cells as far as each other keep the permutation's order.
      Set(distances).sorted(by: >).flatMap { distance in
        permutation.filter { distances[$0] == distance }
      }
    }
  }
}
