import Base
import Interactions
import TestSupport
import Testing

private let tolerance = 1e-12

/// Identities between indices, on tables of independent normal values.
@Suite struct IdentityTests {
  static let tables = [(2, 1), (3, 2), (7, 3), (12, 4)].map { (players: $0, seed: UInt64($1)) }

  @Test(arguments: tables)
  func pairsAndSinglesMakeUpTheGrandEffect(players n: Int, seed: UInt64) throws {
    let table = try ValueTable.random(playerCount: n, seed: seed)
    let interactions = PairwiseInteractionsByOrder(of: table, magnitudes: false)
    let singles = (0..<n).map { table[Coalition(players: [$0])] - table[.empty] }
    // Ordered pairs: twice each unordered one.
    let pairs = (0..<n - 1).flatMap { m -> [Double] in
      let weight = 2 * Double(n - 1 - m) / Double(n * (n - 1))
      return interactions.means[order: m].map { weight * $0 }
    }
    expectClose(ExactSum.of(singles + pairs), table.grandEffect, absolute: tolerance)
  }

  @Test(arguments: tables)
  func shapleyValuesMakeUpTheGrandEffect(players n: Int, seed: UInt64) throws {
    let table = try ValueTable.random(playerCount: n, seed: seed)
    let shapley = MultiOrderShapleyValues(of: table).shapley
    expectClose(ExactSum.of(shapley), table.grandEffect, absolute: tolerance)
  }

  /// φ⁽ᵐ⁺¹⁾(i) − φ⁽ᵐ⁾(i) is the mean of I⁽ᵐ⁾(i,j) over j ≠ i.
  @Test(arguments: tables)
  func interactionsAreTheGrowthOfAttributions(players n: Int, seed: UInt64) throws {
    let table = try ValueTable.random(playerCount: n, seed: seed)
    let sums = CoalitionSums(of: table)
    let shapley = MultiOrderShapleyValues(sums)
    let interactions = sums.interactions
    for i in 0..<n {
      for m in 0..<n - 1 {
        let others = (0..<n).filter { $0 != i }.map { interactions[order: m, i, $0] }
        expectClose(
          shapley[order: m + 1, i] - shapley[order: m, i],
          ExactSum.of(others) / Double(n - 1), absolute: tolerance)
      }
    }
  }

  /// The mean of v over coalitions of size s, from singles and interactions alone.
  @Test(arguments: tables)
  func interactionsGiveTheMeanValueOfEachSize(players n: Int, seed: UInt64) throws {
    let table = try ValueTable.random(playerCount: n, seed: seed)
    let interactions = PairwiseInteractionsByOrder(of: table, magnitudes: false).means
    let singles = (0..<n).map { table[Coalition(players: [$0])] - table[.empty] }
    for size in 2...n {
      let ofSize = table.values.indices.filter { $0.nonzeroBitCount == size }
      let mean = ExactSum.of(ofSize.map { table.values[$0] }) / Double(ofSize.count)
      var terms = [table[.empty]] + singles.map { $0 * Double(size) / Double(n) }
      for m in 0...size - 2 {
        let weight = 2 * Double(size - 1 - m) / Double(n * (n - 1))
        terms += interactions[order: m].map { $0 * weight }
      }
      expectClose(ExactSum.of(terms), mean, absolute: tolerance)
    }
  }

  @Test(arguments: tables)
  func addingALinearGameChangesNoInteraction(players n: Int, seed: UInt64) throws {
    let table = try ValueTable.random(playerCount: n, seed: seed)
    let linear = LinearGame(weights: (0..<n).map { Double($0) - 1.5 }, constant: 1000)
    let shifted = try ValueTable(
      values: zip(table.values, try linear.values(of: table.coalitions)).map { $0 + $1 })
    let before = PairwiseInteractionsByOrder(of: table)
    let after = PairwiseInteractionsByOrder(of: shifted)
    // The sum with 1000 is rounded to 1e-13 before anything is computed.
    expectClose(after.means.values, before.means.values, absolute: 2e-12)
    expectClose(
      after.magnitudes?.values ?? [], before.magnitudes?.values ?? [], absolute: 2e-12)
  }

  @Test(arguments: tables)
  func scalingScalesStrengthAndLeavesShares(players n: Int, seed: UInt64) throws {
    let table = try ValueTable.random(playerCount: n, seed: seed)
    let scaled = try ValueTable(values: table.values.map { -8 * $0 })
    let before = OrderStrength(of: PairwiseInteractionsByOrder(of: table))
    let after = OrderStrength(of: PairwiseInteractionsByOrder(of: scaled))
    // Powers of two scale every rounding exactly.
    #expect(after.strengths == before.strengths.map { 8 * $0 })
    #expect(after.rows.map(\.signedMean) == before.rows.map { -8 * $0.signedMean })
    #expect(after.rows.map(\.magnitude) == before.rows.map { $0.magnitude.map { 8 * $0 } })
    #expect(after.shares == before.shares)
  }

  @Test func aDummyPlayerInteractsWithNobody() throws {
    // Player 2 changes nothing: its bit is dropped from the index.
    let small = try ValueTable.random(playerCount: 5, seed: 21)
    let table = try ValueTable(
      values: (0..<64).map { small.values[$0 & 3 | ($0 >> 3) << 2] })
    let interactions = PairwiseInteractionsByOrder(of: table)
    for other in [0, 1, 3, 4, 5] {
      for m in 0...4 {
        expectClose(interactions.means[order: m, 2, other], 0, absolute: 1e-15)
        #expect(interactions.magnitudes?[order: m, 2, other] == 0)
      }
    }
  }

  @Test func renamingPlayersRenamesPairs() throws {
    let n = 6
    let table = try ValueTable.random(playerCount: n, seed: 22)
    let newName = [3, 0, 5, 1, 4, 2]
    let renamed = try ValueTable(
      values: table.coalitions.map { coalition in
        table[Coalition(players: (0..<n).filter { coalition.contains(newName[$0]) })]
      })
    let before = PairwiseInteractionsByOrder(of: table)
    let after = PairwiseInteractionsByOrder(of: renamed)
    for (i, j) in PairsByOrder.pairs(n) {
      for m in 0...n - 2 {
        expectClose(
          after.means[order: m, newName[i], newName[j]], before.means[order: m, i, j],
          absolute: 1e-14)
        expectClose(
          after.magnitudes?[order: m, newName[i], newName[j]] ?? .nan,
          before.magnitudes?[order: m, i, j] ?? .nan, absolute: 1e-14)
      }
    }
  }
}

extension ValueTable {
  /// All coalitions in the order of the values.
  var coalitions: [Coalition] { values.indices.map { Coalition(bits: UInt64($0)) } }
}
