import Base
import Interactions
import TestSupport
import Testing

private let game = AndOrInteractions(
  playerCount: 2, and: [9, 1, -4, 2], or: [8, 0, 0.5, -2])

@Suite struct SalienceTests {
  @Test func eachRuleByHand() {
    // Entries: AND ∅, 0, 1, 01 are 0...3, OR 4...7.
    #expect(SalienceThreshold.absolute(2).select(game).entries == [2, 3, 7])
    #expect(SalienceThreshold.ofMaximum(0.25).select(game).entries == [1, 2, 3, 7])
    #expect(SalienceThreshold.ofMaximum(0.25).value(for: game) == 1)
    #expect(SalienceThreshold.ofMeanGrandEffect(0.5, mean: -6).select(game).entries == [2])
    #expect(SalienceThreshold.top(2).select(game).entries == [2, 3])
    #expect(SalienceThreshold.top(3).select(game).entries == [2, 3, 7])
    #expect(SalienceThreshold.top(99).select(game).entries == [1, 2, 3, 6, 7])
    #expect(SalienceThreshold.top(0).select(game).count == 0)
    #expect(SalienceThreshold.absolute(0).select(game).entries == [1, 2, 3, 6, 7])
  }

  @Test func setsByHand() {
    let set = InteractionSet(playerCount: 2, entries: [0, 2, 7])
    #expect(set.count == 3 && set.countsByInteractionOrder == [1, 1, 1])
    #expect(set.ofInteractionOrder(2).entries == [7])
    #expect(
      set.intersection(InteractionSet(playerCount: 2, entries: [1, 2, 7])).entries == [2, 7])
    #expect(game.keeping(set).entries == [9, 0, -4, 0, 8, 0, 0, -2])
    #expect(game.removing(set).entries == [9, 1, 0, 2, 8, 0, 0.5, 0])
    #expect(game.maximum == 4)
    // ∅ of neither type, and single players once.
    #expect(InteractionSet.universe(playerCount: 3) == 3 + 2 * 4)
    #expect(
      (1...3).map { InteractionSet.universe(interactionOrder: $0, playerCount: 3) } == [3, 6, 2])
  }

  /// Sums of products of binary inputs: the products whose factors are all 1 are the strongest
  /// interactions, each with its coefficient.
  @Test func theTermsOfAPolynomialAreFound() throws {
    for index in 0..<10 {
      var stream = RandomStream(seed: 2, purpose: "polynomial", index: UInt64(index))
      let present = Coalition(bits: stream.next() & 1023)
      var truth: [Coalition: Double] = [:]
      for _ in 0..<60 {
        let members = Coalition(bits: 1 + UInt64(stream.below(1023)))
        let weight = (stream.below(2) == 0 ? -1 : 1) * stream.uniform(1, 2)
        if members.isSubset(of: present), truth[members] == nil { truth[members] = weight }
      }
      let game = UnanimitySumGame(
        playerCount: 10, terms: truth.map { .init(members: $0.key, weight: $0.value) })
      let found = AndOrInteractions.andOnly(try ValueTable(of: game))
      let chosen = SalienceThreshold.top(truth.count).select(found)
      #expect(Set(chosen.entries) == Set(truth.keys.map { Int($0.bits) }))
      for (members, weight) in truth {
        expectClose(found.and[Int(members.bits)], weight, absolute: 1e-11)
      }
    }
  }

  @Test func strengthsByHand() throws {
    let strength = InteractionStrength(of: game)
    #expect(strength.rows.map(\.interactionOrder) == [1, 2])
    #expect(strength.rows.map(\.positive) == [1.5, 2] && strength.rows.map(\.negative) == [4, 2])
    #expect(
      strength.rows.map(\.andPositive) == [1, 2] && strength.rows.map(\.orNegative) == [0, 2])
    #expect(
      strength.rows.map(\.andNegative) == [4, 0] && strength.rows.map(\.orPositive) == [0.5, 0])
    #expect(strength.strengths == [5.5, 4] && strength.rows.map(\.count) == [3, 2])
    #expect(strength.rows.map(\.meanStrength) == [5.5 / 4, 2])
    #expect(strength.rows.map(\.signedMean) == [-2.5 / 4, 0])
    #expect(strength.rows.map(\.cancellation) == [-2.5 / 5.5, 0])
    expectClose(strength.fractions, [5.5 / 9.5, 4 / 9.5], relative: 1e-15)
    expectClose(strength.shares, [11 / 9.5, 8 / 9.5], relative: 1e-15)
    let salient = InteractionStrength(
      of: game, in: SalienceThreshold.absolute(2).select(game))
    #expect(salient.strengths == [4, 4] && salient.rows.map(\.count) == [1, 2])
    let mean = try #require(InteractionStrength(averaging: [strength, salient]))
    #expect(mean.strengths == [4.75, 4] && mean.rows.map(\.count) == [2, 2])
    #expect(InteractionStrength(averaging: []) == nil)
  }

  @Test func fidelityByHand() throws {
    #expect(game.sparsityCurve == [1, 0.5, 0.5, 0.25, 0.125, 0])
    let table = try ValueTable(values: game.values)
    #expect(table.values == [17, 16, 11.5, 14.5])
    #expect(game.unfaithfulness(to: table) == 0)
    let set = InteractionSet(playerCount: 2, entries: [2])
    // Without the rest, v = 17, 17, 13, 13.
    let kept = game.keeping(set)
    #expect(kept.values == [17, 17, 13, 13])
    expectClose(kept.unfaithfulness(to: table), (1 + 2.25 + 2.25) / 4, relative: 1e-15)
    expectClose(
      try #require(kept.relativeUnfaithfulness(to: table)),
      5.5 / (289 + 256 + 132.25 + 210.25), relative: 1e-15)
    // Σ|I| = 4; v(N) − v(∅) = −2.5, of which −4 is explained.
    expectClose(
      try #require(game.explainedRatio(of: set, grandEffect: table.grandEffect)), 4 / 5.5,
      relative: 1e-15)
    expectClose(
      try #require(
        game.explainedRatio(
          of: SalienceThreshold.absolute(0).select(game), grandEffect: table.grandEffect)), 1,
      relative: 1e-15)
  }

  /// Independent values: E|I| is 2^{k/2}√(2/π) at interaction order k.
  @Test func theDistributionOfNoise() throws {
    expectClose(
      independentValuesFractions(playerCount: 10),
      [0.00210, 0.01338, 0.05047, 0.12491, 0.21197, 0.24981, 0.20188, 0.10706, 0.03365, 0.00476],
      absolute: 5e-6)
    let samples = try (0..<100).map {
      InteractionStrength(
        of: .andOnly(try ValueTable.random(playerCount: 8, seed: 1, index: UInt64($0))))
    }
    let measured = try #require(InteractionStrength(averaging: samples)).fractions
    // Some standard errors of 100 samples.
    expectClose(
      measured, independentValuesFractions(playerCount: 8), relative: 0.15, absolute: 2e-3)
  }
}
