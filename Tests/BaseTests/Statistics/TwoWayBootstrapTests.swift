import TestSupport
import Testing

@testable import Base

/// Seeds × images × points, with effects of seeds, of images, and of their cells.
private func sample(seeds: Int, images: Int, points: Int = 2, seed: UInt64 = 1) -> CrossedSample {
  var stream = RandomStream(seed: seed, purpose: "crossed sample")
  let seedEffects = (0..<seeds).map { _ in stream.normal() }
  let imageEffects = (0..<images).map { _ in stream.normal() }
  return CrossedSample(
    firstCount: seeds, secondCount: images,
    values: seedEffects.flatMap { a in
      imageEffects.flatMap { b in (0..<points).map { Double($0) + 5 + a + b + stream.normal() } }
    })
}

private func oneWay(units: Int) -> TwoWayComponents {
  TwoWayComponents(first: 2, second: 0, rest: 0, firstCount: units, secondCount: 1)
}

private func shares(_ means: [Double]) -> [Double] {
  let mean = means.reduce(0, +) / Double(means.count)
  return means.map { $0 / mean }
}

@Suite struct TwoWayBootstrapTests {
  @Test func theSameSeedGivesTheSameBits() throws {
    let sample = sample(seeds: 4, images: 6)
    let first = TwoWayBootstrap(resamples: 100, seed: 3)
    #expect(first.band(of: sample) == first.band(of: sample))
    var second = first
    second.seed = 4
    #expect(first.band(of: sample) != second.band(of: sample))
    #expect(first.band(of: sample)?.estimates == second.band(of: sample)?.estimates)
  }

  @Test func estimatesAreTheQuantityOfTheMeans() throws {
    let sample = CrossedSample(firstCount: 1, secondCount: 2, values: [1, 3, 2, 6])
    #expect(sample.means == [1.5, 4.5])
    let band = try #require(TwoWayBootstrap(resamples: 50).band(of: sample, quantity: shares))
    #expect(band.estimates == [0.5, 1.5])
    // Both images have the same shares, so no resample differs.
    #expect(band.intervals == [Interval(0.5, 0.5), Interval(1.5, 1.5)])
  }

  /// Of the 27 equally likely resamples of 1, 2, 4 one has mean 1 and three have mean 4/3, so the
  /// 2.5 % point is 1 and the 10 % point 4/3; above, 4 and 10/3.
  @Test(arguments: [(0.95, 1, 4), (0.8, 4.0 / 3, 10.0 / 3)] as [(Double, Double, Double)])
  func percentilesAreThoseOfAllResamples(level: Double, low: Double, high: Double) throws {
    let sample = CrossedSample(firstCount: 3, secondCount: 1, values: [1, 2, 4])
    let bootstrap = TwoWayBootstrap(units: .first, level: level, resamples: 2000, seed: 5)
    let interval = try #require(bootstrap.band(of: sample)?.intervals?.first)
    let mean = 7.0 / 3
    let scale = bootstrap.factor(oneWay(units: 3))
    expectClose(interval.low, mean - scale * (mean - low), relative: 1e-12)
    expectClose(interval.high, mean + scale * (high - mean), relative: 1e-12)
  }

  @Test(
    arguments: [(2, 9.168172071490575), (3, 2.6886472943921502), (50, 1.035721857782805)]
      as [(Int, Double)])
  func halfWidthsAreScaledForFewUnits(units: Int, scale: Double) {
    expectClose(TwoWayBootstrap().factor(oneWay(units: units)), scale, relative: 1e-11)
  }

  @Test func withoutImageEffectsBothWaysAreOneWay() throws {
    // All images alike, more images than seeds: resampling them changes nothing.
    let sample = CrossedSample(
      firstCount: 4, secondCount: 5,
      values: [2.0, 3, 7, 4].flatMap { [Double](repeating: $0, count: 5) })
    let both = try #require(TwoWayBootstrap(resamples: 200).band(of: sample)?.intervals?.first)
    let seeds = try #require(
      TwoWayBootstrap(units: .first, resamples: 200).band(of: sample)?.intervals?.first)
    expectClose(both.low, seeds.low, absolute: 1e-14)
    expectClose(both.high, seeds.high, absolute: 1e-14)
    let images = try #require(
      TwoWayBootstrap(units: .second, resamples: 200).band(of: sample)?.intervals?.first)
    #expect(images == Interval(4, 4))
  }

  @Test func moreUnitsResampledMeanWiderIntervals() throws {
    let sample = sample(seeds: 12, images: 12, points: 1)
    func width(_ units: TwoWayBootstrap.Units) throws -> Double {
      let band = try #require(TwoWayBootstrap(units: units, resamples: 300).band(of: sample))
      #expect(band.resampled == units)
      let interval = try #require(band.intervals?.first)
      return interval.high - interval.low
    }
    #expect(try width(.both) > width(.first))
    #expect(try width(.both) > width(.second))
  }

  @Test func aSingleUnitIsNotResampled() throws {
    let oneSeed = sample(seeds: 1, images: 8)
    let band = try #require(TwoWayBootstrap(resamples: 50).band(of: oneSeed))
    #expect(band.resampled == .second && band.intervals != nil)
    let none = try #require(TwoWayBootstrap(units: .first, resamples: 50).band(of: oneSeed))
    #expect(none.resampled == nil && none.intervals == nil && none.estimates == oneSeed.means)
  }

  @Test func absentCellsCountForNothing() throws {
    let present = [true, true, false, true, true, true]
    let marked = CrossedSample(
      firstCount: 3, secondCount: 2, values: [1, 2, .nan, 4, 5, 6], present: present)
    #expect(marked.means == [18.0 / 5])
    let other = CrossedSample(
      firstCount: 3, secondCount: 2, values: [1, 2, 1e9, 4, 5, 6], present: present)
    let bootstrap = TwoWayBootstrap(resamples: 100)
    #expect(bootstrap.band(of: marked) == bootstrap.band(of: other))
    let nothing = CrossedSample(
      firstCount: 1, secondCount: 1, values: [1], present: [false])
    #expect(bootstrap.band(of: nothing) == nil)
  }

  /// The wrong unit of inference is the worst mistake: episodes of one seed are not runs.
  @Test func repeatedMeasurementsOfASeedDoNotNarrowTheInterval() throws {
    let means = [0.2, 0.5, 0.9, 0.4, 0.7]
    let once = CrossedSample(firstCount: 5, secondCount: 1, values: means)
    let often = CrossedSample(
      firstCount: 5, secondCount: 20,
      values: means.flatMap { [Double](repeating: $0, count: 20) })
    let bootstrap = TwoWayBootstrap(units: .first, resamples: 200)
    let narrow = try #require(bootstrap.band(of: once)?.intervals?.first)
    let wide = try #require(bootstrap.band(of: often)?.intervals?.first)
    expectClose(narrow.low, wide.low, absolute: 1e-12)
    expectClose(narrow.high, wide.high, absolute: 1e-12)
  }

  /// Five normal units: the plain percentile interval covers 83 %, the scaled one 93–95 %.
  @Test func scaledIntervalsCoverTheTruth() throws {
    let studies = 500
    var stream = RandomStream(seed: 8, purpose: "coverage")
    var covered = 0
    for study in 0..<studies {
      let sample = CrossedSample(
        firstCount: 5, secondCount: 1, values: (0..<5).map { _ in stream.normal() })
      let bootstrap = TwoWayBootstrap(units: .first, resamples: 120, seed: UInt64(study))
      let interval = try #require(bootstrap.band(of: sample)?.intervals?.first)
      if interval.low <= 0, interval.high >= 0 { covered += 1 }
    }
    #expect((0.92...0.98).contains(Double(covered) / Double(studies)))
  }
}
