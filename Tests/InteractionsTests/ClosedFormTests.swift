import Base
import Interactions
import TestSupport
import Testing

private let members = Coalition(players: [0, 2, 3, 6, 8, 9])

private func unanimitySum() -> UnanimitySumGame {
  var stream = RandomStream(seed: 31, purpose: "unanimity sum")
  let terms = (0..<12).map { _ in
    UnanimitySumGame.Term(
      members: Coalition(bits: UInt64(stream.below(512))), weight: stream.normal())
  }
  return UnanimitySumGame(playerCount: 9, terms: terms)
}

@Suite struct ClosedFormTests {
  static let games: [any ClosedFormGame] = [
    LinearGame(weights: [0.5, -2, 3, 0, 1.25, 7], constant: -3),
    AndGame(playerCount: 10, members: members),
    AndGame(playerCount: 7, members: .grand(7)),
    OrGame(playerCount: 10, members: members),
    OrGame(playerCount: 5, members: .grand(5)),
    ParityGame(playerCount: 10, members: members),
    ParityGame(playerCount: 10, members: .grand(10)),
    SymmetricGame(valuesBySize: (0...9).map { Double($0 * $0) }),
    SymmetricGame(valuesBySize: [0, 3, -1, 4, 1, 5, -9, 2, 6]),
    SymmetricGame.threshold(4, playerCount: 9),
    SymmetricGame.majority(playerCount: 8),
    MultiplicativeGame(factors: [0.5, -1.5, 2, 1, 0, 1.75, -0.25, 3]),
    MaximumGame(ascending: [0.25, 0.5, 1.5, 2, 4.25, 7, 7.5, 11]),
    unanimitySum(),
  ]

  @Test(arguments: games.indices) func everyInteractionHasTheValueOfItsFormula(index: Int) throws {
    let game = Self.games[index]
    let interactions = PairwiseInteractionsByOrder(of: try ValueTable(of: game))
    // Values are at most about 100.
    expectClose(
      interactions.means.values, game.interactions.values, relative: 1e-12, absolute: 1e-13,
      "\(game)")
  }

  @Test func fullParityHasTheSameStrengthAtEveryOrder() throws {
    let game = ParityGame(playerCount: 11, members: .grand(11))
    #expect(
      (0...9).map { game.interaction(order: $0, 0, 1) } == [4, -4, 4, -4, 4, -4, 4, -4, 4, -4])
    let strength = OrderStrength(of: PairwiseInteractionsByOrder(of: try ValueTable(of: game)))
    expectClose(strength.shares, [Double](repeating: 1, count: 10), absolute: 1e-13)
    #expect(
      strength.rows.map(\.disentanglement).allSatisfy { $0.map { abs($0 - 1) < 1e-13 } ?? false })
  }

  @Test func sharesOfAnAndGrowWithTheOrder() throws {
    try expectShares(
      AndGame(playerCount: 12, members: [0, 1, 2]), (0...10).map { 0.2 * Double($0) })
    try expectShares(
      AndGame(playerCount: 12, members: [1, 3, 5, 7, 9, 11]),
      [0, 0, 0, 0, 0.0238, 0.119, 0.3571, 0.8333, 1.6667, 3, 5], within: 5e-5)
    try expectShares(
      AndGame(playerCount: 12, members: .grand(12)), [Double](repeating: 0, count: 10) + [11])
  }

  @Test func parityOfHalfThePlayersIsAnExactU() throws {
    let strengths = [
      4, 0.8, 0.26667, 0.26667, 0.038095, 0.190476, 0.038095, 0.26667, 0.26667, 0.8, 4,
    ]
    let game = ParityGame(playerCount: 12, members: [0, 1, 2, 3, 4, 5])
    expectClose((0...10).map { abs(game.interaction(order: $0, 0, 1)) }, strengths, absolute: 5e-6)
    let strength = OrderStrength(of: PairwiseInteractionsByOrder(of: try ValueTable(of: game)))
    expectClose(strength.shares[0], 4.0244, absolute: 5e-5)
    expectClose(strength.shares[10], 4.0244, absolute: 5e-5)

    let larger = ParityGame(playerCount: 16, members: .grand(8))
    expectClose(
      (0...7).map { abs(larger.interaction(order: $0, 0, 1)) },
      [4, 0.57143, 0.21978, 0.13187, 0.03596, 0.05994, 0.00666, 0.04662], absolute: 5e-6)
    expectClose(orderShares(of: larger.orderStrengths)[0], 5.9418, absolute: 5e-5)
  }

  @Test func sixteenPlayersAgreeWithTheFormulas() throws {
    let parity = ParityGame(playerCount: 16, members: .grand(8))
    let and = AndGame(playerCount: 16, members: [0, 5, 7, 15])
    for game in [parity, and] as [any ClosedFormGame] {
      let interactions = PairwiseInteractionsByOrder(of: try ValueTable(of: game))
      expectClose(interactions.means.values, game.interactions.values, absolute: 1e-13)
    }
    // An AND's second differences are all of one sign, so nothing cancels.
    let interactions = PairwiseInteractionsByOrder(of: try ValueTable(of: and))
    expectClose(
      interactions.magnitudes?.values ?? [], and.interactions.values, absolute: 1e-13)
  }

  private func expectShares(_ game: AndGame, _ expected: [Double], within: Double = 1e-12) throws {
    let strength = OrderStrength(of: PairwiseInteractionsByOrder(of: try ValueTable(of: game)))
    expectClose(strength.shares, expected, absolute: within)
  }
}

extension ClosedFormGame {
  /// The mean |I| over all pairs of each order, by the formula.
  var orderStrengths: [Double] {
    (0..<interactions.orderCount).map { order in
      interactions[order: order].reduce(0) { $0 + abs($1) } / Double(interactions.pairCount)
    }
  }
}
