import Base
import Foundation
import Interactions
import TestSupport
import Testing

/// Row norms of the learning matrix by the size of the coalition, from a program that inverts the
/// dense matrix; given to six digits.
private let goldenNorms: [(players: Int, variance: Double, norms: [Double])] = [
  (6, 0.01, [0.949869, 0.853701, 0.656000, 0.367380, 0.175108, 0.075946, 0.030964]),
  (6, 0.1, [0.829922, 0.611195, 0.305480, 0.131530, 0.052328, 0.019817, 0.007256]),
  (6, 1, [0.567014, 0.238596, 0.090304, 0.032494, 0.011346, 0.003883, 0.001310]),
  (
    10, 0.001,
    [
      1.007229, 0.963708, 0.861868, 0.680054, 0.436385, 0.237227, 0.115350, 0.051913, 0.022085,
      0.009002, 0.003549,
    ]
  ),
  (
    10, 0.01,
    [
      0.973211, 0.847326, 0.640733, 0.384669, 0.193953, 0.087816, 0.037040, 0.014862, 0.005746,
      0.002159, 0.000793,
    ]
  ),
  (
    10, 0.1,
    [
      0.835646, 0.600052, 0.331565, 0.152205, 0.063308, 0.024790, 0.009320, 0.003402, 0.001215,
      0.000426, 0.000147,
    ]
  ),
]

@Suite struct DistributionFitTests {
  @Test(arguments: goldenNorms.indices) func rowNorms(index: Int) {
    let golden = goldenNorms[index]
    expectClose(
      NoisyLearning(playerCount: golden.players, variance: golden.variance).rowNorms,
      golden.norms, absolute: 6e-7)
  }

  /// The normal equations, multiplied out by the definition.
  @Test func learnedInteractionsSolveTheLeastSquares() throws {
    let n = 4
    let variance = 0.3
    let table = try ValueTable.random(playerCount: n, seed: 1)
    let true_ = AndOrInteractions(
      playerCount: n, andPart: table.values.map { 2 * $0 }, orPart: table.values.map { -$0 })
    let learned = NoisyLearning(playerCount: n, variance: variance).learned(true_)
    var and = true_.and
    and[0] += true_.or[0]
    let or = [0] + true_.or.dropFirst()
    for (w, learned) in [(and, learned.and), (or, learned.or)] {
      for t in 0..<16 {
        func product(_ x: [Double]) -> Double {
          ExactSum.of((0..<16).map { Double(1 << (n - ($0 | t).nonzeroBitCount)) * x[$0] })
        }
        let noise = Double(1 << n) * Double(1 << t.nonzeroBitCount) * variance * learned[t]
        expectClose(product(learned) + noise, product(w), absolute: 1e-11)
      }
    }
  }

  @Test func withoutNoiseEverythingIsLearned() throws {
    let game = AndOrInteractions.andOnly(try ValueTable.random(playerCount: 5, seed: 2))
    let learned = NoisyLearning(playerCount: 5, variance: 0).learned(game)
    expectClose(learned.and, game.and, absolute: 1e-10)
    expectClose(learned.or, game.or, absolute: 1e-10)
  }

  private static func decays() throws -> [DistributionFit.Decay] {
    let game = AndOrInteractions.andOnly(try ValueTable.random(playerCount: 8, seed: 3))
    return [0.001, 0.01, 0.1, 1].map { variance in
      DistributionFit.Decay(
        variance: variance,
        strengths: InteractionStrength(
          of: NoisyLearning(playerCount: 8, variance: variance).learned(game)
        ).strengths)
    }
  }

  @Test func aPlantedMixtureIsFound() throws {
    let decays = try Self.decays()
    let spindle = DistributionFit.spindle(ratio: 1.25, playerCount: 8)
    #expect(spindle[0] == 10 && spindle[1] == 28 * 1.5625)
    let measured = zip(decays[2].strengths, spindle).map { 3 * $0 + 0.02 * $1 }
    let fit = try #require(DistributionFit(measured, decays: decays))
    #expect(fit.variance == 0.1 && fit.ratio == 1.25)
    expectClose(fit.decayWeight, 3, relative: 1e-9)
    expectClose(fit.spindleWeight, 0.02, relative: 1e-9)
    expectClose(fit.fitted, measured, relative: 1e-9)
    expectClose(try #require(fit.cosine), 1, absolute: 1e-12)
    let chance = try #require(
      DistributionFit.chanceCosine(measured, decays: decays, permutations: 20, seed: 1))
    #expect(chance < 0.95)
  }

  @Test func weightsAreNeverNegative() throws {
    let decays = try Self.decays()
    // Falls faster than any decay: less a spindle would fit best.
    let measured = zip(decays[3].strengths, DistributionFit.spindle(ratio: 1, playerCount: 8))
      .map { max(0, $0 - 0.01 * $1) }
    let fit = try #require(DistributionFit(measured, decays: decays, ratios: [1]))
    #expect(fit.spindleWeight == 0 && fit.decayWeight > 0)
    let pure = try #require(
      DistributionFit(
        DistributionFit.spindle(ratio: 1.5, playerCount: 8), decays: decays, ratios: [1.5]))
    expectClose(pure.spindleWeight, 1, relative: 1e-9)
    expectClose(pure.decayWeight, 0, absolute: 1e-9)
    #expect(DistributionFit(measured, decays: []) == nil)
  }

  @Test func theNearestDecay() throws {
    let decays = try Self.decays()
    let near = zip(decays[1].strengths, decays[2].strengths).map { 0.9 * $0 + 0.1 * $1 }
    let found = try #require(DistributionFit.nearestDecay(near, decays: decays))
    #expect(found.variance == 0.01 && found.distance > 0 && found.distance < 0.2)
    let exact = try #require(
      DistributionFit.nearestDecay(decays[3].strengths.map { 7 * $0 }, decays: decays))
    #expect(exact.variance == 1)
    expectClose(exact.distance, 0, absolute: 1e-14)
    #expect(DistributionFit.nearestDecay([0, 0], decays: []) == nil)
  }
}
