import Base
import TestSupport
import Testing

private let a = [2.1, 3.4, 1.9, 4.4, 2.8]
private let b = [1.0, 2.9, 2.2, 3.1, 1.4, 0.7, 2.6]
/// Against scipy, itself good to about 1e-12.
private let tolerance = 1e-11

@Suite struct MeanEstimateTests {
  @Test func intervalsOfAMean() throws {
    let estimate = try #require(MeanEstimate(meanOf: a))
    expect(estimate.interval(level: 0.95), 1.6555738553163872, 4.184426144683614)
    expect(estimate.interval(level: 0.99), 0.823240400092859, 5.016759599907141)
  }

  @Test func oneSidedTestsOfAMean() throws {
    let estimate = try #require(MeanEstimate(meanOf: a))
    expectClose(estimate.pValue(above: 2), 0.05673922477374955, relative: tolerance)
    expectClose(estimate.pValue(below: 2), 0.9432607752262504, relative: tolerance)
  }

  @Test func pairedDifferences() throws {
    let estimate = try #require(
      MeanEstimate(pairedDifferenceOf: a, minus: Array(b.prefix(5))))
    expect(estimate.interval(level: 0.95), -0.07798903308508276, 1.6779890330850828)
    expectClose(2 * estimate.pValue(above: 0), 0.06467689395635304, relative: tolerance)
  }

  @Test func welchDifferences() throws {
    let estimate = try #require(MeanEstimate(welchDifferenceOf: a, minus: b))
    expectClose(estimate.degreesOfFreedom, 8.393458816310561, relative: tolerance)
    expectClose(2 * estimate.pValue(above: 0), 0.14473917010385332, relative: tolerance)
    expect(estimate.interval(level: 0.95), -0.3947337495927976, 2.2633051781642273)
  }

  @Test func equivalenceIsTheLargerOfTwoTests() throws {
    let estimate = try #require(MeanEstimate(meanOf: [0.02, -0.01, 0.03, 0, 0.015, -0.02]))
    expectClose(estimate.pValue(above: -0.05), 0.00041124161123453886, relative: tolerance)
    expectClose(estimate.pValue(within: 0.05), 0.0011879466003465785, relative: tolerance)
    expect(estimate.interval(level: 0.95), -0.01419320584842208, 0.025859872515088745)
    expectClose(
      estimate.pValue(outside: 0.05), 1 - estimate.pValue(within: 0.05), relative: tolerance)
  }

  @Test func withoutSpreadThereIsNoDoubtButOnTheThreshold() throws {
    let estimate = try #require(MeanEstimate(meanOf: [0.5, 0.5, 0.5]))
    #expect(estimate.interval(level: 0.95) == Interval(0.5, 0.5))
    #expect(estimate.pValue(above: 0.4) == 0 && estimate.pValue(above: 0.6) == 1)
    #expect(estimate.pValue(above: 0.5) == 0.5 && estimate.pValue(below: 0.5) == 0.5)
    #expect(estimate.pValue(within: 0.6) == 0)
    let arms = try #require(MeanEstimate(welchDifferenceOf: [1, 1], minus: [2, 2, 2]))
    #expect(arms.value == -1 && arms.standardError == 0 && arms.degreesOfFreedom == 3)
  }

  @Test func oneUnitIsNotEnough() {
    #expect(MeanEstimate(meanOf: [1]) == nil)
    #expect(MeanEstimate(welchDifferenceOf: [1, 2], minus: [1]) == nil)
  }

  private func expect(
    _ interval: Interval, _ low: Double, _ high: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectClose(
      interval.low, low, relative: tolerance, absolute: tolerance, sourceLocation: sourceLocation)
    expectClose(
      interval.high, high, relative: tolerance, absolute: tolerance,
      sourceLocation: sourceLocation)
  }
}

@Suite struct HolmAdjustmentTests {
  @Test func adjustedValuesByHand() {
    expectClose(
      HolmAdjustment([0.01, 0.04, 0.03, 0.005]).pValues, [0.03, 0.06, 0.06, 0.02],
      relative: 1e-15)
    #expect(HolmAdjustment([0.3, 0.9, 0.8]).pValues == [0.8999999999999999, 1, 1])
    #expect(HolmAdjustment([]).pValues == [])
    #expect(HolmAdjustment([0.04]).pValues == [0.04])
  }

  @Test func equalValuesAreAdjustedAlike() {
    #expect(HolmAdjustment([0.02, 0.02, 0.02]).pValues == [0.06, 0.06, 0.06])
    #expect(HolmAdjustment([0, 0.5, 0]).pValues == [0, 0.5, 0])
  }
}
