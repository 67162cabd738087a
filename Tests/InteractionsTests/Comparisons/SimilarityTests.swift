import Base
import Interactions
import TestSupport
import Testing

private func interactions(_ n: Int, seed: UInt64, index: UInt64 = 0) throws -> AndOrInteractions {
  let table = try ValueTable.random(playerCount: n, seed: seed, index: index)
  return AndOrInteractions(
    playerCount: n, andPart: table.values.map { 0.7 * $0 }, orPart: table.values.map { 0.3 * $0 }
  ).mergingSingles
}

@Suite struct SimilarityTests {
  @Test func jaccardByHand() throws {
    // Shared: 1 of max 3, and 0 of 2 + 1 where signs differ.
    #expect(generalizedJaccard([1, 2], [3, -1]) == 1.0 / 6)
    #expect(generalizedJaccard([-1, -4], [-2, -1]) == 2.0 / 6)
    #expect(generalizedJaccard([1, -2], [-1, 2]) == 0)
    #expect(generalizedJaccard([0.5, -2], [0.5, -2]) == 1)
    #expect(generalizedJaccard([0, 0], [0, 0]) == nil)
    #expect(generalizedJaccard([0, 0], [0, 1]) == 0)
  }

  @Test func jaccardIsOneMinusADistance() throws {
    // Σmin = (Σ|a| + Σ|b| − Σ|a − b|)/2 and Σmax = (Σ|a| + Σ|b| + Σ|a − b|)/2 of lifted lists.
    let a = try interactions(4, seed: 1)
    let b = try interactions(4, seed: 2)
    let similarity = InteractionSimilarity(a, b)
    let kept = a.entries.indices.filter { $0 & 15 != 0 }
    let sum = ExactSum.of(kept.map { abs(a.entries[$0]) + abs(b.entries[$0]) })
    let difference = ExactSum.of(kept.map { abs(a.entries[$0] - b.entries[$0]) })
    expectClose(
      try #require(similarity.total), (sum - difference) / (sum + difference), relative: 1e-12)
    #expect(InteractionSimilarity(a, a).byInteractionOrder == [1, 1, 1, 1])
    #expect(InteractionSimilarity(a, b) == InteractionSimilarity(b, a))
  }

  @Test func byInteractionOrderOnlyThatOrderCounts() throws {
    let a = AndOrInteractions(playerCount: 2, and: [5, 1, 0, 3], or: [0, 0, 0, 0])
    let b = AndOrInteractions(playerCount: 2, and: [-5, 2, 0, 0], or: [0, 0, 0, 3])
    let similarity = InteractionSimilarity(a, b)
    #expect(similarity.byInteractionOrder == [0.5, 0])
    expectClose(try #require(similarity.total), 1.0 / 8, relative: 1e-15)
  }

  /// Unrelated games of equal strength by order are as similar as the permutations say.
  @Test func theChanceLevelIsThatOfUnrelatedGames() throws {
    let n = 6
    var measured = [[Double]](repeating: [], count: n)
    for index in 0..<UInt64(100) {
      let similarity = InteractionSimilarity(
        try interactions(n, seed: 3, index: index), try interactions(n, seed: 4, index: index))
      for (order, value) in similarity.byInteractionOrder.enumerated() {
        measured[order].append(value ?? 0)
      }
    }
    let chance = InteractionSimilarity.chance(
      try interactions(n, seed: 3), try interactions(n, seed: 4), permutations: 200, seed: 5)
    for order in 1..<n - 1 {
      // One pair of games against the mean of 100.
      expectClose(
        try #require(chance.byInteractionOrder[order]),
        try #require(Statistics.mean(measured[order])), absolute: 0.06)
    }
    let again = InteractionSimilarity.chance(
      try interactions(n, seed: 3), try interactions(n, seed: 4), permutations: 200, seed: 5)
    #expect(again == chance)
  }

  @Test func classMeansAreComparedNotTheirSamples() throws {
    let plus = AndOrInteractions(playerCount: 1, and: [0, 2], or: [0, 0])
    let minus = AndOrInteractions(playerCount: 1, and: [0, -1], or: [0, 0])
    // Means ½ and 2: ¼; second class −1 and −1: 1; third class without test inputs.
    let similarity = OrderSimilarity(
      [[plus, minus], [minus], [plus]], [[plus, plus], [minus], []], permutations: 3, seed: 1)
    #expect(similarity.byInteractionOrder == [(0.25 + 1) / 2])
    // One player can be dealt out in one way only.
    #expect(similarity.chance == similarity.byInteractionOrder)
    #expect(OrderSimilarity([[]], [[plus]], seed: 1).byInteractionOrder.isEmpty)
  }
}
