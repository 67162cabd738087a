import Base
import Foundation
import Testing

/// Nominal 95 % must be 92 to 98 %, with 3, 5 and 10 units, normal and heavy-tailed.
///
/// The tests try few studies each, so their margins are those of the binomial; the whole table is
/// printed with
///
///     RUNEXP_COVERAGE=2000 swift test -c release -Xswiftc -enable-testing --filter CoverageTests
@Suite struct CoverageTests {
  typealias Scenario = CoverageScenario

  static let units = [3, 5, 10]

  /// What is tried quickly, with the number of studies.
  static let quick: [(scenario: Scenario, studies: Int)] = Scenario.Noise.allCases.flatMap {
    noise -> [(scenario: Scenario, studies: Int)] in
    let plain: [Scenario] = units.flatMap { n in
      [
        .student(n, noise), .welch(n, noise), .equivalence(n, noise),
        .correlation(n, pairs: 4, noise),
      ]
    }
    let spreads = Scenario.Spreads.all.prefix(3)
    let crossed = units.flatMap { n in spreads.map { Scenario.twoWay(n, 8, $0, noise) } }
    let resampled: [Scenario] = [
      .bootstrap(3, strata: 1, .mean, noise, resamples: 1),
      .bootstrap(5, strata: 1, .interquartileMean, noise, resamples: 1),
      .bootstrap(10, strata: 1, .mean, noise, resamples: 100),
      .bootstrap(3, strata: 10, .interquartileMean, noise, resamples: 100),
      .unevenBootstrap(3, noise, resamples: 100),
      .twoWayBand(5, 8, spreads[0], noise, resamples: 100),
    ]
    return (plain + crossed).map { ($0, 150) } + resampled.map { ($0, 60) }
  }

  @Test(arguments: quick.indices)
  func intervalsHoldTheTruth(place: Int) throws {
    let (scenario, studies) = Self.quick[place]
    let share = Double(try scenario.held(in: studies)) / Double(studies)
    // 3.3 standard errors at each end: one false alarm in some thousand scenarios.
    func slack(_ coverage: Double) -> Double {
      3.3 * (coverage * (1 - coverage) / Double(studies)).squareRoot()
    }
    #expect(share >= 0.92 - slack(0.92), "\(scenario): \(share)")
    #expect(share <= 0.98 + slack(0.98), "\(scenario): \(share)")
  }

  /// The check would see it: plain percentile intervals of three units cover 74 %.
  @Test func tooNarrowIntervalsAreNoticed() throws {
    let scenario = Scenario(interval: "percentiles", setting: "n = 3", noise: .normal) { stream in
      let units = [try UnitSamples("seed", (0..<3).map { _ in stream.normal() })]
      let interval = try StratifiedBootstrap().inferred(.mean, of: units).interval
      let narrow = 2.6886472943921502
      let middle = units[0].means.reduce(0, +) / 3
      return middle + (interval.low - middle) / narrow <= 0
        && middle + (interval.high - middle) / narrow >= 0
    }
    let share = Double(try scenario.held(in: 150)) / 150
    #expect(share > 0.6 && share < 0.86)
  }

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["RUNEXP_COVERAGE"] != nil),
    arguments: [1000])
  func theWholeTable(resamples: Int) throws {
    let studies = Int(ProcessInfo.processInfo.environment["RUNEXP_COVERAGE"] ?? "") ?? 2000
    let scenarios = Self.all(resamples: resamples)
    print("| interval | setting | noise | % of \(studies) studies |\n|---|---|---|---:|")
    for scenario in scenarios {
      let share = Double(try scenario.held(in: studies)) / Double(studies)
      let percent = (share * 1000).rounded() / 10
      print(
        "| \(scenario.interval) | \(scenario.setting) | \(scenario.noise.rawValue) | \(percent) |")
    }
  }

  /// Everything the contract asks for.
  static func all(resamples: Int) -> [Scenario] {
    Scenario.Noise.allCases.flatMap { noise in
      units.flatMap { n -> [Scenario] in
        let crossed = Scenario.Spreads.all.flatMap { spreads -> [Scenario] in
          [10, 50].map { .twoWay(n, $0, spreads, noise) }
            + [.twoWayBand(n, 20, spreads, noise, resamples: resamples)]
        }
        let resampled: [Scenario] = [1, 10].flatMap { strata in
          [Aggregate.mean, .interquartileMean].map {
            .bootstrap(n, strata: strata, $0, noise, resamples: resamples)
          }
        }
        return [
          .student(n, noise), .welch(n, noise), .equivalence(n, noise),
          .unevenBootstrap(n, noise, resamples: resamples), .correlation(n, pairs: 4, noise),
        ] + (n > 3 ? [.correlation(n, pairs: 1, noise)] : []) + resampled + crossed
      }
    }
  }
}
