import Base
import Interactions
import TestSupport
import Testing

/// The ends of curves known in closed form (science: §8.2), and of short ones by hand.
@Suite struct EndsOverMiddleTests {
  /// Sums of at most five Doubles.
  static let rounding = 1e-12

  /// S_m of a game from all 2ⁿ of its values.
  private func strengths<Played: ClosedFormGame>(of game: Played) throws
    -> [(contextOrder: Int, value: Double)]
  {
    let strength = OrderStrength(of: PairwiseInteractionsByOrder(of: try ValueTable(of: game)))
    return strength.rows.map { ($0.order, $0.strength) }
  }

  @Test func parityIsAU() throws {
    let game = ParityGame(playerCount: 12, members: Coalition(players: Array(0..<6)))
    let ends = try #require(EndsOverMiddle(of: try strengths(of: game)))
    // Of a pair in T: 4, 0.8, …, 4/105, 20/105, 4/105, …, 0.8, 4; so 2.4 / (28/315) at both ends.
    expectClose(try #require(ends.lowOverMiddle), 27, relative: Self.rounding)
    expectClose(try #require(ends.highOverMiddle), 27, relative: Self.rounding)
  }

  @Test func andOfThreePlayersRises() throws {
    let game = AndGame(playerCount: 12, members: Coalition(players: [1, 4, 7]))
    let ends = try #require(EndsOverMiddle(of: try strengths(of: game)))
    // J_m = m/5.
    expectClose(try #require(ends.lowOverMiddle), 0.1, relative: Self.rounding)
    expectClose(try #require(ends.highOverMiddle), 1.9, relative: Self.rounding)
  }

  @Test func aFlatCurveHasNoEnds() throws {
    let ends = try #require(EndsOverMiddle(of: (0...14).map { ($0, 0.7) }))
    expectClose([ends.low, ends.middle, ends.high], [0.7, 0.7, 0.7], relative: Self.rounding)
    expectClose(try #require(ends.lowOverMiddle), 1, relative: Self.rounding)
  }

  @Test func independentValuesHaveTheLargestU() throws {
    let shares = independentValuesShares(orders: Array(0...10), playerCount: 12)
    let ends = try #require(
      EndsOverMiddle(of: shares.enumerated().map { ($0.offset, $0.element) }))
    // S_m ∝ C(10, m)^(−1/2): orders 0 and 1 over 4, 5 and 6.
    let low = (1 + (1 / 10.0).squareRoot()) / 2
    let middle = (2 / 210.0.squareRoot() + 1 / 252.0.squareRoot()) / 3
    expectClose(try #require(ends.lowOverMiddle), low / middle, relative: Self.rounding)
    expectClose(try #require(ends.highOverMiddle), low / middle, relative: Self.rounding)
  }

  @Test func boundsAreIncluded() throws {
    // Of 22 players 0.1, 0.35, 0.65 and 0.9 of the largest order 20 are orders themselves.
    let curve: [(contextOrder: Int, value: Double)] = (0...20).map { order in
      let value = order < 3 ? 6.0 : (7...13).contains(order) ? 2 : order > 17 ? 3 : 99
      return (order, value)
    }
    let ends = try #require(EndsOverMiddle(of: curve))
    #expect([ends.low, ends.middle, ends.high] == [6, 2, 3])
    #expect(ends.lowOverMiddle == 3 && ends.highOverMiddle == 1.5)
  }

  @Test func someCurvesHaveNoMiddleOrNoRatio() throws {
    for players in [2, 3, 5] {
      #expect(EndsOverMiddle(of: (0...players - 2).map { ($0, 1) }) == nil)
    }
    let ends = try #require(EndsOverMiddle(of: [(0, 1), (1, 0), (2, 3)]))
    #expect(ends.middle == 0 && ends.lowOverMiddle == nil && ends.highOverMiddle == nil)
  }
}
