import Base
import Interactions

/// The interactions straight from their definitions, one context after the other: the slow second
/// route that the library's numbers are held against.
enum Definitions {
  /// v(S∪{i,j}) − v(S∪{i}) − v(S∪{j}) + v(S) for every context S of size m.
  static func secondDifferences(_ table: ValueTable, order m: Int, _ i: Int, _ j: Int) -> [Double] {
    let pair = Coalition(players: [i, j])
    return contexts(table.playerCount, size: m, without: pair).map { context in
      table[context.union(pair)] - table[context.adding(i)] - table[context.adding(j)]
        + table[context]
    }
  }

  static func interaction(_ table: ValueTable, order m: Int, _ i: Int, _ j: Int) -> Double {
    mean(secondDifferences(table, order: m, i, j))
  }

  static func magnitude(_ table: ValueTable, order m: Int, _ i: Int, _ j: Int) -> Double {
    mean(secondDifferences(table, order: m, i, j).map(abs))
  }

  static func shapley(_ table: ValueTable, order m: Int, _ i: Int) -> Double {
    let player = Coalition(players: [i])
    return mean(
      contexts(table.playerCount, size: m, without: player).map { table[$0.adding(i)] - table[$0] })
  }

  /// Σ over L ⊆ T of (−1)^{|T|−|L|} v(L).
  static func dividend(_ table: ValueTable, _ coalition: Coalition) -> Double {
    ExactSum.of(
      (0...coalition.bits).lazy.map(Coalition.init(bits:)).filter { $0.isSubset(of: coalition) }
        .map { (coalition.count - $0.count).isMultiple(of: 2) ? table[$0] : -table[$0] })
  }

  private static func contexts(_ n: Int, size: Int, without excluded: Coalition) -> [Coalition] {
    (0..<UInt64(1 << n)).map(Coalition.init(bits:)).filter {
      $0.count == size && $0.intersection(excluded).isEmpty
    }
  }

  private static func mean(_ values: [Double]) -> Double {
    ExactSum.of(values) / Double(values.count)
  }
}
