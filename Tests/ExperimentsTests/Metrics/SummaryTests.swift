import Base
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("from rows of samples to rows of the pool")
struct SummaryTests {
  /// Rounding of a few Doubles.
  static let rounding = 1e-14

  /// Three samples of a game of 5 players: orders 0 to 3; numbers that add exactly.
  private static let strengths = [[4.0, 2, 1, 1], [0, 0, 0, 8], [2, 1, 0.5, 0.5]]
  private static let effects = [2.0, 0.5, 1.5]

  private func chunkRows(effects: [Double] = effects) -> [MetricRow] {
    var rows: [MetricRow] = []
    for (place, strengths) in Self.strengths.enumerated() {
      let sample = Int64(10 + place)
      for (order, strength) in strengths.enumerated() {
        let numbers: [(String, Double)] = [
          ("I", -strength / 2), ("S", strength), ("A", strength + 1), ("J", 77),
          ("R2", strength * strength),
        ]
        rows += numbers.map {
          MetricRow(name: $0, value: $1, sample: sample, contextOrder: order, exact: true)
        }
        // The first sample has 2 pairs where D is defined, the second 4, …
        rows.append(
          MetricRow(
            name: "D", value: 1 / Double(place + 1), sample: sample, contextOrder: order,
            count: 2 * (place + 1), exact: true))
      }
      let facts: [(String, Double)] = [
        ("v-effect", effects[place]), ("v-grand", 5), ("correct", place == 1 ? 0 : 1),
      ]
      rows += facts.map { MetricRow(name: $0, value: $1, sample: sample, exact: true) }
    }
    return rows
  }

  private func numbers(_ rows: [MetricRow], _ name: String) -> [Double] {
    rows.filter { $0.name == name }.sorted { ($0.contextOrder ?? 0) < ($1.contextOrder ?? 0) }
      .map(\.value)
  }

  @Test("means over samples; J is the ratio of means, never the mean of ratios")
  func means() throws {
    let rows = try MultiOrderInteraction.plain.summarise(chunkRows())
    // Sums by order: 6, 3, 1.5, 9.5; they sum to 20.
    #expect(numbers(rows, "S") == [2, 1, 0.5, 9.5 / 3])
    #expect(numbers(rows, "I") == [-1, -0.5, -0.25, -9.5 / 6])
    expectClose(
      numbers(rows, "A"), [3, 2, 1.5, 9.5 / 3 + 1], relative: Self.rounding)
    expectClose(numbers(rows, "J"), [6, 3, 1.5, 9.5].map { $0 / 5 }, relative: Self.rounding)
    // Mean S over mean |v(N) − v(∅)|, which is 4/3.
    expectClose(
      numbers(rows, "S-relative"), [6, 3, 1.5, 9.5].map { $0 / 4 }, relative: Self.rounding)
    expectClose(numbers(rows, "v-effect"), [4.0 / 3], relative: Self.rounding)
    expectClose(numbers(rows, "correct"), [2.0 / 3], relative: Self.rounding)
    #expect(rows.allSatisfy { $0.count == 3 && $0.sample == nil && $0.exact })
    // (1·2 + ½·4 + ⅓·6) / 12, S over A, and the mean square with its root.
    expectClose(numbers(rows, "D"), [0.5, 0.5, 0.5, 0.5], relative: Self.rounding)
    expectClose(
      numbers(rows, "D-ratio"), [2.0 / 3, 1.0 / 2, 0.5 / 1.5, 9.5 / 12.5], relative: Self.rounding)
    let squares = (0..<4).map { order in Self.strengths.reduce(0) { $0 + $1[order] * $1[order] } / 3
    }
    expectClose(numbers(rows, "R2"), squares, relative: Self.rounding)
    expectClose(numbers(rows, "R"), squares.map { $0.squareRoot() }, relative: Self.rounding)
    #expect(
      Set(rows.map(\.name)) == [
        "I", "S", "A", "J", "S-relative", "D", "D-ratio", "R2", "R", "J-null", "v-effect",
        "correct",
      ])
  }

  @Test("the null: strengths fall as 1/√C(n−2, m)")
  func null() throws {
    let null = numbers(try MultiOrderInteraction.plain.summarise(chunkRows()), "J-null")
    // C(3, m) = 1, 3, 3, 1.
    let raw = [1.0, 3, 3, 1].map { 1 / $0.squareRoot() }
    let mean = raw.reduce(0, +) / 4
    expectClose(null, raw.map { $0 / mean }, relative: 1e-12)
  }

  @Test("without any effect of all players together there is no relative strength")
  func noEffect() throws {
    let rows = try MultiOrderInteraction.plain.summarise(chunkRows(effects: [0, 0, 0]))
    #expect(numbers(rows, "S-relative").isEmpty)
    #expect(numbers(rows, "v-effect") == [0])
  }

  @Test("chunks without rows are refused")
  func noRows() throws {
    let error = #expect(throws: MetricError.self) {
      try MultiOrderInteraction.plain.summarise([])
    }
    #expect(
      error?.description == "multi-order-interaction: the chunks hold no rows to summarise")
  }
}
