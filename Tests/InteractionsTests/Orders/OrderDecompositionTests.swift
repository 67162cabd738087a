import Base
import Interactions
import TestSupport
import Testing

@Suite("v(N) as the sum of what players and pairs do at each order")
struct OrderDecompositionTests {
  /// Sums of up to 2¹² values of order one.
  static let rounding = 1e-11

  @Test("the parts make up v(N)", arguments: [(2, 1), (3, 2), (8, 3), (12, 4)])
  func efficiency(players n: Int, seed: Int) throws {
    let table = try ValueTable.random(playerCount: n, seed: UInt64(seed))
    let parts = OrderDecomposition(of: table)
    #expect(parts.playerCount == n)
    expectClose(parts.grand, table.values[table.values.count - 1], absolute: Self.rounding)
    let singles = (0..<n).map { table[Coalition(players: [$0])] - table[.empty] }
    expectClose(parts.firstOrder, singles.reduce(0, +), absolute: Self.rounding)
  }

  @Test("what two inputs differ by is the decomposition of the difference")
  func difference() throws {
    let first = try ValueTable.random(playerCount: 6, seed: 5)
    let second = try ValueTable.random(playerCount: 6, seed: 6)
    let change = try ValueTable(values: zip(first.values, second.values).map { $0 - $1 })
    let found = OrderDecomposition(of: first) - OrderDecomposition(of: second)
    let wanted = OrderDecomposition(of: change)
    expectClose(found.interactions, wanted.interactions, absolute: Self.rounding)
    expectClose(found.grand, change.values[63], absolute: Self.rounding)
    expectClose(found.ofPairs, wanted.ofPairs, absolute: Self.rounding)
    expectClose(found.empty, wanted.empty, absolute: Self.rounding)
  }

  /// |S|²: every I⁽ᵐ⁾ is 2, every φ⁽⁰⁾ is 1.
  @Test("a game in closed form")
  func squares() throws {
    let n = 7
    let table = try ValueTable(
      values: (0..<1 << n).map { Double($0.nonzeroBitCount * $0.nonzeroBitCount) })
    let parts = OrderDecomposition(of: table)
    expectClose(parts.interactions, [Double](repeating: 2, count: n - 1), absolute: Self.rounding)
    expectClose(parts.firstOrder, 7, absolute: Self.rounding)
    expectClose(parts.ofPairs, 42, absolute: Self.rounding)
    #expect(parts.weighted.count == n - 1)
    // From 1/n down to 1/(n(n − 1)).
    expectClose(parts.weighted[0], 2.0 / 7, absolute: Self.rounding)
    expectClose(parts.weighted[5], 2.0 / 42, absolute: Self.rounding)
  }
}
