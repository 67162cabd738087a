import Base
import Foundation
import Interactions
import TestSupport
import Testing

@Suite struct SampleStatisticsTests {
  @Test func clusteredCorrelationByHand() throws {
    let x: [Double] = [1, 2, 3, 4, 5, 6]
    let y: [Double] = [2, 1, 4, 3, 7, 5]
    let clusters = [0, 0, 1, 1, 2, 2]
    let found = try #require(ClusteredCorrelation(x, y, clusters: clusters))
    #expect(found.value == Statistics.pearson(x, y))
    let estimate = try #require(found.transformed)
    let without = try [[2, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 3]].map { kept in
      atanh(try #require(Statistics.pearson(kept.map { x[$0] }, kept.map { y[$0] })))
    }
    // (g − 1)/g Σ(z₋ᵢ − mean)² = (g − 1)²/g times their sample variance.
    let variance = try #require(Statistics.variance(without))
    expectClose(estimate.standardError, (4 / 3 * variance).squareRoot(), relative: 1e-12)
    #expect(estimate.degreesOfFreedom == 2)
    let ranks = try #require(ClusteredCorrelation(x, y, clusters: clusters, kind: .spearman))
    #expect(ranks.value == Statistics.spearman(x, y))
    #expect(ClusteredCorrelation(x, y, clusters: [0, 0, 0, 0, 0, 0])?.transformed == nil)
    #expect(ClusteredCorrelation([1, 1], [1, 2], clusters: [0, 1]) == nil)
  }

  /// Clusters with shifts of their own and no association: 95 % intervals hold 0 as often as they
  /// say, where intervals that count units would not.
  @Test func coverageOverClusters() throws {
    let repetitions = 2000
    var held = 0
    for repetition in 0..<repetitions {
      var stream = RandomStream(seed: 1, purpose: "clusters", index: UInt64(repetition))
      var (x, y, clusters): ([Double], [Double], [Int]) = ([], [], [])
      for cluster in 0..<12 {
        let (a, b) = (stream.normal(), stream.normal())
        for _ in 0..<2 {
          x.append(a + 0.3 * stream.normal())
          y.append(b + 0.3 * stream.normal())
          clusters.append(cluster)
        }
      }
      let interval = ClusteredCorrelation(x, y, clusters: clusters)?.interval(level: 0.95)
      if let interval, interval.low <= 0, interval.high >= 0 { held += 1 }
    }
    let coverage = Double(held) / Double(repetitions)
    #expect(coverage > 0.92 && coverage < 0.97)
  }

  @Test func ratioByHand() throws {
    let ratio = try #require(MeanEstimate(ratioOf: [2, 4, 9], to: [1, 2, 2]))
    #expect(ratio.value == 3 && ratio.degreesOfFreedom == 2)
    // Residuals −1, −2, 3 over the mean 5/3.
    expectClose(ratio.standardError, (7.0 / 3).squareRoot() / (5.0 / 3), relative: 1e-14)
    #expect(MeanEstimate(ratioOf: [1, 2, 3], to: [2, 4, 6])?.standardError == 0)
    #expect(MeanEstimate(ratioOf: [1, 2], to: [1, -1]) == nil)
    #expect(MeanEstimate(ratioOf: [1], to: [1]) == nil)
  }

  @Test func coverageOfRatios() throws {
    let repetitions = 2000
    var held = 0
    for repetition in 0..<repetitions {
      var stream = RandomStream(seed: 2, purpose: "ratios", index: UInt64(repetition))
      let reference = (0..<30).map { _ in 2 + 0.5 * stream.normal() }
      let numbers = reference.map { 1.5 * $0 + 0.4 * stream.normal() }
      let interval = try #require(MeanEstimate(ratioOf: numbers, to: reference))
        .interval(level: 0.95)
      if interval.low <= 1.5, interval.high >= 1.5 { held += 1 }
    }
    let coverage = Double(held) / Double(repetitions)
    #expect(coverage > 0.93 && coverage < 0.97)
  }

  @Test func aTableOverlapsWithItself() throws {
    let tables = try (0..<2).map {
      try ValueTable.random(playerCount: 5, seed: 3, index: UInt64($0))
    }
    let exact = AndOrExtraction.Method.optimal(OptimalSearch(tolerance: 1e-6))
    let overlaps = try ExtractionOverlap.all(
      of: tables, noise: .ofGrandEffect(0.04), method: exact, threshold: .ofMaximum(0.05))
    for overlap in overlaps {
      #expect(overlap.rows.map(\.noiseFactor) == [1, 0.75, 1.25])
      expectClose(overlap.rows[0].relativeL1, 1, relative: 2e-6)
      // A tighter bound cannot have a smaller optimum.
      #expect(overlap.rows[1].relativeL1 > 1 && overlap.rows[2].relativeL1 < 1)
      #expect(overlap.rows.allSatisfy { $0.salient.intersectionOverUnion ?? 0 > 0.2 })
    }
    // The schedule keeps more of where it started.
    let schedule = AndOrExtraction.Method.subgradient(
      SubgradientSchedule(iterations: 300, learningRate: .absolute(1e-4)))
    let rough = try ExtractionOverlap.all(
      of: tables, noise: .none, method: schedule, threshold: .ofMaximum(0.05))
    for (rough, overlap) in zip(rough, overlaps) {
      #expect(rough.rows.count == 1)
      let similarity = try #require(rough.rows[0].similarity.total)
      let optimal = try #require(overlap.rows[0].similarity.total)
      #expect(similarity < optimal)
    }
  }
}
