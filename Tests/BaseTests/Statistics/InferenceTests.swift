import Base
import TestSupport
import Testing

/// What every interval declares, and what is refused.
@Suite struct InferenceTests {
  /// 5 seeds × 20 episodes are five units, whatever the episodes do.
  @Test func samplesOfAUnitNeverCountAsUnits() throws {
    var stream = RandomStream(seed: 3, purpose: "episodes")
    let episodes = (0..<5).map { seed in (0..<20).map { _ in Double(seed) + stream.normal() } }
    let samples = try UnitSamples("seed", episodes)
    let means = try UnitSamples("seed", episodes.map { $0.reduce(0, +) / 20 })
    let (many, few) = (try samples.mean(), try means.mean())
    expectClose(many.interval.low, few.interval.low, relative: 1e-12)
    expectClose(many.interval.high, few.interval.high, relative: 1e-12)
    #expect(many.units.map(\.description) == ["5 seeds (100 samples)"])
    #expect(few.units.map(\.description) == ["5 seeds"])
    #expect(many.method == .student && many.level == 0.95)
  }

  @Test func bothArmsDeclareTheirUnits() throws {
    let first = try UnitSamples("seed", [1, 2, 4])
    let second = try UnitSamples("seed", [[0, 1], [2, 3], [3], [1]])
    let welch = try first.difference(minus: second)
    #expect(welch.method == .welch)
    #expect(welch.units.map(\.description) == ["3 seeds", "4 seeds (6 samples)"])
    #expect(throws: InferenceRefusal.unpaired(first.inferenceUnit, second.inferenceUnit)) {
      try first.pairedDifference(minus: second)
    }
  }

  @Test func refusalsSayWhatToDo() throws {
    func refusal(_ work: () throws -> Void) -> String? {
      do { try work() } catch { return "\(error)" }
      return nil
    }
    let one = try UnitSamples("seed", [1.0])
    let two = try UnitSamples("seed", [1.0, 2])
    let three = try UnitSamples("seed", [1.0, 2, 4])
    #expect(refusal { _ = try one.mean() } == "1 seed: too few for an interval, which needs 2")
    #expect(
      refusal { _ = try StratifiedBootstrap().inferred(.mean, of: [two, one]) }
        == "1 seed: too few for an interval, which needs 2")
    #expect(
      refusal { _ = try two.pairedDifference(minus: three) }
        == "2 seeds cannot be paired with 3 seeds; compare them unpaired")
    #expect(refusal { _ = try UnitSamples("seed", [[1], []]) } == "seed 1 has no number")
    #expect(
      refusal { _ = try UnitSamples("seed", [1, .infinity]) } == "one of the numbers is inf")
    #expect(
      refusal { _ = try StratifiedBootstrap().inferred(.interquartileMean, of: [two, three]) }
        == "the interquartile mean pools its strata, and they have 2, 3 units: take as many of"
        + " each, or the mean, where each stratum counts once")
  }

  @Test func equivalenceIsTheIntervalAtItsOwnLevel() throws {
    let units = InferenceUnit("seed", count: 5, samples: 5)
    let effects = [0.1, -0.2, 0.15, 0.05, -0.1]
    let estimate = try #require(MeanEstimate(meanOf: effects))
    let interval = EquivalenceTest(estimate, within: 1, unit: units).interval
    #expect(interval == estimate.interval(level: 0.9))
    for margin in [0.1, 0.13, 0.14, 0.15, 0.2, 0.3] {
      let test = EquivalenceTest(estimate, within: margin, unit: units)
      #expect(test.isEquivalent == (interval.low > -margin && interval.high < margin))
    }
  }

  @Test func aCorrelationThatLeavingOutMakesOfTwoPairsHasNoInterval() {
    let found = ClusteredCorrelation([1, 2, 4], [1, 3, 2], clusters: [0, 1, 2])
    #expect(found?.value != nil && found?.transformed == nil)
    #expect(
      ClusteredCorrelation([1, 2, 4, 3], [1, 3, 2, 5], clusters: [0, 1, 2, 3])?.transformed != nil)
  }
}

@Suite struct StratifiedBootstrapTests {
  static let strata: [[Double]] = {
    var stream = RandomStream(seed: 5, purpose: "strata")
    return (0..<4).map { _ in (0..<8).map { _ in stream.normal() } }
  }()

  static func drawn(_ which: Range<Int>) -> [Double] {
    StratifiedBootstrap(seed: 9).drawn(which, of: strata) { Aggregate.mean.value(of: $0) }
  }

  /// A resample is a function of its number, so shares of the work may be done by anyone, in any
  /// order.
  @Test(arguments: [1, 2, 4])
  func drawsDoNotDependOnWhoDrawsThem(workers: Int) async throws {
    let whole = Self.drawn(0..<240)
    var stream = RandomStream(seed: 1, purpose: "shuffled work")
    let shares = stream.permutation(24).map { $0 * 10..<($0 + 1) * 10 }
    let parts = await withTaskGroup(of: [(Int, [Double])].self) { group in
      for worker in 0..<workers {
        let own = shares.indices.filter { $0 % workers == worker }.map { shares[$0] }
        group.addTask { own.map { ($0.lowerBound, Self.drawn($0)) } }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(parts.sorted { $0.0 < $1.0 }.flatMap(\.1) == whole)
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let strata = try Self.strata.map { try UnitSamples("seed", $0) }
    let bootstrap = StratifiedBootstrap(resamples: 100, seed: 9)
    let found = try bootstrap.inferred(.interquartileMean, of: strata)
    #expect(found == (try bootstrap.inferred(.interquartileMean, of: strata)))
    #expect(found.method == .bootstrap)
    #expect(found.units.map(\.count) == [8, 8, 8, 8])
    let other = StratifiedBootstrap(resamples: 100, seed: 10)
    #expect(found != (try other.inferred(.interquartileMean, of: strata)))
  }

  @Test func sixUnitsAreEnumeratedAndSevenDrawn() throws {
    let units = (0..<7).map(Double.init)
    func method(_ count: Int) throws -> InferredNumber.Method {
      let strata = [try UnitSamples("seed", Array(units.prefix(count)))]
      return try StratifiedBootstrap(resamples: 50).inferred(.mean, of: strata).method
    }
    #expect(try method(6) == .exactBootstrap)
    #expect(try method(7) == .bootstrap)
  }

  /// Where one stratum has all the variance, the degrees of freedom are its own.
  @Test func strataOfDifferentSpreadHaveFewerDegreesOfFreedom() throws {
    let strata = [
      try UnitSamples("seed", [1, 1, 1.0]), try UnitSamples("seed", [0, 5, 9.0]),
    ]
    let alike = try StratifiedBootstrap().inferred(.mean, of: strata).interval
    let different = try StratifiedBootstrap(variances: .different).inferred(.mean, of: strata)
      .interval
    // t(2)/t(4) = 4.3027/2.7764, about the middle.
    let middle = (0 + 5 + 9) / 6.0 + 0.5
    expectClose((middle - different.low) / (middle - alike.low), 1.5497, relative: 1e-4)
  }
}
