import Base
import TestSupport
import Testing

@Suite("the area under the ROC curve")
struct ROCAreaTests {
  /// Sums of a few hundred Doubles in another order.
  static let rounding = 1e-12

  /// Scores of few values, so that many are tied.
  private func scores(_ count: Int, shift: Double, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: "scores")
    return (0..<count).map { _ in (4 * (stream.uniform(-1, 1) + shift)).rounded() / 4 }
  }

  private func win(_ positive: Double, _ negative: Double) -> Double {
    positive > negative ? 1 : positive == negative ? 0.5 : 0
  }

  @Test("it is the share of pairs won, ties half")
  func pairs() throws {
    let positives = scores(17, shift: 0.3, seed: 1)
    let negatives = scores(23, shift: 0, seed: 2)
    let area = try #require(ROCArea(positives: positives, negatives: negatives))
    let wins = positives.map { positive in negatives.map { win(positive, $0) } }
    expectClose(area.value, wins.joined().reduce(0, +) / (17 * 23), absolute: Self.rounding)
    #expect(area.value == ROCArea.value(positives: positives, negatives: negatives))
    expectClose(
      area.positivePlacements, wins.map { $0.reduce(0, +) / 23 }, absolute: Self.rounding)
    expectClose(
      area.negativePlacements,
      negatives.indices.map { column in wins.reduce(0) { $0 + $1[column] } / 17 },
      absolute: Self.rounding)
  }

  @Test("its ends, its middle, and what it cannot be of")
  func ends() throws {
    #expect(ROCArea(positives: [3, 4], negatives: [1, 2])?.value == 1)
    #expect(ROCArea(positives: [1, 2], negatives: [3, 4])?.value == 0)
    #expect(ROCArea(positives: [1, 1], negatives: [1, 1, 1])?.value == 0.5)
    #expect(ROCArea(positives: [], negatives: [1]) == nil)
    #expect(ROCArea(positives: [1], negatives: [2])?.standardError == nil)
    // Turning the score around turns the area around.
    let (first, second) = (scores(9, shift: 0.1, seed: 3), scores(8, shift: 0, seed: 4))
    let area = try #require(ROCArea(positives: first, negatives: second))
    let turned = try #require(
      ROCArea(positives: first.map { -$0 }, negatives: second.map { -$0 }))
    expectClose(area.value + turned.value, 1, absolute: Self.rounding)
  }

  /// For a U-statistic of two samples the jackknife that leaves out one number at a time is DeLong's
  /// formula, to the last digit.
  @Test("the standard error is the two-sample jackknife's")
  func jackknife() throws {
    let positives = scores(11, shift: 0.2, seed: 5)
    let negatives = scores(14, shift: 0, seed: 6)
    func without<Element>(_ place: Int, _ values: [Element]) -> [Element] {
      values.indices.filter { $0 != place }.map { values[$0] }
    }
    func spread(_ areas: [Double]) -> Double {
      let count = Double(areas.count)
      let mean = areas.reduce(0, +) / count
      return areas.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * (count - 1) / count
    }
    let first = positives.indices.compactMap {
      ROCArea.value(positives: without($0, positives), negatives: negatives)
    }
    let second = negatives.indices.compactMap {
      ROCArea.value(positives: positives, negatives: without($0, negatives))
    }
    let found = try #require(ROCArea(positives: positives, negatives: negatives))
    expectClose(
      found.standardError ?? .nan, (spread(first) + spread(second)).squareRoot(),
      relative: Self.rounding)
  }

  @Test("of pairs, the covariance of a unit's two placements counts")
  func paired() throws {
    let positives = scores(12, shift: 0.2, seed: 7)
    let negatives = zip(positives, scores(12, shift: 0, seed: 8)).map { 0.5 * $0 + $1 }
    let area = try #require(ROCArea(positives: positives, negatives: negatives))
    func covariance(_ x: [Double], _ y: [Double]) -> Double {
      let (mx, my) = (x.reduce(0, +) / 12, y.reduce(0, +) / 12)
      return zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) } / 11
    }
    let (p, q) = (area.positivePlacements, area.negativePlacements)
    let variance = (covariance(p, p) + covariance(q, q) + 2 * covariance(p, q)) / 12
    expectClose(
      area.pairedStandardError ?? .nan, variance.squareRoot(), relative: Self.rounding)
  }

  @Test("within strata of another number: only pairs that are alike in it")
  func strata() throws {
    // The score is the covariate: within a part of two it tells little, and of one nothing.
    let positives = [1.0, 2, 3, 10, 11, 12]
    let negatives = [1.5, 2.5, 3.5, 10.5, 11.5, 12.5]
    let found = try #require(
      ROCArea.within(
        positives: positives, negatives: negatives, covariates: (positives, negatives), strata: 2))
    // By hand: 3 of 9 pairs are won in each half, of 18 in all.
    #expect(found.pairs == 18)
    expectClose(found.value, 6.0 / 18, absolute: Self.rounding)
    let whole = ROCArea.within(
      positives: positives, negatives: negatives, covariates: (positives, negatives), strata: 1)
    #expect(whole?.value == ROCArea.value(positives: positives, negatives: negatives))
    // Equal covariates share a part.
    let equal = ROCArea.within(
      positives: positives, negatives: negatives,
      covariates: ([Double](repeating: 4, count: 6), [Double](repeating: 4, count: 6)))
    #expect(equal?.pairs == 36)
    // No part holds both kinds.
    #expect(
      ROCArea.within(positives: [1], negatives: [2], covariates: ([0], [1]), strata: 2) == nil)
  }
}
