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
    for scheme in schemes {
      var sampling = InteractionSampling(
        of: .all(.line(players)), contextOrders: [0, 1, players / 2, players - 2], scheme: scheme,
        contexts: 4, seed: 3)
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
      scheme: schemes[place], contexts: 100, seed: 7)
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

  @Test(arguments: 3...10) func allContextsGiveTheExactEngine(players: Int) throws {
    let table = try ValueTable.random(playerCount: players, seed: 21)
    let exact = PairwiseInteractionsByOrder(of: table)
    let strength = OrderStrength(of: exact)
    for scheme in [schemes[1], .probeWindows, .permutations] {
      // C(8,4) = 70 is the most contexts of an order.
      let sampling = InteractionSampling(
        of: .all(.line(players)), contextOrders: Array(0...players - 2), scheme: scheme,
        contexts: 70, seed: 22)
      let sampled = try SampledInteractions(of: table, sampling)
      for order in sampled.orders {
        #expect(order.isExact)
        for (pair, statistics) in zip(sampling.pairs, order.pairs) {
          let expected = exact.means[order: order.contextOrder, pair.first, pair.second]
          #expect(abs(statistics.interaction.value - expected) < 1e-13)
          #expect(statistics.interaction.standardError == 0)
        }
      }
      for quantity in [SampledQuantity.strength, .strengthUpper, .strengthLower] {
        expectClose(sampled[quantity].values, strength.strengths, absolute: 1e-13)
        expectClose(
          sampled[quantity].shares.map(\.value), strength.shares, absolute: 1e-12)
      }
      expectClose(
        sampled[.magnitude].values, strength.rows.compactMap(\.magnitude), absolute: 1e-13)
      expectClose(sampled[.signedMean].values, strength.rows.map(\.signedMean), absolute: 1e-13)
      #expect(sampled.forwardPasses <= (players - 1) << players)
    }
  }

  @Test func endsAreSharedOverPairs() throws {
    let game = CubicGame.random(16, seed: 23)
    let candidates = PairCandidates.local(rows: 4, columns: 4, radius: 2)
    let sampling = InteractionSampling(of: candidates, contextOrders: [0, 14], seed: 24)
    let sampled = try SampledInteractions(of: game, sampling)
    // ∅, the 16 players, the 90 pairs; and their complements.
    #expect(sampled.orders.map(\.forwardPasses) == [107, 107])
    #expect(sampled.forwardPasses == 214)
    let official = InteractionSampling.official(
      of: candidates, contexts: 5, ratios: [0, 1], seed: 1)
    #expect(try SampledInteractions(of: game, official).forwardPasses == 2 * 90 * 5 * 4)
  }

  @Test func theOfficialCountsAreReached() {
    let sampling = InteractionSampling.official(
      of: .local(rows: 16, columns: 16, radius: 2), seed: 1)
    #expect(sampling.mostForwardPasses == 1_040_000)
    #expect(sampling.pairs.count == 200 && sampling.candidateCount == 2610)
    #expect(sampling.contextOrders == [0, 12, 25, 50, 76, 101, 127, 152, 177, 203, 228, 241, 254])
  }

  @Test func whatElseIsAskedChangesNoNumber() throws {
    let game = CubicGame.random(100, seed: 25)
    let candidates = PairCandidates.local(rows: 10, columns: 10, radius: 1)
    for scheme in schemes {
      var small = InteractionSampling(
        of: candidates, contextOrders: [1, 30, 70], scheme: scheme, contexts: 4, seed: 26)
      small.pairs = Array(candidates.pairs.prefix(40))
      var moreOrders = small
      moreOrders.contextOrders = [0, 1, 30, 50, 70, 98]
      try expectSame(small, moreOrders, of: game)
      // Also where a value depends on its place in a block of 128, as in a network.
      try expectSame(small, moreOrders, of: PlacedGame(game: game))
      small.spreadsContexts = false
      var morePairs = small
      morePairs.pairs = candidates.pairs
      try expectSame(small, morePairs, of: game)
    }
  }

  /// The statistics of every order and pair of `small` are the same bits in `large`.
  private func expectSame(
    _ small: InteractionSampling, _ large: InteractionSampling, of game: some Game
  ) throws {
    let few = try SampledInteractions(of: game, small)
    let many = try SampledInteractions(of: game, large)
    for order in few.orders {
      let same = try #require(many.orders.first { $0.contextOrder == order.contextOrder })
      #expect(order.pairs == Array(same.pairs.prefix(order.pairs.count)))
    }
  }
}

/// A game whose values depend, in their last digits, on the place of the coalition in its block.
private struct PlacedGame: Game {
  let game: CubicGame
  var playerCount: Int { game.playerCount }

  func values(of coalitions: CoalitionBlock) -> [Double] {
    game.values(of: coalitions).enumerated().map { $1 + 1e-9 * Double($0 % 128) }
  }
}

/// Opens the existential.
func sample(_ game: any LargeGame, _ sampling: InteractionSampling) throws -> SampledInteractions {
  func open(_ game: some LargeGame) throws -> SampledInteractions {
    try SampledInteractions(of: game, sampling)
  }
  return try open(game)
}
