import Base
import TestSupport
import Testing

@testable import Interactions

/// The error of estimates whose truth is known.
@Suite("errors of an estimator over repetitions")
struct EstimatorErrorTests {
  /// Rounding of sums of a few Doubles.
  static let rounding = 1e-14

  @Test("bias, deviation and root mean square by hand, and what pairs and contexts add")
  func byHand() {
    let error = EstimatorError(
      estimates: [[1.5, 0], [2.5, 4]], ofDrawnPairs: [[1, 1], [1, 3]], truth: [1, 2])
    #expect(error.repetitions == 2)
    let first = error.orders[0]
    #expect(first.total.bias == 1)
    expectClose(first.total.deviation, 0.5.squareRoot(), absolute: Self.rounding)
    expectClose(first.total.rootMeanSquare, 1.25.squareRoot(), absolute: Self.rounding)
    // The pairs drawn have the truth: all of it comes from contexts.
    #expect(first.contexts == first.total)
    #expect(first.pairs.bias == 0 && first.pairs.rootMeanSquare == 0)
    let second = error.orders[1]
    #expect([second.total.bias, second.contexts.bias, second.pairs.bias] == [0, 0, 0])
    expectClose(second.total.rootMeanSquare, 2, absolute: Self.rounding)
    expectClose(second.contexts.rootMeanSquare, 1, absolute: Self.rounding)
    expectClose(second.pairs.rootMeanSquare, 1, absolute: Self.rounding)
    let all = EstimatorError.Part(overOrders: error.orders.map(\.total))
    expectClose(all.bias, 0.5.squareRoot(), absolute: Self.rounding)
    expectClose(all.rootMeanSquare, (5.25 / 2).squareRoot(), absolute: Self.rounding)
  }

  @Test("J divides by a mean in which an order counts as often as ratios fall on it")
  func weights() throws {
    // 16 players: ratios 0 and .05 are both order 0, and no ratio is order 3, 6 or 10.
    let orders = contextOrders(ratios: officialContextRatios, players: 16)
    #expect(orders == [0, 1, 2, 4, 5, 7, 8, 9, 11, 12, 13, 14])
    let weights = contextOrderWeights(
      of: Array(0...14), ratios: officialContextRatios, players: 16)
    #expect(weights == [2, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1])
    #expect(weights.reduce(0, +) == 13)
    expectClose(
      orderShares(of: [3, 1], weights: [2, 1]), [9.0 / 7, 3.0 / 7], absolute: Self.rounding)
    #expect(orderShares(of: [3, 1]) == [1.5, 0.5])
    #expect(orderShares(of: [0, 0], weights: [2, 1]) == [0, 0])
    // Equal weights are no weights, errors included.
    let table = try ValueTable.random(playerCount: 6, seed: 3)
    let sampled = try SampledInteractions(
      of: table,
      .official(of: .all(.line(6)), pairs: 5, contexts: 4, ratios: [0.5, 1], seed: 1))
    #expect(sampled[.strength].shares(weights: [1, 1]) == sampled[.strength].shares)
    let pool = StrengthOverSamples(perSample: [[1, 2], [3, 1], [2, 2]])
    #expect(pool.shares(weights: [1, 1]) == pool.shares)
    // An order counted alone is its own mean, without an error.
    let alone = try #require(pool.shares(weights: [1, 0]))
    #expect(alone[0].value == 1 && alone[0].standardError == 0)
  }

  @Test("strengths over some pairs are means over them")
  func somePairs() throws {
    let table = try ValueTable.random(playerCount: 5, seed: 8)
    let all = PairwiseInteractionsByOrder(of: table)
    let pairs = [PlayerPair(0, 3), PlayerPair(2, 1)]
    let strength = OrderStrength(of: all, orders: [1, 3], pairs: pairs)
    for (row, order) in zip(strength.rows, [1, 3]) {
      let means = [all.means[order: order, 0, 3], all.means[order: order, 1, 2]]
      let magnitudes = try #require(all.magnitudes)
      let own = [magnitudes[order: order, 0, 3], magnitudes[order: order, 1, 2]]
      expectClose(row.strength, (abs(means[0]) + abs(means[1])) / 2, absolute: Self.rounding)
      expectClose(row.signedMean, (means[0] + means[1]) / 2, absolute: Self.rounding)
      expectClose(row.magnitude ?? 0, (own[0] + own[1]) / 2, absolute: Self.rounding)
      #expect(row.countedPairs == 2)
    }
    let every = PairsByOrder.pairs(5).map { PlayerPair($0.0, $0.1) }
    #expect(OrderStrength(of: all, pairs: every) == OrderStrength(of: all))
  }
}
