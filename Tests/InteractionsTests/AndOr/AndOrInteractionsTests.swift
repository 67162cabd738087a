import Base
import Interactions
import TestSupport
import Testing

/// Sums of at most 2⁸ numbers of size 1.
private let tolerance = 1e-11

/// The interactions of a table under an arbitrary split.
private func randomSplit(of table: ValueTable, seed: UInt64) -> AndOrInteractions {
  var stream = RandomStream(seed: seed, purpose: "split")
  let gamma = table.values.map { _ in 3 * stream.normal() }
  return AndOrInteractions(
    playerCount: table.playerCount, andPart: zip(table.values, gamma).map { 0.5 * $0 + $1 },
    orPart: zip(table.values, gamma).map { 0.5 * $0 - $1 })
}

/// The interactions that are not 0, by coalition.
private func nonZero(_ interactions: [Double]) -> [Coalition: Double] {
  Dictionary(
    uniqueKeysWithValues: interactions.enumerated().filter { $0.element != 0 }
      .map { (Coalition(bits: UInt64($0.offset)), $0.element) })
}

@Suite struct AndOrInteractionsTests {
  @Test func bothTypesByTheDefinition() throws {
    let table = try ValueTable.random(playerCount: 5, seed: 1)
    let full = Coalition.grand(5)
    let mirrored = try ValueTable(values: table.coalitions.map { table[full.subtracting($0)] })
    let or = AndOrInteractions.orOnly(table).or
    for coalition in table.coalitions where !coalition.isEmpty {
      expectClose(
        or[Int(coalition.bits)], -Definitions.dividend(mirrored, coalition), absolute: tolerance)
    }
    #expect(or[0] == table[.empty])
    #expect(AndOrInteractions.orOnly(table).and.allSatisfy { $0 == 0 })
    expectClose(
      AndOrInteractions.andOnly(table).and, HarsanyiDividends(of: table).values,
      absolute: tolerance)
    #expect(AndOrInteractions.andOnly(table).or.allSatisfy { $0 == 0 })
  }

  /// Universal matching: whatever the split, every value comes back.
  @Test(arguments: 0...8) func everySplitGivesBackEveryValue(n: Int) throws {
    let table = try ValueTable.random(playerCount: n, seed: 2)
    let interactions = randomSplit(of: table, seed: UInt64(n))
    #expect(interactions.reconstructionError(of: table) < tolerance)
    for coalition in table.coalitions {
      let terms = table.coalitions.flatMap { other -> [Double] in
        let index = Int(other.bits)
        let and = other.isSubset(of: coalition) ? interactions.and[index] : 0
        let touches = !other.intersection(coalition).isEmpty || other.isEmpty
        return [and, touches ? interactions.or[index] : 0]
      }
      expectClose(ExactSum.of(terms), table[coalition], absolute: tolerance)
    }
  }

  @Test func aWrongInteractionIsAnErrorOfReconstruction() throws {
    let table = try ValueTable.random(playerCount: 4, seed: 3)
    let right = randomSplit(of: table, seed: 4)
    var or = right.or
    or[6] += 0.25
    let wrong = AndOrInteractions(playerCount: 4, and: right.and, or: or)
    expectClose(wrong.reconstructionError(of: table), 0.25, absolute: tolerance)
  }

  /// Shapley and Banzhaf values and the grand effect do not depend on the split.
  @Test(arguments: [1, 2, 3]) func attributionsFromTheInteractionsOfAnySplit(seed: UInt64) throws {
    let n = 6
    let table = try ValueTable.random(playerCount: n, seed: 5)
    let interactions = randomSplit(of: table, seed: seed)
    let both = zip(interactions.and, interactions.or).map { $0 + $1 }
    let shapley = MultiOrderShapleyValues(of: table).shapley
    for player in 0..<n {
      let members = table.coalitions.filter { $0.contains(player) }
      expectClose(
        ExactSum.of(members.map { both[Int($0.bits)] / Double($0.count) }), shapley[player],
        absolute: tolerance)
      let banzhaf = ExactSum.of(
        table.coalitions.filter { !$0.contains(player) }
          .map { table[$0.adding(player)] - table[$0] })
      expectClose(
        ExactSum.of(members.map { both[Int($0.bits)] / Double(1 << ($0.count - 1)) }),
        banzhaf / Double(1 << (n - 1)), absolute: tolerance)
    }
    expectClose(ExactSum.of(Array(both.dropFirst())), table.grandEffect, absolute: tolerance)
  }

  @Test func booleanFunctions() throws {
    let members: Coalition = [0, 2, 3]
    let and = try ValueTable(of: AndGame(playerCount: 5, members: members))
    #expect(nonZero(AndOrInteractions.andOnly(and).and) == [members: 1])
    let or = try ValueTable(of: OrGame(playerCount: 5, members: members))
    #expect(nonZero(AndOrInteractions.orOnly(or).or) == [members: 1])
    let subsets = or.coalitions.filter { !$0.isEmpty && $0.isSubset(of: members) }
    let signs = subsets.map { $0.count.isMultiple(of: 2) ? -1.0 : 1 }
    #expect(
      nonZero(AndOrInteractions.andOnly(or).and)
        == Dictionary(uniqueKeysWithValues: zip(subsets, signs)))
    // Of an exclusive or, 0 or 1, the dividend of size s is (−2)ˢ⁻¹.
    let parity = try ValueTable(
      values: or.coalitions.map { Double($0.intersection(members).count % 2) })
    let powers = subsets.map { [1.0, -2, 4][$0.count - 1] }
    #expect(
      nonZero(AndOrInteractions.andOnly(parity).and)
        == Dictionary(uniqueKeysWithValues: zip(subsets, powers)))
    let majority = try ValueTable(of: SymmetricGame.majority(playerCount: 3))
    #expect(
      nonZero(AndOrInteractions.andOnly(majority).and)
        == [[0, 1]: 1, [0, 2]: 1, [1, 2]: 1, [0, 1, 2]: -2])
    // Player 0 chooses between 1 and 2.
    let choice = try ValueTable(values: [0, 0, 0, 1, 1, 0, 1, 1])
    #expect(
      nonZero(AndOrInteractions.andOnly(choice).and) == [[2]: 1, [0, 2]: -1, [0, 1]: 1])
  }

  @Test func mergingKeepsEveryValueAndEverySumOfTwo() throws {
    let table = try ValueTable.random(playerCount: 5, seed: 6)
    let before = randomSplit(of: table, seed: 7)
    let after = before.mergingSingles
    #expect(after.reconstructionError(of: table) < tolerance)
    for (index, coalition) in table.coalitions.enumerated() {
      if coalition.count <= 1 {
        #expect(after.and[index] == before.and[index] + before.or[index])
        #expect(after.or[index] == 0)
      } else {
        #expect(after.and[index] == before.and[index])
        #expect(after.or[index] == before.or[index])
      }
    }
  }

  /// Recursion, I(S∪i) = I(S | i present) − I(S | i absent), and a player without effect.
  @Test func axiomsOfTheAndInteractions() throws {
    let n = 5
    let table = try ValueTable.random(playerCount: n, seed: 8)
    let and = AndOrInteractions.andOnly(table).and
    for player in 0..<n {
      let low = (1 << player) - 1
      let others = (0..<1 << (n - 1)).map { $0 & low | ($0 & ~low) << 1 }
      let absent = AndOrInteractions.andOnly(
        try ValueTable(values: others.map { table.values[$0] }))
      let present = AndOrInteractions.andOnly(
        try ValueTable(values: others.map { table.values[$0 | 1 << player] }))
      for (index, coalition) in others.enumerated() {
        expectClose(
          and[coalition | 1 << player], present.and[index] - absent.and[index],
          absolute: tolerance)
      }
      let dummy = try ValueTable(
        values: table.values.indices.map { table.values[$0 & ~(1 << player)] })
      for split in [AndOrInteractions.andOnly(dummy), .orOnly(dummy)] {
        for coalition in dummy.coalitions where coalition.contains(player) {
          expectClose(split.and[Int(coalition.bits)], 0, absolute: tolerance)
          expectClose(split.or[Int(coalition.bits)], 0, absolute: tolerance)
        }
      }
    }
  }

  /// Independent values of variance σ² give interactions of variance 2^{|S|}σ².
  @Test func noiseGrowsWithTheInteractionOrder() throws {
    let n = 8
    let repetitions = 300
    var squares = [Double](repeating: 0, count: n + 1)
    for repetition in 0..<repetitions {
      let table = try ValueTable.random(playerCount: n, seed: 9, index: UInt64(repetition))
      for (index, interaction) in AndOrInteractions.andOnly(table).and.enumerated() {
        squares[index.nonzeroBitCount] += interaction * interaction
      }
    }
    for size in 1...n - 1 {
      let count =
        Double(repetitions) * Double((1..<1 << n).filter { $0.nonzeroBitCount == size }.count)
      // Relative standard error of a variance: √(2/N), more where neighbours share values.
      expectClose(squares[size] / count, Double(1 << size), relative: 0.1)
    }
  }
}
