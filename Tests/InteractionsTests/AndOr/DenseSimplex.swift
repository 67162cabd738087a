import Interactions

/// A linear program solved by the simplex method on a dense table: the slow second route to the
/// optimal split, with nothing in common with the library's.
enum DenseSimplex {
  /// The largest c·u over u ≥ 0 with A u ≤ b, b ≥ 0; shape of `rows`: [row][column].
  ///
  /// Bland's rule after the first pivots, so that it ends on degenerate programs too.
  static func maximum(of objective: [Double], rows: [[Double]], bounds: [Double]) -> Double {
    let columns = objective.count
    var table = zip(rows, bounds).map { $0 + [$1] } + [objective.map { -$0 } + [0]]
    let last = table.count - 1
    var pivots = 0
    while true {
      let candidates = (0..<columns).filter { table[last][$0] < -1e-11 }
      let steepest = candidates.min { table[last][$0] < table[last][$1] }
      guard let column = pivots < 2000 ? steepest : candidates.first else { break }
      var row: Int?
      var ratio = Double.infinity
      for candidate in 0..<last where table[candidate][column] > 1e-11 {
        let limit = table[candidate][columns] / table[candidate][column]
        if limit < ratio { (row, ratio) = (candidate, limit) }
      }
      guard let row else { return .infinity }
      pivot(&table, row: row, column: column)
      pivots += 1
    }
    return table[last][columns]
  }

  /// Exchanges the variables of a row and a column.
  private static func pivot(_ table: inout [[Double]], row: Int, column: Int) {
    let element = table[row][column]
    for index in table[row].indices { table[row][index] /= element }
    table[row][column] = 1 / element
    let pivotRow = table[row]
    for other in table.indices where other != row {
      let factor = table[other][column]
      guard factor != 0 else { continue }
      table[other].withUnsafeMutableBufferPointer { entries in
        for index in entries.indices { entries[index] -= factor * pivotRow[index] }
      }
      table[other][column] = -factor / element
    }
  }

  /// The smallest Σ|I_and| + Σ|I_or| of a game with |q| ≤ ζ, from the dual program:
  /// max Σ v(S)λ(S) − ζ|λ(S)| subject to −1 ≤ Σ_{S⊇T} λ(S) ≤ 1, −1 ≤ Σ_{S∩T≠∅} λ(S) ≤ 1.
  static func leastL1(of table: ValueTable, noiseBound: Double) -> Double {
    let count = table.values.count
    var rows: [[Double]] = []
    for t in 0..<count {
      let and = (0..<count).map { s in s & t == t ? 1.0 : 0 }
      let or = (0..<count).map { s in s & t != 0 || t == 0 ? 1.0 : 0 }
      for row in [and, or] {
        // λ = λ⁺ − λ⁻.
        let both = row + row.map { -$0 }
        rows += [both, both.map { -$0 }]
      }
    }
    let objective =
      table.values.map { $0 - noiseBound } + table.values.map { -$0 - noiseBound }
    return maximum(
      of: objective, rows: rows, bounds: [Double](repeating: 1, count: rows.count))
  }
}
