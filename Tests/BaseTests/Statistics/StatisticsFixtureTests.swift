import Foundation
import TestSupport
import Testing

@testable import Base

/// Numbers computed apart from this implementation; see Fixtures/make_statistics.py.
private struct Fixture {
  let value: Value

  init() throws {
    let url = try #require(
      Bundle.module.url(forResource: "statistics", withExtension: "json", subdirectory: "Fixtures"))
    value = try Value(json: Array(Data(contentsOf: url)))
  }

  func numbers(_ path: String...) throws -> [Double] {
    let list = try #require(at(path).list)
    return list.compactMap(\.number)
  }

  func number(_ path: String...) throws -> Double {
    let found = try at(path)
    return try #require(found.number)
  }

  func rows(_ name: String) throws -> [[Double]] {
    let list = try #require(at(["inputs", name]).list)
    return list.map { ($0.list ?? []).compactMap(\.number) }
  }

  private func at(_ path: [String]) throws -> Value {
    var found = value
    for name in path { found = try #require(found[name], "no \(path)") }
    return found
  }
}

@Suite struct StatisticsFixtureTests {
  static let relative = 1e-12
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func expect(_ interval: Interval, is name: String..., at place: String = "interval")
    throws
  {
    let ends =
      name.count == 1
      ? try fixture.numbers(name[0], place) : try fixture.numbers(name[0], name[1], place)
    expectClose([interval.low, interval.high], ends, relative: Self.relative, "\(name)")
  }

  @Test func studentPairedAndWelch() throws {
    let a = try UnitSamples("seed", fixture.numbers("inputs", "a"))
    let b = try UnitSamples("seed", fixture.numbers("inputs", "b"))
    let mean = try a.mean()
    try expect(mean.interval, is: "student")
    expectClose(mean.value, try fixture.number("student", "value"), relative: Self.relative)
    let short = try UnitSamples("seed", Array(b.means.prefix(5)))
    try expect(a.pairedDifference(minus: short).interval, is: "paired")
    let welch = try a.difference(minus: b)
    try expect(welch.interval, is: "welch")
    expectClose(welch.value, try fixture.number("welch", "value"), relative: Self.relative)
  }

  @Test func equivalence() throws {
    let a = try UnitSamples("seed", fixture.numbers("inputs", "a"))
    let estimate = try #require(MeanEstimate(meanOf: a.means))
    let test = EquivalenceTest(estimate, within: 1.5, unit: a.inferenceUnit)
    expectClose(
      test.lowerP, try fixture.number("equivalence", "lower_p"), relative: Self.relative)
    expectClose(
      test.upperP, try fixture.number("equivalence", "upper_p"), relative: Self.relative)
    try expect(test.interval, is: "equivalence")
  }

  @Test func holm() throws {
    expectClose(
      HolmAdjustment(try fixture.numbers("inputs", "raw")).pValues, try fixture.numbers("holm"),
      relative: Self.relative)
  }

  @Test(
    arguments: [
      ("mean of a", ["a"], Aggregate.mean), ("interquartile mean of a", ["a"], .interquartileMean),
      ("median of a", ["a"], .median), ("mean of tasks", ["tasks"], .mean),
      ("interquartile mean of tasks", ["tasks"], .interquartileMean),
      ("optimality gap of tasks", ["tasks"], .optimalityGap(target: 1)),
      ("mean of uneven", ["uneven"], .mean),
      ("mean of tasks, variances different", ["tasks"], .mean),
    ] as [(String, [String], Aggregate)])
  func exactBootstraps(name: String, input: [String], aggregate: Aggregate) throws {
    let strata =
      input[0] == "a"
      ? [try UnitSamples("seed", fixture.numbers("inputs", "a"))]
      : try fixture.rows(input[0]).map { try UnitSamples("seed", $0) }
    let bootstrap = StratifiedBootstrap(
      variances: name.hasSuffix("different") ? .different : .alike)
    let found = try bootstrap.inferred(aggregate, of: strata)
    #expect(found.method == .exactBootstrap)
    expectClose(
      found.value, try fixture.number("bootstrap", name, "value"), relative: Self.relative)
    try expect(found.interval, is: "bootstrap", name)
    let resamples = try #require(ExactResamples(strata.map(\.means), atMost: 50_000))
    let values = resamples.values { aggregate.value(of: $0) }
    #expect(
      Double(values.map(\.draws).reduce(0, +))
        == (try fixture.number("bootstrap", name, "resamples")))
    let resampled = Resampled(values)
    let low = try #require(resampled.quantile(0.025))
    let high = try #require(resampled.quantile(0.975))
    try expect(Interval(low, high), is: "bootstrap", name, at: "percentiles")
  }

  @Test func improvement() throws {
    let first = try UnitSamples("seed", try fixture.rows("tasks")[0])
    let second = try UnitSamples("seed", try fixture.rows("other")[0])
    let found = try StratifiedBootstrap().probabilityOfImprovement([first], over: [second])
    try expect(found.interval, is: "bootstrap", "improvement of the first task")
  }

  @Test func twoWay() throws {
    let rows = try fixture.rows("crossed")
    let sample = CrossedSample(
      firstCount: rows.count, secondCount: rows[0].count, values: rows.flatMap(\.self))
    let influence = try #require(InfluenceOfCells(withinFirst: sample, quantity: { $0 }))
    let components = influence.components(of: 0)
    for (number, name) in [
      (components.first, "first"), (components.second, "second"), (components.rest, "rest"),
      (components.degreesOfFreedom, "df"), (components.reach(level: 0.95), "reach"),
    ] {
      expectClose(number, try fixture.number("two_way", name), relative: Self.relative, name)
    }
    let mean = try #require(sample.twoWayMean())
    try expect(mean.interval, is: "two_way")
    #expect(mean.units.map(\.description) == ["3 seeds (18 samples)", "6 images (18 samples)"])
    // Leaving a cell out of all gives the same influences as leaving it out of its seed.
    let overall = try #require(InfluenceOfCells(overall: sample, quantity: { $0 }))
    expectClose(overall.components(of: 0).variance, components.variance, relative: Self.relative)
  }

  @Test(arguments: ClusteredCorrelation.Kind.allCases)
  func clusteredCorrelations(kind: ClusteredCorrelation.Kind) throws {
    let (x, y) = (try fixture.numbers("inputs", "x"), try fixture.numbers("inputs", "y"))
    let clusters = try fixture.numbers("inputs", "clusters").map { Int($0) }
    let found = try #require(
      ClusteredCorrelation(x, y, clusters: clusters, kind: kind, unit: "seed"))
    let name = kind.rawValue
    expectClose(found.value, try fixture.number(name, "value"), relative: Self.relative)
    let transformed = try #require(found.transformed)
    expectClose(
      transformed.standardError, try fixture.number(name, "error"), relative: Self.relative)
    let interval = try #require(found.interval(level: 0.95))
    try expect(interval, is: name)
    #expect(found.units.description == "4 seeds (12 samples)")
  }
}

/// Values of the reference implementation that the estimators come from.
@Suite struct AggregateTests {
  static let x = [
    [0.1, 0.2, 0.15, 0.55, 0.25], [0.9, 0.8, 0.95, 0.6, 0.85], [0.35, 0.35, 0.4, 0.3, 0.45],
    [1.2, 1.05, 0.7, 1.1, 0.2],
  ]
  static let y = [[0.1, 0.3, 0.05], [0.7, 0.75, 0.8], [0.4, 0.35, 0.2], [1.0, 0.9, 1.2]]

  @Test func estimators() throws {
    let numbers: [(Double, Double)] = [
      (Aggregate.interquartileMean.value(of: Self.x), 0.5349999999999999),
      (Aggregate.interquartileMean.value(of: Self.y), 0.5499999999999999),
      (Aggregate.mean.value(of: Self.x), 0.5725), (Aggregate.median.value(of: Self.x), 0.595),
      (Aggregate.optimalityGap(target: 1).value(of: Self.x), 0.44500000000000006),
      (
        try #require(Statistics.probabilityOfImprovement(Self.x, over: Self.y)),
        0.6333333333333333
      ),
    ]
    for (found, expected) in numbers { expectClose(found, expected, relative: 1e-12) }
    expectClose(
      Statistics.performanceProfile(Self.x, above: [0, 0.25, 0.5, 0.75, 1]),
      [1, 0.75, 0.5, 0.35, 0.15], relative: 1e-12)
  }

  @Test func theBootstrapOfOneTwoFour() throws {
    let exact = try #require(ExactResamples([[1, 2, 4]], atMost: 50_000))
    let values = exact.values { Aggregate.mean.value(of: $0) }
    #expect(values.map(\.draws).reduce(0, +) == 27)
    let resampled = Resampled(values)
    let low = try #require(resampled.quantile(0.025))
    let high = try #require(resampled.quantile(0.975))
    expectClose([low, high], [1.2166666666666666, 3.5666666666666655], relative: 1e-12)
    // One draw in 27 is all ones, more than 2.5 %.
    #expect(resampled.leastValue(0.025) == 1 && resampled.leastValue(0.975) == 4)
    #expect(resampled.leastValue(0.04) == 4.0 / 3)
  }

  @Test func anInterquartileMeanThatCutsNothingSaysSo() throws {
    let three = [try UnitSamples("seed", [0.1, 0.9, 0.35])]
    let found = try StratifiedBootstrap().inferred(.interquartileMean, of: three)
    #expect(
      found.notes == ["of 3 numbers the interquartile mean cuts off none: it is their mean"])
    expectClose(found.value, 0.45, relative: 1e-12)
    let four = [try UnitSamples("seed", [0.1, 0.9, 0.35, 0.2])]
    #expect(try StratifiedBootstrap().inferred(.interquartileMean, of: four).notes == [])
  }
}
