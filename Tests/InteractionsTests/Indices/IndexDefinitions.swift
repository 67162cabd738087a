import Base
import Interactions

/// The indices straight from their definitions, in sums over all contexts: the slow second route.
enum IndexDefinitions {
  /// Σ_{L⊆K} (−1)^{|K|−|L|} v(S∪L).
  static func derivative(_ table: ValueTable, _ set: Coalition, at context: Coalition) -> Double {
    ExactSum.of(
      subsets(of: set).map {
        let value = table[context.union($0)]
        return (set.count - $0.count).isMultiple(of: 2) ? value : -value
      })
  }

  /// Σ_S weight(|S|) Δ_K v(S) over the contexts S ⊆ N∖K.
  static func sum(_ table: ValueTable, _ set: Coalition, _ weight: (_ size: Int) -> Double)
    -> Double
  {
    ExactSum.of(
      subsets(of: Coalition.grand(table.playerCount).subtracting(set)).map {
        weight($0.count) * derivative(table, set, at: $0)
      })
  }

  static func shapleyInteraction(_ table: ValueTable, _ set: Coalition) -> Double {
    let (n, k) = (table.playerCount, set.count)
    return sum(table, set) { factorial(n - $0 - k) * factorial($0) / factorial(n - k + 1) }
  }

  static func banzhafInteraction(_ table: ValueTable, _ set: Coalition) -> Double {
    let contexts = Double(1 << (table.playerCount - set.count))
    return sum(table, set) { _ in 1 / contexts }
  }

  static func shapleyTaylor(_ table: ValueTable, _ set: Coalition, upTo order: Int) -> Double {
    let n = table.playerCount
    guard set.count == order else { return derivative(table, set, at: .empty) }
    return sum(table, set) {
      Double(order) / Double(n) * factorial($0) * factorial(n - 1 - $0) / factorial(n - 1)
    }
  }

  /// Σ over T ⊇ K of at most `order` players of B_{|T|−|K|}·SII(T).
  static func nShapley(_ table: ValueTable, _ set: Coalition, upTo order: Int) -> Double {
    let bernoulli = [1, -0.5, 1.0 / 6, 0]
    return ExactSum.of(
      supersets(of: set, in: table.playerCount).filter { $0.count <= order }.map {
        bernoulli[$0.count - set.count] * shapleyInteraction(table, $0)
      })
  }

  /// Faith-Shap by Harsanyi dividends, as its paper prints it.
  static func faithfulShapley(_ table: ValueTable, _ set: Coalition, upTo order: Int) -> Double {
    let dividends = HarsanyiDividends(of: table)
    let (k, l) = (set.count, order)
    let sign: Double = (l - k).isMultiple(of: 2) ? 1 : -1
    let factor = sign * Double(k) / Double(l + k) * choose(l, k)
    let larger = supersets(of: set, in: table.playerCount).filter { $0.count > l }
    return dividends[set]
      + factor
      * ExactSum.of(
        larger.map {
          choose($0.count - 1, l) / choose($0.count + l - 1, l + k) * dividends[$0]
        })
  }

  /// The coefficients, by set, of the polynomial of degree `order` with the least Σ_S μ(S)
  /// (v(S) − p(S))²; with `pinned`, among those that equal v at ∅ and N.
  static func bestPolynomial(
    _ table: ValueTable, upTo order: Int, pinned: Bool, _ weight: (_ size: Int) -> Double
  ) -> [Coalition: Double] {
    let n = table.playerCount
    let sets = (0...order).flatMap { PlayerSets.all(size: $0, playerCount: n) }
    let pins: [Coalition] = pinned ? [.empty, .grand(n)] : []
    let unknowns = sets.count + pins.count
    var matrix = [[Double]](
      repeating: [Double](repeating: 0, count: unknowns + 1), count: unknowns)
    for bits in 0..<UInt64(1 << n) {
      let coalition = Coalition(bits: bits)
      let inside = sets.indices.filter { sets[$0].isSubset(of: coalition) }
      if let pin = pins.firstIndex(of: coalition) {
        for place in inside {
          matrix[sets.count + pin][place] = 1
          matrix[place][sets.count + pin] = 1
        }
        matrix[sets.count + pin][unknowns] = table[coalition]
        continue
      }
      for row in inside {
        for column in inside { matrix[row][column] += weight(coalition.count) }
        matrix[row][unknowns] += weight(coalition.count) * table[coalition]
      }
    }
    let solution = solve(matrix)
    return Dictionary(uniqueKeysWithValues: zip(sets, solution))
  }

  static func subsets(of set: Coalition) -> [Coalition] {
    (0..<UInt64(1 << set.count)).map { choice in
      Coalition(
        players: set.players.enumerated().filter { choice >> $0.offset & 1 == 1 }
          .map(\.element))
    }
  }

  static func supersets(of set: Coalition, in playerCount: Int) -> [Coalition] {
    subsets(of: Coalition.grand(playerCount).subtracting(set)).map { $0.union(set) }
  }

  static func factorial(_ n: Int) -> Double { (1...max(1, n)).reduce(1) { $0 * Double($1) } }

  static func choose(_ n: Int, _ k: Int) -> Double {
    k < 0 || k > n ? 0 : factorial(n) / factorial(k) / factorial(n - k)
  }

  /// Gaussian elimination with pivoting; the last column is the right side.
  private static func solve(_ system: [[Double]]) -> [Double] {
    var rows = system
    let count = rows.count
    for column in 0..<count {
      let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        if factor == 0 { continue }
        for place in column...count { rows[row][place] -= factor * rows[column][place] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }
}
