import Base
import Foundation
import Store
import TestSupport
import Testing

@testable import Views

/// Ratios in rows: means, intervals and words.
@Suite struct IntervalFigureTests {
  /// Logarithms and exponentials of a few Doubles.
  static let rounding = 1e-12

  static let recipe = IntervalRecipe(
    xLabel: "end / middle",
    marks: [
      .init(metric: "low", label: "low end", nullMetric: "low-null"),
      .init(metric: "high", label: "high end", nullMetric: "high-null"),
    ],
    words: [
      [true, true]: "U", [true, false]: "low end only", [false, true]: "high end only",
      [false, false]: "no U",
    ], undecided: "undecided", about: "About.")

  /// Seeds' ratios by variant, at epoch 20; and one untrained network a seed for all.
  static func study(
    _ ratios: KeyValuePairs<String, (low: [Double], high: [Double])>,
    untrained: (low: [Double], high: [Double])? = nil
  ) throws -> StudyFixture {
    let fixture = try StudyFixture()
    for (variant, ends) in ratios {
      for seed in ends.low.indices {
        try fixture.plan(variant: variant, seed: seed, epochs: untrained == nil ? [20] : [0, 20])
        if let untrained {
          try fixture.collect(epoch: 0, rows(untrained.low[seed], untrained.high[seed]))
        }
        try fixture.collect(rows(ends.low[seed], ends.high[seed]))
      }
    }
    return fixture
  }

  static func rows(_ low: Double, _ high: Double) -> [MetricRow] {
    [("low", low), ("low-null", 40), ("high", high), ("high-null", 40)].map {
      MetricRow(name: $0, value: $1, exact: true)
    }
  }

  static func figure(_ fixture: StudyFixture, _ preset: PresetFigure? = nil) throws -> (
    data: FigureData, rows: [IntervalFigure.Row]
  ) {
    let preset = preset ?? PresetFigure("i", measure: "strength")
    let data = try PresetKindTests.build(fixture, .intervals(recipe), preset)
    guard case .intervals(let figure) = data.content else { throw Unexpected(what: "no intervals") }
    return (data, figure.panels.flatMap(\.rows))
  }

  @Test func aRatioIsAveragedByItsLogarithm() throws {
    let fixture = try Self.study(["normal": ([2, 8], [0.5, 0.5])])
    let row = try #require(try Self.figure(fixture).rows.first)
    let low = try #require(row.marks[0])
    expectClose(low.ratio, 4, relative: Self.rounding)
    // Of two units Student's t is 12.706… = tan(0.475 π), and the standard error of log 2, log 8 is log 2.
    let reach = exp(tan(0.475 * Double.pi) * log(2))
    let interval = try #require(low.interval)
    expectClose([interval.low, interval.high], [4 / reach, 4 * reach], relative: 1e-9)
    #expect(low.null == 40 && row.seeds == 2)
    let high = try #require(row.marks[1])
    expectClose(high.ratio, 0.5, relative: Self.rounding)
    // The low end's interval holds 1: nothing is decided although the high end is.
    #expect(row.word == "undecided")
  }

  @Test func wordsFollowFromWhereBothIntervalsLie() throws {
    let (up, down, open) = ([2.0, 2.1, 2.05], [0.4, 0.41, 0.42], [0.5, 1.0, 2.0])
    let (data, rows) = try Self.figure(
      try Self.study([
        "a": (up, up), "b": (up, down), "c": (down, up), "d": (down, down), "e": (open, up),
        "f": (down, open),
      ]))
    #expect(
      rows.map(\.word) == [
        "U", "low end only", "high end only", "no U", "undecided", "undecided",
      ])
    #expect(
      data.caption
        == "About. Geometric mean over 3 seeds; lines: 95 % intervals of Student's t over"
        + " seeds. An end is higher where its whole interval lies above 1, lower where it lies below,"
        + " else undecided. Filled: networks at the last epoch."
        + " ×: the same of a table of independent values.")
    #expect(data.note == "3 seeds; lines: 95 % over seeds")
  }

  @Test func oneSeedDecidesNothing() throws {
    let (data, rows) = try Self.figure(try Self.study(["a": ([3], [4])]))
    #expect(rows.map(\.word) == ["undecided"] && rows[0].marks.allSatisfy { $0?.interval == nil })
    #expect(data.caption.contains("; one seed has no interval, so nothing is decided."))
    #expect(data.note == "1 seed")
  }

  @Test func anUntrainedNetworkOfAllStandsOnce() throws {
    let (up, other) = ([2.0, 2.1, 2.05], [3.0, 3.2, 3.1])
    let shared = try Self.figure(
      try Self.study(["a": (up, up), "b": (other, up)], untrained: (other, other)))
    #expect(shared.rows.map(\.name) == ["a", "b", "untrained"])
    #expect(shared.data.caption.contains(" Open: untrained (epoch 0)."))
    // Asked for at epoch 0 there is nothing to compare with.
    let start = try Self.figure(
      try Self.study(["a": (up, up), "b": (other, up)], untrained: (other, other)),
      PresetFigure("i", measure: "strength", checkpoint: 0))
    #expect(start.rows.map(\.name) == ["a", "b"])
    let alone = try Self.figure(try Self.study(["a": (up, up)], untrained: (other, other)))
    #expect(alone.rows.map(\.name) == ["a", "– untrained"])
  }

  @Test func aRatioOfZeroIsNamed() throws {
    let fixture = try Self.study(["a": ([0, 1], [1, 1])])
    #expect(
      throws: FigureError.recipe(
        figure: "f",
        reason: "`low` of `a` is 0 for a seed, which has no place on a logarithmic axis")
    ) { try Self.figure(fixture) }
  }

  @Test func theTableForPeopleHasARowANetwork() throws {
    let (up, down) = ([2.0, 2.1, 2.05], [0.4, 0.41, 0.42])
    let (data, _) = try Self.figure(
      try Self.study(["a": (up, up), "b": (up, down)], untrained: (down, down)))
    #expect(
      data.numbers.markdown == [
        "| series | network | low end | high end | null | reading |",
        "| --- | --- | ---: | ---: | ---: | --- |",
        "| a | trained | 2.05 [1.93, 2.18] | 2.05 [1.93, 2.18] | 40.0 | U |",
        "| b | trained | 2.05 [1.93, 2.18] | 0.410 [0.386, 0.436] | 40.0 | low end only |",
        "| all | untrained | 0.410 [0.386, 0.436] | 0.410 [0.386, 0.436] | 40.0 | no U |",
      ])
    #expect(data.table.rows.count == 6)
  }

  @Test func otherFiguresShowTheNumbersDrawn() {
    let table = FigureTable(
      columns: ["panel", "x", "y"],
      rows: [
        [.text("p"), .number(1), .number(0.123456)], [.text("p"), .number(2), .empty],
      ])
    #expect(
      table.shown.markdown == ["| x | y |", "| ---: | ---: |", "| 1 | 0.123 |", "| 2 |  |"])
  }
}
