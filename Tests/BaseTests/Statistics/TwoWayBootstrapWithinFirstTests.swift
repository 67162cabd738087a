import Base
import TestSupport
import Testing

@Suite struct TwoWayBootstrapWithinFirstTests {
  /// The two routes divide before and after they add up, so they differ by a few roundings.
  static let tolerance = 1e-12

  static let values: [Double] = {
    var stream = RandomStream(seed: 7, purpose: "test")
    return (0..<3 * 4 * 2).map { _ in stream.uniform(1, 2) }
  }()

  @Test(arguments: TwoWayBootstrap.Units.allCases)
  func withEveryCellMeansOfMeansAreTheMeans(_ units: TwoWayBootstrap.Units) throws {
    let sample = CrossedSample(firstCount: 3, secondCount: 4, values: Self.values)
    let bootstrap = TwoWayBootstrap(units: units, resamples: 200, seed: 1)
    let within = try #require(bootstrap.bandWithinFirst(of: sample))
    let over = try #require(bootstrap.band(of: sample))
    expectClose(within.estimates, over.estimates, relative: Self.tolerance)
    for (one, other) in zip(try #require(within.intervals), try #require(over.intervals)) {
      expectClose([one.low, one.high], [other.low, other.high], relative: Self.tolerance)
    }
    #expect(within.resampled == over.resampled)
  }

  /// Seed 0 keeps one image (10), seed 1 three (1, 2, 3): each seed counts once.
  @Test func aSeedCountsOnceHoweverManyImagesItKeeps() throws {
    let sample = CrossedSample(
      firstCount: 2, secondCount: 3, values: [10, .nan, .nan, 1, 2, 3],
      present: [true, false, false, true, true, true])
    let band = try #require(TwoWayBootstrap(resamples: 50).bandWithinFirst(of: sample))
    #expect(band.estimates == [6])
  }

  /// Both seeds have the same shares at different sizes, so no resample can change them.
  @Test func sharesOfProportionalSeedsHaveNoBand() throws {
    let sample = CrossedSample(firstCount: 2, secondCount: 1, values: [1, 3, 10, 30])
    let bootstrap = TwoWayBootstrap(resamples: 50)
    let band = try #require(
      bootstrap.bandWithinFirst(of: sample) { means in
        means.map { $0 * 2 / (means[0] + means[1]) }
      })
    #expect(band.estimates == [0.5, 1.5])
    #expect(band.intervals == [Interval(0.5, 0.5), Interval(1.5, 1.5)])
    #expect(band.resampled == .first)
  }

  @Test func nothingPresentGivesNoBand() {
    let sample = CrossedSample(firstCount: 1, secondCount: 1, values: [1], present: [false])
    #expect(TwoWayBootstrap().bandWithinFirst(of: sample) == nil)
  }
}
