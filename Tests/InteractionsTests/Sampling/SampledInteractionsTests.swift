import Base
import Interactions
import TestSupport
import Testing

/// Some schemes, by what they have in common.
private let schemes: [InteractionSampling.Scheme] = [
  .official(redundantEnds: true), .official(redundantEnds: false), .probeWindows, .permutations,
]

@Suite struct SampledInteractionsTests {
  @Test(arguments: [64, 130, 256]) func aConstantDifferenceIsFoundExactly(players: Int) throws {
    // Additive: 0 for every context. Of sizes: one value for every context of a size.
    let sizes = SizeGame(valuesBySize: (0...players).map { Double($0 * $0 % 7) })
    let additive = AdditiveGame(weights: (0..<players).map { Double($0 % 5) })
    let orders = contextOrders(ratios: officialContextRatios, players: players)
    for scheme in schemes {
      var sampling = InteractionSampling(
        of: .all(.line(players)), contextOrders: orders, scheme: scheme, contexts: 4, seed: 3)
      sampling.pairs = [PlayerPair(0, 1), PlayerPair(5, players - 1), PlayerPair(40, 63)]
      for game in [sizes, additive] as [any LargeGame] {
        for order in try sample(game, sampling).orders {
          for (pair, statistics) in zip(sampling.pairs, order.pairs) {
            #expect(
              statistics.interaction.value
                == game.interaction(order: order.contextOrder, pair))
            #expect(statistics.interaction.standardError == 0)
          }
        }
      }
    }
  }

  @Test(arguments: [64, 130, 256], [0, 1, 2, 3]) func meansAgreeWithTheFormulas(
    players: Int, place: Int
  ) throws {
    var stream = RandomStream(seed: 5, purpose: "terms", index: UInt64(players))
    let pairs = [PlayerPair(2, 3), PlayerPair(3, 60), PlayerPair(0, players - 1)]
    let terms = pairs.flatMap { pair in
      (0..<4).map { number in
        let others = (0..<number).map { _ in stream.below(players) }
        return LogicSumGame.Term(
          members: Set([pair.first, pair.second] + others), weight: stream.normal(),
          isOr: number % 2 == 1)
      }
    }
    let games: [any LargeGame] = [
      LogicSumGame(playerCount: players, terms: terms), CubicGame.random(players, seed: 6),
      ProductGame(playerCount: players, ones: players / 2, one: 1.02, other: 0.98),
    ]
    var sampling = InteractionSampling(
      of: .all(.line(players)), contextOrders: [0, 1, players / 3, players - 4, players - 2],
      scheme: schemes[place], contexts: 200, seed: 7)
    sampling.pairs = pairs
    for game in games {
      for order in try sample(game, sampling).orders {
        // A term of three or four players is too rarely met at the ends for normal intervals.
        let isRare = order.contextOrder == 1 || order.contextOrder == players - 4
        guard !(isRare && game is LogicSumGame) else { continue }
        for (pair, statistics) in zip(pairs, order.pairs) {
          let found = statistics.interaction
          let expected = game.interaction(order: order.contextOrder, pair)
          // 4.5 standard errors: some 500 normal comparisons, one in a thousand such suites fails
          // (the seed is fixed). The rest is rounding of values of size 30.
          #expect(
            abs(found.value - expected) <= 4.5 * found.standardError + 1e-11,
            "\(players) players, \(order.contextOrder): \(found) for \(expected)")
        }
      }
    }
  }
}

/// Opens the existential.
func sample(_ game: any LargeGame, _ sampling: InteractionSampling) throws -> SampledInteractions {
  func open(_ game: some LargeGame) throws -> SampledInteractions {
    try SampledInteractions(of: game, sampling)
  }
  return try open(game)
}
