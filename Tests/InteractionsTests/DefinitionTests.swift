import Base
import Interactions
import TestSupport
import Testing

/// Values are of size 1 and at most 2⁸ of them are added.
private let tolerance = 1e-13

@Suite struct DefinitionTests {
  @Test(arguments: 2...8) func foldEqualsTheDefinition(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 11)
    let interactions = PairwiseInteractionsByOrder(of: table)
    for (i, j) in PairsByOrder.pairs(players) {
      for m in 0...players - 2 {
        expectClose(
          interactions.means[order: m, i, j], Definitions.interaction(table, order: m, i, j),
          absolute: tolerance, "I(\(i),\(j)) at \(m)")
      }
    }
  }

  @Test(arguments: 2...8) func magnitudesEqualTheDefinition(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 12)
    let magnitudes = try #require(PairwiseInteractionsByOrder(of: table).magnitudes)
    for (i, j) in PairsByOrder.pairs(players) {
      for m in 0...players - 2 {
        expectClose(
          magnitudes[order: m, i, j], Definitions.magnitude(table, order: m, i, j),
          absolute: tolerance, "A(\(i),\(j)) at \(m)")
      }
    }
  }

  @Test(arguments: 1...8) func multiOrderShapleyValuesEqualTheDefinition(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 13)
    let shapley = MultiOrderShapleyValues(of: table)
    for i in 0..<players {
      for m in 0..<players {
        expectClose(
          shapley[order: m, i], Definitions.shapley(table, order: m, i), absolute: tolerance)
      }
    }
  }

  @Test(arguments: 0...8) func dividendsEqualTheDefinition(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 14)
    let dividends = HarsanyiDividends(of: table)
    for index in table.values.indices {
      let coalition = Coalition(bits: UInt64(index))
      expectClose(
        dividends[coalition], Definitions.dividend(table, coalition),
        absolute: tolerance * Double(1 << players))
    }
  }

  @Test(arguments: [2, 5, 9, 12]) func dividendsGiveTheSameInteractions(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 15)
    let means = PairwiseInteractionsByOrder(of: table, magnitudes: false).means
    let dividends = HarsanyiDividends(of: table)
    let pairs = PairsByOrder.pairs(players)
    for (i, j) in [pairs[0], pairs[pairs.count / 2], pairs[pairs.count - 1]] {
      for m in 0...players - 2 {
        // The dividends of 12 players reach about 2⁶ and cancel.
        expectClose(
          dividends.interaction(order: m, i, j), means[order: m, i, j], absolute: 1e-11)
      }
    }
  }

  /// n = 5, v = (3·mask² + mask) mod 11: small integers, so most results are exact.
  @Test func integerTableByHand() throws {
    let table = try ValueTable(values: (0..<32).map { Double((3 * $0 * $0 + $0) % 11) })
    let thirds: [[Double]] = [
      [3, -27, 12, -9, -21, -9, -18, -18, -3, -6],
      [-8, -27, 1, -9, -10, 2, -7, -7, -3, 5],
      [3, -5, 1, 2, 12, 13, 4, 4, -3, 5],
      [36, 39, 12, 24, 45, 24, 15, 15, -3, -6],
    ]
    let interactions = PairwiseInteractionsByOrder(of: table)
    expectClose(
      interactions.means.values, thirds.joined().map { $0 / 3 }, absolute: 1e-14)
    let strength = OrderStrength(of: interactions)
    expectClose(strength.strengths, [4.2, 7.9 / 3, 5.2 / 3, 7.3], absolute: 1e-14)
    expectClose(
      strength.shares, [1.058824, 0.663866, 0.436975, 1.840336], absolute: 5e-7)
    #expect(table.grandEffect == 10)
  }

  @Test(arguments: [0, 1]) func withoutPairsThereAreNoOrders(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 16)
    let interactions = PairwiseInteractionsByOrder(of: table)
    #expect(interactions.means.values.isEmpty)
    #expect(interactions.magnitudes?.values.isEmpty == true)
    #expect(OrderStrength(of: interactions).rows.isEmpty)
  }
}
