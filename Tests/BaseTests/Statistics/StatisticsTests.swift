import Base
import TestSupport
import Testing

private let a = [2.1, 3.4, 1.9, 4.4, 2.8]
private let b = [1.0, 2.9, 2.2, 3.1, 1.4, 0.7, 2.6]
/// Against numbers of numpy and scipy, printed to 17 digits.
private let tolerance = 1e-14

@Suite struct StatisticsTests {
  @Test func summariesOfAFewNumbers() throws {
    expectClose(try #require(Statistics.mean(a)), 2.92, relative: tolerance)
    expectClose(try #require(Statistics.variance(a)), 1.037, relative: tolerance)
    expectClose(
      try #require(Statistics.standardDeviation(a)), 1.0183319694480775, relative: tolerance)
    expectClose(
      try #require(Statistics.standardError(a)), 0.455411901469428, relative: tolerance)
  }

  /// Five runs on four tasks, summarised by an established package.
  @Test func fixtureOfFiveRunsOnFourTasks() throws {
    let runs = [
      0.1, 0.9, 0.35, 1.2, 0.2, 0.8, 0.35, 1.05, 0.15, 0.95, 0.4, 0.7, 0.55, 0.6, 0.3, 1.1, 0.25,
      0.85, 0.45, 0.2,
    ]
    expectClose(try #require(Statistics.mean(runs)), 0.5725, relative: tolerance)
    // The median over tasks of the mean over runs.
    let tasks = (0..<4).map { task in
      Statistics.mean(stride(from: task, to: 20, by: 4).map { runs[$0] }) ?? .nan
    }
    expectClose(try #require(Statistics.median(tasks)), 0.595, relative: tolerance)
  }

  @Test(
    arguments: [(0, 0.7), (0.1, 0.88), (0.25, 1.2), (0.5, 2.2), (0.9, 2.98), (1, 3.1)]
      as [(Double, Double)])
  func quantilesAreLinearBetweenOrderStatistics(probability: Double, value: Double) throws {
    expectClose(
      try #require(Statistics.quantile(b, probability)), value, relative: tolerance)
  }

  @Test func quantilesOfAllTwentySevenResamples() throws {
    let values = [1.0, 2, 4]
    let means = values.flatMap { x in
      values.flatMap { y in values.map { z in (x + y + z) / 3 } }
    }
    expectClose(
      try #require(Statistics.quantile(means, 0.025)), 1.2166666666666666, relative: tolerance)
    expectClose(
      try #require(Statistics.quantile(means, 0.975)), 3.5666666666666655, relative: tolerance)
  }

  @Test func oneNumberAndNone() {
    #expect(Statistics.mean([3]) == 3 && Statistics.median([3]) == 3)
    #expect(Statistics.quantile([3], 0.9) == 3)
    #expect(Statistics.variance([3]) == nil && Statistics.standardError([3]) == nil)
    #expect(Statistics.mean([]) == nil && Statistics.median([]) == nil)
    #expect(Statistics.median([1, 2]) == 1.5)
  }

  @Test func equalNumbersHaveNoVariance() {
    // 0.1 × 7 / 7 is not 0.1 in floating point; the variance must not show it.
    expectClose(Statistics.variance([Double](repeating: 0.1, count: 7)) ?? .nan, 0, absolute: 1e-33)
    #expect(Statistics.quantile([.infinity, .infinity], 0.5) == .infinity)
    #expect(Statistics.quantile([1, .nan], 0.5)?.isNaN == true)
  }

  @Test func aLargeOffsetCostsNoDigits() throws {
    // Steps of ¼ around 2⁴⁰ are exact.
    let values = [0.25, 0.5, 1, 0.75, 2].map { $0 + 0x1p40 }
    expectClose(
      try #require(Statistics.variance(values)),
      try #require(Statistics.variance([0.25, 0.5, 1, 0.75, 2])), relative: 1e-12)
  }

  @Test func correlations() throws {
    let x: [Double] = [1, 2, 3, 4, 5, 6, 7]
    let y = [2.1, 1.9, 3.7, 3.2, 9.9, 5.1, 30]
    expectClose(try #require(Statistics.pearson(x, y)), 0.7371162539782583, relative: tolerance)
    expectClose(try #require(Statistics.spearman(x, y)), 0.8928571428571429, relative: tolerance)
    expectClose(
      try #require(Statistics.spearman([1, 2, 2, 3, 3, 3, 9], [5, 1, 1, 4, 4, 2, 2])),
      -0.01923432620282051, relative: 1e-13)
    expectClose(Statistics.pearson(x, x.map { -3 * $0 + 1 }) ?? .nan, -1, relative: tolerance)
    #expect(Statistics.ranks([5, 1, 1, 4, 4, 2, 2]) == [7, 1.5, 1.5, 5.5, 5.5, 3.5, 3.5])
  }

  @Test func correlationNeedsSpread() {
    #expect(Statistics.pearson([1, 2, 3], [0.1, 0.1, 0.1]) == nil)
    #expect(Statistics.spearman([1, 1], [1, 2]) == nil)
    #expect(Statistics.pearson([1], [2]) == nil)
  }
}
