import Base
import Interactions
import TestSupport
import Testing

/// `count` different numbers of 0..<`universe`, at random.
private func randomSet(_ count: Int, of universe: Int, index: Int, purpose: String) -> Set<Int> {
  var stream = RandomStream(seed: 1, purpose: purpose, index: UInt64(index))
  return Set(stream.permutation(universe).prefix(count))
}

@Suite struct SetComparisonTests {
  @Test func overlapByHand() {
    let first = InteractionSet(playerCount: 2, entries: [1, 2, 3])
    let second = InteractionSet(playerCount: 2, entries: [2, 3, 7])
    let overlap = SetOverlap(first, second)
    #expect(overlap.universe == 4 && overlap.commonCount == 2)
    #expect(overlap.intersectionOverUnion == 0.5 && overlap.coverage == 2.0 / 3)
    #expect(overlap.chanceCoverage == 0.75)
    // Three of four twice: all in common with probability ¼, else two.
    expectClose(overlap.chanceIntersectionOverUnion ?? .nan, 0.25 + 0.75 * 0.5, relative: 1e-12)
    let byOrder = SetOverlap.byInteractionOrder(first, second)
    #expect(byOrder.map(\.commonCount) == [1, 1])
    #expect(byOrder.map(\.firstCount) == [2, 1] && byOrder.map(\.secondCount) == [1, 2])
    #expect(byOrder.map(\.universe) == [2, 2])
    let empty = InteractionSet(playerCount: 2, entries: [])
    let none = SetOverlap(empty, empty)
    #expect(none.intersectionOverUnion == nil && none.coverage == nil)
    #expect(none.chanceIntersectionOverUnion == nil && none.chanceCoverage == nil)
  }

  @Test(arguments: [(3, 5, 20), (40, 60, 100), (90, 95, 100)])
  func chanceOverlapBySimulation(first: Int, second: Int, universe: Int) {
    let repetitions = 4000
    var (ratios, coverages): ([Double], [Double]) = ([], [])
    for index in 0..<repetitions {
      let a = randomSet(first, of: universe, index: index, purpose: "a")
      let b = randomSet(second, of: universe, index: index, purpose: "b")
      ratios.append(Double(a.intersection(b).count) / Double(a.union(b).count))
      coverages.append(Double(a.intersection(b).count) / Double(first))
    }
    let overlap = SetOverlap(
      firstCount: first, secondCount: second, commonCount: min(first, second),
      universe: universe)
    for (values, expected) in [
      (ratios, overlap.chanceIntersectionOverUnion), (coverages, overlap.chanceCoverage),
    ] {
      let error = Statistics.standardError(values) ?? .nan
      expectClose(
        Statistics.mean(values) ?? .nan, expected ?? .nan, absolute: 4 * error)
    }
  }

  @Test func changeByHand() {
    let first = AndOrInteractions(playerCount: 2, and: [7, 3, -2, 1], or: [0, 0, 0, 4])
    let second = AndOrInteractions(playerCount: 2, and: [0, 1, 5, -1], or: [0, 0, 0, 6])
    let all = InteractionSet(playerCount: 2, entries: [1, 2, 3, 7])
    let change = StrengthChange(from: first, salient: all, to: second, salient: all)
    #expect(change.and.map(\.shared) == [1, 0] && change.or.map(\.shared) == [0, 4])
    #expect(change.and.map(\.forgotten) == [2 + 2, 1] && change.or.map(\.forgotten) == [0, 0])
    #expect(change.and.map(\.new) == [5, 1] && change.or.map(\.new) == [0, 2])
    #expect(change.total.shared == 5 && change.total.forgotten == 5 && change.total.new == 8)
    #expect(change.total.completeness == 5.0 / 13 && change.total.redundancy == 0.5)
    // Not salient in the second: all of it forgotten.
    let fewer = InteractionSet(playerCount: 2, entries: [1, 2])
    let partly = StrengthChange(from: first, salient: all, to: second, salient: fewer)
    #expect(partly.or.map(\.forgotten) == [0, 4] && partly.or.map(\.new) == [0, 0])
    #expect(partly.or.map(\.completeness) == [nil, nil])
  }

  @Test func strengthsAreSharedPlusForgottenAndSharedPlusNew() throws {
    let games = try (1...2).map {
      AndOrInteractions.andOnly(try ValueTable.random(playerCount: 5, seed: 7, index: $0))
    }
    let sets = games.map { SalienceThreshold.ofMaximum(0.3).select($0) }
    let change = StrengthChange(
      from: games[0], salient: sets[0], to: games[1], salient: sets[1])
    let chance = StrengthChange.chance(
      from: games[0], salient: sets[0], to: games[1], salient: sets[1], permutations: 20, seed: 1)
    let strengths = zip(games, sets).map { InteractionStrength(of: $0, in: $1).strengths }
    for found in [change, chance] {
      expectClose(
        found.byInteractionOrder.map { $0.shared + $0.forgotten }, strengths[0], absolute: 1e-11)
      expectClose(
        found.byInteractionOrder.map { $0.shared + $0.new }, strengths[1], absolute: 1e-11)
    }
    // Both random games: what they share is chance.
    expectClose(change.total.shared, chance.total.shared, relative: 0.35)
  }

  @Test func generalizableByHand() {
    let target = AndOrInteractions(playerCount: 2, and: [0, 1, -1, 2], or: [0, 0, 0, 3])
    let salient = InteractionSet(playerCount: 2, entries: [1, 2, 3, 7])
    let same = AndOrInteractions(playerCount: 2, and: [0, 1, 1, -1], or: [0, 0, 0, 1])
    let references = [[1, 2], [2, 3], [2, 7]].map {
      GeneralizableSplit.Reference(
        interactions: same, salient: InteractionSet(playerCount: 2, entries: $0))
    }
    func split(_ inAtLeast: Int, _ sameSign: Bool) -> GeneralizableSplit {
      GeneralizableSplit(
        of: target, salient: salient, references: references, inAtLeast: inAtLeast,
        sameSign: sameSign)
    }
    #expect(split(1, false).generalizable.entries == [1, 2, 3, 7])
    #expect(split(1, true).generalizable.entries == [1, 7])
    #expect(split(1, true).other.entries == [2, 3])
    #expect(split(3, false).generalizable.entries == [2])
    #expect(split(3, false).share == 0.25)
    // Order 1: 2, 1 and 1 of the 2 single players; order 2: 0, 1 and 1 of 2.
    expectClose(split(3, false).chanceByInteractionOrder, [0.25, 0], absolute: 1e-15)
    expectClose(split(1, false).chanceByInteractionOrder, [1, 0.75], absolute: 1e-15)
    expectClose(split(1, false).chanceShare ?? .nan, (2 + 2 * 0.75) / 4, absolute: 1e-15)
    expectClose(
      split(1, true).chanceByInteractionOrder, [1 - 0.5 * 0.75 * 0.75, 1 - 0.75 * 0.75],
      absolute: 1e-15)
    let none = GeneralizableSplit(
      of: target, salient: InteractionSet(playerCount: 2, entries: []), references: references)
    #expect(none.share == nil && none.chanceShare == nil)
  }

  @Test func generalizableByChanceIsSimulated() throws {
    let n = 4
    let sizes = [6, 9, 3]
    let universe = (0..<32).filter { ($0 & 15).nonzeroBitCount >= 2 }
    let games = AndOrInteractions(
      playerCount: n, and: [Double](repeating: 1, count: 16),
      or: [Double](repeating: 1, count: 16))
    let triples = universe.filter { ($0 & 15).nonzeroBitCount == 3 }
    var shares: [Double] = []
    var expected: [Double] = []
    for index in 0..<3000 {
      var stream = RandomStream(seed: 2, purpose: "references", index: UInt64(index))
      let references = sizes.map { size in
        GeneralizableSplit.Reference(
          interactions: games,
          salient: InteractionSet(
            playerCount: n,
            entries: stream.permutation(universe.count).prefix(size).map { universe[$0] }))
      }
      let split = GeneralizableSplit(
        of: games, salient: InteractionSet(playerCount: n, entries: triples),
        references: references, inAtLeast: 2)
      shares.append(split.share ?? .nan)
      expected.append(split.chanceShare ?? .nan)
    }
    let differences = zip(shares, expected).map { $0 - $1 }
    expectClose(
      Statistics.mean(differences) ?? .nan, 0,
      absolute: 4 * (Statistics.standardError(differences) ?? .nan))
  }
}
