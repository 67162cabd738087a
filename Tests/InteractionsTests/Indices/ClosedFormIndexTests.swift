import Base
import Interactions
import TestSupport
import Testing

private let tolerance = 1e-12

/// Games whose indices are known in closed form.
@Suite struct ClosedFormIndexTests {
  /// 19 players, so that sets lie within a block of the fold, across blocks, and above.
  private static let sum = UnanimitySumGame(
    playerCount: 19,
    terms: [
      .init(members: [0, 1], weight: 2), .init(members: [2], weight: -1.5),
      .init(members: [3, 15, 16], weight: 3), .init(members: [16, 18], weight: -2.5),
      .init(members: [16, 17, 18], weight: 1), .init(members: [1, 5, 9, 17], weight: 4),
      .init(members: [0, 4, 8, 12, 16, 18], weight: -7), .init(members: .empty, weight: 0.5),
      .init(members: .grand(19), weight: 1),
    ])

  /// In a unanimity game of t players every K ⊆ T of k has SII 1/(t−k+1) and BII 2^{k−t}.
  @Test func indicesOfASumOfUnanimityGames() throws {
    let game = Self.sum
    let sums = CoalitionSums(of: try ValueTable(of: game), interactionOrder: 3)
    let differences = MeanDifferences(sums)
    for (index, share) in [
      (differences.shapleyInteractions(upTo: 3), { 1 / Double($0 + 1) }),
      (differences.banzhafInteractions(upTo: 3), { 1 / Double(1 << $0) }),
    ] as [(InteractionValues, (Int) -> Double)] {
      for interaction in index.interactions {
        let set = interaction.players
        let terms = game.terms.filter { set.isSubset(of: $0.members) }
        let expected = terms.reduce(0) { $0 + $1.weight * share($1.members.count - set.count) }
        expectClose(interaction.value, expected, absolute: tolerance, "\(set)")
      }
    }
    expectClose(sums.interactions.values, game.interactions.values, absolute: tolerance)
  }

  @Test func dividendsOfASumOfUnanimityGamesAreItsWeights() throws {
    let dividends = HarsanyiDividends(of: try ValueTable(of: Self.sum))
    for term in Self.sum.terms { #expect(dividends[term.members] == term.weight) }
    #expect(dividends.values.count { $0 != 0 } == Self.sum.terms.count)
  }

  @Test func anOrGameIsOneOrInteraction() throws {
    let game = OrGame(playerCount: 9, members: [1, 4, 7])
    let table = try ValueTable(of: game)
    let or = OrInteractions(of: table)
    #expect(or.values.indices.filter { or.values[$0] != 0 } == [0b1001_0010])
    #expect(or[game.members] == 1)
    // As AND interactions it takes all seven, with alternating signs.
    let and = HarsanyiDividends(of: table)
    #expect(and.values.count { $0 != 0 } == 7)
    #expect(and[[1, 4]] == -1 && and[game.members] == 1)
  }

  @Test func parityAndMajorityDividends() throws {
    let parity = HarsanyiDividends(
      of: try ValueTable(of: ParityGame(playerCount: 6, members: .grand(6))))
    let isOdd = try ValueTable(of: ParityGame(playerCount: 6, members: .grand(6))).values
    // The game is ±1 or 0/1: its dividends are (−2)^{|S|−1} times what a single player changes.
    let step = isOdd[1] - isOdd[0]
    for bits in 1..<64 {
      let expected =
        step * (1..<max(1, bits.nonzeroBitCount)).reduce(1.0) { product, _ in -2 * product }
      #expect(parity.values[bits] == expected)
    }
    let majority = HarsanyiDividends(of: try ValueTable(of: SymmetricGame.majority(playerCount: 3)))
    #expect(majority.values == [0, 0, 0, 1, 0, 1, 1, -2])
  }

  @Test func aLinearGameHasNoInteractions() throws {
    let game = LinearGame(weights: [0.5, -2, 3, 0, 1.25, 7], constant: -3)
    let table = try ValueTable(of: game)
    for index in [InteractionIndex.sii, .kSII, .bii, .stii, .fsii, .fbii] {
      for interaction in index.interactions(of: table, interactionOrder: 3) {
        let players = interaction.players.players
        let expected = players.count == 1 ? game.weights[players[0]] : players.isEmpty ? -3 : 0
        expectClose(interaction.value, expected, absolute: tolerance, "\(index) \(players)")
      }
    }
  }

  /// A polynomial of degree ℓ is its own faithful index, and its dividends are its coefficients.
  @Test func faithfulIndicesGivePolynomialsBack() throws {
    var stream = RandomStream(seed: 61, purpose: "polynomial")
    let sets = (0...3).flatMap { PlayerSets.all(size: $0, playerCount: 8) }
    let game = UnanimitySumGame(
      playerCount: 8, terms: sets.map { .init(members: $0, weight: stream.normal()) })
    let table = try ValueTable(of: game)
    for index in [InteractionIndex.fsii, .fbii, .moebius] {
      let found = Dictionary(
        uniqueKeysWithValues: index.interactions(of: table, interactionOrder: 3).map {
          ($0.players, $0.value)
        })
      for term in game.terms where index != .fsii || !term.members.isEmpty {
        expectClose(found[term.members] ?? .nan, term.weight, absolute: 10 * tolerance)
      }
    }
  }
}
