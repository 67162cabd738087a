import Base
import Interactions
import TestSupport
import Testing

/// Sums of 2⁸ products of golden values, of size up to 10; each route rounds in its own order.
private let tolerance = 1e-12

/// Games whose players are kept with probability p.
@Suite struct DropoutTests {
  static let probabilities = [0, 0.1, 0.25, 0.5, 0.9, 1]

  /// p^|K| (1−p)^(|S|−|K|), the chance that exactly K of S is kept.
  private func chance(of kept: Coalition, in coalition: Coalition, _ p: Double) -> Double {
    let dropped = coalition.count - kept.count
    return (0..<kept.count).reduce(1) { chance, _ in chance * p }
      * (0..<dropped).reduce(1) { chance, _ in chance * (1 - p) }
  }

  /// The mean of v over every subset of S by its chance.
  private func bruteForce(_ table: ValueTable, _ p: Double) -> [Double] {
    table.coalitions.map { coalition in
      ExactSum.of(
        table.coalitions.filter { $0.isSubset(of: coalition) }.map {
          chance(of: $0, in: coalition, p) * table[$0]
        })
    }
  }

  @Test(arguments: Golden.names, probabilities)
  func isTheMeanOverSubsets(name: String, p: Double) throws {
    let table = try Golden.load(name).table()
    expectClose(
      table.keepingPlayers(withProbability: p).values, bruteForce(table, p), absolute: tolerance)
  }

  @Test(arguments: Golden.names, probabilities)
  func dividendsShrinkByAPowerOfP(name: String, p: Double) throws {
    let golden = try Golden.load(name)
    let dropped = HarsanyiDividends(of: try golden.table().keepingPlayers(withProbability: p))
    let expected = golden.moebius.enumerated().map { index, dividend in
      (0..<index.nonzeroBitCount).reduce(dividend) { value, _ in value * p }
    }
    expectClose(dropped.values, expected, absolute: tolerance)
  }

  @Test(arguments: Golden.names, probabilities)
  func ordersMixAsTheIdentitySays(name: String, p: Double) throws {
    let table = try Golden.load(name).table()
    let mixed = PairwiseInteractionsByOrder(of: table, magnitudes: false).means
      .keepingPlayers(withProbability: p)
    let dropped = PairwiseInteractionsByOrder(
      of: table.keepingPlayers(withProbability: p), magnitudes: false)
    expectClose(mixed.values, dropped.means.values, absolute: tolerance)
  }

  /// From the definition of both sides, sharing nothing with the library but the table.
  @Test(arguments: [0.3, 0.5]) func theIdentityHoldsForTheDefinitions(p: Double) throws {
    let table = try Golden.load("random_n6").table()
    let dropped = try ValueTable(values: bruteForce(table, p))
    let mixed = PairwiseInteractionsByOrder(of: table, magnitudes: false).means
      .keepingPlayers(withProbability: p)
    for (i, j) in PairsByOrder.pairs(6) {
      for m in 0...4 {
        expectClose(
          mixed[order: m, i, j], Definitions.interaction(dropped, order: m, i, j),
          absolute: tolerance)
      }
    }
  }

  /// Above the games that brute force can do; a table of independent values has all orders.
  @Test(arguments: [(2, 0.5), (12, 0.25), (14, 0.75)])
  func routesAgreeOnLargerGames(players: Int, p: Double) throws {
    let table = try ValueTable.random(playerCount: players, seed: 31)
    let dropped = table.keepingPlayers(withProbability: p)
    expectClose(
      CoalitionSums(of: dropped).interactions.values,
      CoalitionSums(of: table).interactions.keepingPlayers(withProbability: p).values,
      absolute: tolerance)
    var dividends = table.values
    SubsetTransform.moebius.apply(to: &dividends)
    for index in dividends.indices {
      for _ in 0..<index.nonzeroBitCount { dividends[index] *= p }
    }
    SubsetTransform.zeta.apply(to: &dividends)
    // Dividends of 14 players reach 2⁷ and cancel again.
    expectClose(dropped.values, dividends, absolute: 1e-11)
  }

  @Test func keepingAllOrNobody() throws {
    let table = try Golden.load("random_n8").table()
    #expect(table.keepingPlayers(withProbability: 1) == table)
    let nobody = table.keepingPlayers(withProbability: 0)
    #expect(nobody.values.allSatisfy { $0 == table[.empty] })
  }

  @Test func keepingTwiceMultipliesTheProbabilities() throws {
    let table = try Golden.load("relu_mlp_n8").table()
    expectClose(
      table.keepingPlayers(withProbability: 0.8).keepingPlayers(withProbability: 0.5).values,
      table.keepingPlayers(withProbability: 0.4).values, absolute: tolerance)
  }

  /// An AND of k players is worth p^k of itself.
  @Test func unanimityByHand() throws {
    let table = try ValueTable(of: AndGame(playerCount: 5, members: [0, 2, 3]))
    let dropped = table.keepingPlayers(withProbability: 0.5)
    #expect(dropped.values == table.values.map { $0 / 8 })
  }

  // MARK: - Draws

  @Test func aDrawForgetsWhoIsDropped() throws {
    let table = try Golden.load("random_n4").table()
    let kept: Coalition = [0, 3]
    let game = table.keeping(kept)
    for coalition in table.coalitions {
      #expect(game[coalition] == table[coalition.intersection(kept)])
    }
  }

  /// Instead of random draws all there are, by their chances: the expectation of the estimate.
  @Test(arguments: [0.25, 0.6]) func drawsAreUnbiased(p: Double) throws {
    let table = try Golden.load("random_n6").table()
    var mean = [Double](repeating: 0, count: 5 * 15)
    for kept in table.coalitions {
      let chance = chance(of: kept, in: .grand(6), p)
      for (place, value) in CoalitionSums(of: table.keeping(kept)).interactions.values.enumerated()
      { mean[place] += chance * value }
    }
    expectClose(
      mean, CoalitionSums(of: table.keepingPlayers(withProbability: p)).interactions.values,
      absolute: tolerance)
  }

  @Test func randomDrawsAgreeWithinTheirErrors() throws {
    let table = try Golden.load("relu_mlp_n8").table()
    let exact = CoalitionSums(of: table.keepingPlayers(withProbability: 0.5)).interactions
    let sampled = SampledDropout(of: table, keepingWithProbability: 0.5, draws: 4000, seed: 7)
    for (order, estimate) in sampled.signedMeans.enumerated() {
      let truth = exact[order: order].reduce(0, +) / 28
      #expect(estimate.standardError > 0)
      // Seven orders: beyond four and a half standard errors once in 20,000 seeds.
      #expect(abs(estimate.value - truth) < 4.5 * estimate.standardError)
      expectClose(
        sampled.means[order: order].reduce(0, +) / 28, estimate.value, absolute: tolerance)
    }
    let other = SampledDropout(of: table, keepingWithProbability: 0.5, draws: 4000, seed: 8)
    #expect(other.signedMeans != sampled.signedMeans)
  }
}
