import Base
import Interactions
import TestSupport
import Testing

private func interactions(_ table: [[Double]], _ magnitudes: [[Double]]?, effect: Double = 1)
  -> PairwiseInteractionsByOrder
{
  let n = table.count + 1
  return PairwiseInteractionsByOrder(
    means: PairsByOrder(playerCount: n, values: table.flatMap { $0 }),
    magnitudes: magnitudes.map { PairsByOrder(playerCount: n, values: $0.flatMap { $0 }) },
    grandEffect: effect)
}

@Suite struct OrderStrengthTests {
  @Test func numbersOfOneImageByHand() throws {
    let strength = OrderStrength(
      of: interactions([[1, -2, 3], [0, 0, -6]], [[2, 2, 4], [0, 3, 8]], effect: -4))
    let rows = strength.rows
    #expect(rows.map(\.order) == [0, 1])
    #expect(rows.map(\.strength) == [2, 2])
    #expect(rows.map(\.signedMean) == [2.0 / 3, -2])
    #expect(rows.map(\.magnitude) == [8.0 / 3, 11.0 / 3])
    // Order 0: 1/2, 2/2, 3/4. Order 1: the first pair has no magnitude and is left out.
    #expect(rows.map(\.disentanglement) == [0.75, 0.375])
    #expect(rows.map(\.skippedPairs) == [0, 1])
    #expect(rows.map(\.countedPairs) == [3, 2])
    expectClose(rows.compactMap(\.ratioOfMeans), [0.75, 6.0 / 11], relative: 1e-15)
    #expect(strength.grandEffect == 4)
    #expect(strength.relativeStrengths == [0.5, 0.5])
  }

  @Test func chosenOrdersAlone() throws {
    let all = interactions([[1, 1, 1], [3, 3, 3]], nil)
    let top = OrderStrength(of: all, orders: [1])
    #expect(top.rows.map(\.order) == [1])
    #expect(top.shares == [1])
    #expect(top.rows[0].magnitude == nil && top.rows[0].disentanglement == nil)
    #expect(top.rows[0].ratioOfMeans == nil)
  }

  @Test func overImagesJIsTheRatioOfMeans() throws {
    let weak = OrderStrength(of: interactions([[1, 1, 1], [0, 0, 0]], nil, effect: 1))
    let strong = OrderStrength(of: interactions([[0, 0, 0], [9, 9, 9]], nil, effect: 2))
    let both = try #require(OrderStrength(averaging: [weak, strong]))
    #expect(both.strengths == [0.5, 4.5])
    // The mean of the two images' own shares would be 1 and 1.
    #expect(both.shares == [0.2, 1.8])
    #expect(both.grandEffect == 1.5)
    #expect(OrderStrength(averaging: []) == nil)
  }

  @Test func overImagesDisentanglementCountsPairs() throws {
    let full = OrderStrength(of: interactions([[1, 1, 1], [1, 1, 1]], [[2, 2, 2], [1, 1, 1]]))
    let sparse = OrderStrength(
      of: interactions([[1, 0, 0], [0, 0, 0]], [[1, 0, 0], [0, 0, 0]]))
    let both = try #require(OrderStrength(averaging: [full, sparse]))
    // (½ + ½ + ½ + 1) / 4 pairs; at order 1 the second image has no pair at all.
    #expect(both.rows.map(\.disentanglement) == [0.625, 1])
    #expect(both.rows.map(\.skippedPairs) == [2, 3])
    #expect(both.rows.map(\.countedPairs) == [4, 3])
  }

  @Test func theOrderOfImagesDoesNotMatter() throws {
    let images = try (0..<20).map {
      OrderStrength(
        of: PairwiseInteractionsByOrder(
          of: try ValueTable.random(playerCount: 5, seed: 41, index: UInt64($0))))
    }
    var stream = RandomStream(seed: 42, purpose: "shuffle")
    let shuffled = stream.permutation(20).map { images[$0] }
    #expect(OrderStrength(averaging: images) == OrderStrength(averaging: shuffled))
  }

  @Test func sharesSumToTheNumberOfOrders() throws {
    for index in 0..<10 {
      let table = try ValueTable.random(playerCount: 9, seed: 43, index: UInt64(index))
      let shares = OrderStrength(of: PairwiseInteractionsByOrder(of: table)).shares
      expectClose(ExactSum.of(shares), 8, absolute: 1e-12)
    }
  }

  @Test func withoutAnyStrengthAllSharesAreZero() {
    #expect(orderShares(of: [0, 0, 0]) == [0, 0, 0])
    #expect(orderShares(of: []) == [])
  }

  @Test func noEffectAtAllHasNoRelativeStrength() {
    let strength = OrderStrength(of: interactions([[1]], nil, effect: 0))
    #expect(strength.relativeStrengths == nil)
  }
}

@Suite struct NullCurveTests {
  @Test func publishedValuesOfTwelvePlayers() {
    expectClose(
      independentValuesShares(orders: Array(0...10), playerCount: 12),
      [3.319, 1.050, 0.495, 0.303, 0.229, 0.209, 0.229, 0.303, 0.495, 1.050, 3.319],
      absolute: 6e-4)
  }

  @Test func randomTablesFollowIt() throws {
    let images = try (0..<250).map {
      OrderStrength(
        of: PairwiseInteractionsByOrder(
          of: try ValueTable.random(playerCount: 8, seed: 44, index: UInt64($0)),
          magnitudes: false))
    }
    let measured = try #require(OrderStrength(averaging: images))
    // E|I| = 2σ√(2/π) at the ends, where each pair has one context. 250 tables × 28 dependent
    // pairs leave about 2 % of noise.
    expectClose(measured.strengths[0], 2 * (2 / Double.pi).squareRoot(), relative: 0.08)
    expectClose(
      measured.shares, independentValuesShares(orders: Array(0...6), playerCount: 8),
      relative: 0.08)
  }

  @Test func holdsForHundredsOfPlayers() {
    let shares = independentValuesShares(orders: [0, 127, 254], playerCount: 256)
    #expect(shares.allSatisfy { $0.isFinite })
    expectClose(shares[0], 1.5, absolute: 1e-12)
    expectClose(shares[0], shares[2], relative: 1e-12)
    #expect(shares[1] > 0 && shares[1] < 1e-30)
  }
}

@Suite struct ContextOrdersTests {
  static let ratios = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]

  @Test(arguments: [
    (256, [0, 12, 25, 50, 76, 101, 127, 152, 177, 203, 228, 241, 254]),
    (16, [0, 1, 2, 4, 5, 7, 8, 9, 11, 12, 13, 14]),
    (12, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    (10, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    (2, [0]),
  ])
  func officialRatiosAreTruncatedAndDeduplicated(players: Int, expected: [Int]) {
    #expect(contextOrders(ratios: Self.ratios, players: players) == expected)
  }

  @Test func productsJustBelowAnIntegerDoNotLoseOne() {
    #expect(0.29 * 100 < 29)
    #expect(contextOrders(ratios: [0.29], players: 102) == [29])
  }
}
