import Base
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("sampled multi-order interactions, through stages")
struct SampledInteractionTests {
  /// Rounding of Doubles: masks stand in other rows of the blocks in both routes, and round differently.
  static let rounding = 1e-9

  private static func spec(_ measures: String, grid: Int = 3) -> String {
    """
    runexp: 1
    name: sampled
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    players: {patches: {grid: [\(grid), \(grid)]}}
    training: {epochs: 1, batch: 16, learning_rate: 0.05, checkpoints: [1]}
    samples: {pool: {from: main.train, count: 3}}
    measure:
    \(measures)
    """
  }

  private func number(_ rows: [MetricRow], _ name: String, order: Int?, sample: Int64?) throws
    -> MetricRow
  {
    try #require(
      rows.first { $0.name == name && $0.contextOrder == order && $0.sample == sample }, "\(name)")
  }

  @Test("with more contexts than there are, everything is enumerated and equals the exact route")
  func enumerated() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      Self.spec(
        """
          exact: {metric: multi-order-interaction, precision: float64, of: main, samples: pool}
          all: {metric: multi-order-interaction, estimate: sampled, radius: 0, contexts: 1000, precision: float64, of: main, samples: pool}
        """)
    ).graph
    #expect(try runner.run(graph).isComplete)
    // Sampled games are not tabulated.
    #expect(graph.nodes.filter { $0.kind == "tables" }.map(\.label) == ["tables/exact@1#0"])
    for label in ["measure/%@1#0", "summary/%@1"] {
      let exact = try runner.rows(label.replacing("%", with: "exact"), in: graph)
      let all = try runner.rows(label.replacing("%", with: "all"), in: graph)
      for row in exact
      where ["I", "S", "A", "J", "R2", "S-relative", "v-effect"].contains(row.name) {
        let found = try number(all, row.name, order: row.contextOrder, sample: row.sample)
        expectClose(
          found.value, row.value, relative: Self.rounding, absolute: Self.rounding, row.name)
        #expect(found.exact)
        #expect((found.standardError ?? 0) == 0)
      }
    }
  }

  @Test("sampled: standard errors, bounds around S, passes within the budget, the same bits again")
  func sampled() throws {
    let measures = """
        some: {metric: multi-order-interaction, estimate: sampled, pairs: 12, contexts: 4, budget: 3000, ratios: [0, 0.5, 1], of: main, samples: pool}
        official: {metric: multi-order-interaction, estimate: sampled, fidelity: official, pairs: 5, contexts: 3, ratios: [0.2, 0.6], of: main, samples: pool}
        nested: {metric: multi-order-interaction, estimate: sampled, scheme: permutations, pairs: 5, contexts: 4, relative-error: 0.5, most-contexts: 16, ratios: [0.5], of: main, samples: pool}
      """
    let runner = try StudyRunner()
    // 144 players take three words each.
    let graph = try StudyRunner.plan(Self.spec(measures, grid: 12)).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let rows = try runner.rows("measure/some@1#0", in: graph)
    for sample in Set(rows.compactMap(\.sample)) {
      let passes = try number(rows, "forward-passes", order: nil, sample: sample).value
      // v(N) and v(∅) are two more.
      #expect(passes <= 3000 + 2)
      #expect(try number(rows, "players", order: nil, sample: sample).value == 144)
      for order in [0, 71, 142] {
        let strength = try number(rows, "S", order: order, sample: sample)
        let lower = try number(rows, "S-lower", order: order, sample: sample).value
        let upper = try number(rows, "S-upper", order: order, sample: sample).value
        expectClose(strength.value, (lower + upper) / 2, relative: Self.rounding)
        // One context only at the ends.
        #expect(strength.exact == (order != 71))
        #expect((strength.standardError ?? 0) > 0 || strength.exact)
      }
      let ended = rows.filter { $0.name == "forward-passes-of-order" && $0.sample == sample }
      #expect(ended.map(\.part) == ["enumerated", "contexts", "enumerated"])
    }
    let pool = try runner.rows("summary/some@1", in: graph)
    #expect(try number(pool, "S", order: 71, sample: nil).standardError != nil)
    #expect(try number(pool, "J", order: 71, sample: nil).standardError != nil)
    #expect(!(try number(pool, "S", order: 71, sample: nil).exact))
    let shares = pool.filter { $0.name == "J" }.map(\.value)
    expectClose(shares.reduce(0, +), 3, relative: Self.rounding)
    // The null is that of 144 players, not of the largest order measured.
    let null = pool.filter { $0.name == "J-null" }.map(\.value)
    expectClose(
      null, independentValuesShares(orders: [0, 71, 142], playerCount: 144),
      relative: Self.rounding)
    let official = try runner.rows("measure/official@1#0", in: graph)
    let first = try #require(official.first?.sample)
    // Four passes for each second difference: 5 pairs, 3 contexts, 2 orders.
    #expect(
      try number(official, "forward-passes", order: nil, sample: first).value == 4 * 5 * 3 * 2 + 2)
    let again = try StudyRunner()
    try again.run(graph)
    #expect(try again.rows("measure/some@1#0", in: graph) == rows)
  }

  @Test("auto takes all coalitions where they are no dearer, and says so in the plan")
  func auto() throws {
    let graph = try StudyRunner.plan(
      Self.spec(
        """
          few: {metric: multi-order-interaction, estimate: auto, contexts: 2, pairs: 3, of: main, samples: pool}
          many: {metric: multi-order-interaction, estimate: auto, contexts: 100, of: main, samples: pool}
        """)
    ).graph
    // 2⁹ masks against 4 · 3 · 2 at each of eight orders, and against 4 · 100 for 24 pairs.
    #expect(graph.nodes.filter { $0.kind == "tables" }.map(\.label) == ["tables/many@1#0"])
  }

  @Test("what is exact keeps its key: defaults of sampling are not in it")
  func keys() throws {
    func keys(_ measure: String) throws -> [ContentHash] {
      try StudyRunner.plan(Self.spec("  m: {\(measure), of: main, samples: pool}"))
        .graph.nodes.map(\.key)
    }
    let plain = try keys("metric: multi-order-interaction")
    #expect(
      try keys("metric: multi-order-interaction, estimate: exact, radius: 2, seed: 0") == plain)
    #expect(try keys("metric: multi-order-interaction, estimate: sampled") != plain)
  }

  @Test("a budget below the first round fails its stage, with the number it takes")
  func budget() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      Self.spec(
        "  m: {metric: multi-order-interaction, estimate: sampled, budget: 10, of: main, samples: pool}"
      )
    ).graph
    let report = try runner.run(graph)
    guard case .failed(let reason, _) = report.failures.first?.result else {
      Issue.record("no failure: \(report)")
      return
    }
    #expect(reason.hasPrefix("a budget of 10 forward passes is below the "))
    #expect(
      reason.hasSuffix(
        " of the first round; raise it, or ask for fewer pairs, context orders or contexts"))
  }

  @Test("tables of more than 12 players are files only when asked for; numbers do not change")
  func keep() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      Self.spec(
        """
          direct: {metric: multi-order-interaction, of: main, samples: pool}
          kept: {metric: multi-order-interaction, tables: {keep: true}, of: main, samples: pool}
        """, grid: 4)
    ).graph
    #expect(graph.nodes.filter { $0.kind == "tables" }.map(\.label) == ["tables/kept@1#0"])
    #expect(try runner.run(graph).isComplete)
    #expect(
      try runner.rows("measure/direct@1#0", in: graph)
        == runner.rows("measure/kept@1#0", in: graph))
  }

  @Test("Shapley values and pair indices estimated: near the exact ones by their own errors")
  func indices() throws {
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(
      Self.spec(
        """
          shapley: {metric: interaction-index, of: main, samples: pool}
          walks: {metric: interaction-index, estimate: permutations, budget: 2000, of: main, samples: pool}
          squares: {metric: interaction-index, estimate: kernel, budget: 2000, of: main, samples: pool}
          sii: {metric: interaction-index, index: sii, of: main, samples: pool}
          pairs: {metric: interaction-index, index: sii, estimate: contexts, radius: 0, of: main, samples: pool}
        """)
    ).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let exact = try runner.rows("measure/shapley@1#0", in: graph)
    // Nine players of three samples: |z| > 5 has a chance of 1e-5.
    let farthest = 5.0
    for name in ["walks", "squares"] {
      let rows = try runner.rows("measure/\(name)@1#0", in: graph)
      let values = rows.filter { $0.name == "value" }
      #expect(values.count == 9 * 3)
      for row in values {
        let wanted = try #require(
          exact.first { $0.name == "value" && $0.sample == row.sample && $0.part == row.part })
        let error = try #require(row.standardError)
        #expect(abs(row.value - wanted.value) <= farthest * error + Self.rounding, "\(name)")
        #expect(!row.exact)
      }
      let passes = rows.filter { $0.name == "forward-passes" }.map(\.value)
      #expect(passes.allSatisfy { $0 <= 2000 + 2 && $0 > 1000 })
    }
    // The exact index of pairs is only told in sums, so the estimates are held to their mean.
    let sums = try runner.rows("measure/sii@1#0", in: graph)
    let pairs = try runner.rows("measure/pairs@1#0", in: graph).filter { $0.name == "value" }
    #expect(pairs.count == 36 * 3)
    for sample in Set(pairs.compactMap(\.sample)) {
      let own = pairs.filter { $0.sample == sample }
      let sum = own.reduce(0) { $0 + $1.value }
      // Shared contexts make errors of pairs depend on each other: bounded by their sum.
      let error = own.reduce(0) { $0 + ($1.standardError ?? 0) }
      let wanted = try #require(
        sums.first { $0.name == "sum" && $0.sample == sample && $0.interactionOrder == 2 })
      #expect(abs(sum - wanted.value) <= error)
    }
  }

  @Test("an estimator of another index is refused where it is named")
  func estimators() throws {
    let error = #expect(throws: DiagnosticList.self) {
      try StudyRunner.plan(
        Self.spec(
          "  m: {metric: interaction-index, index: fsii, estimate: kernel, of: main, samples: pool}"
        ))
    }
    #expect(error?.diagnostics.first?.message == "`kernel` does not estimate fsii")
    #expect(
      error?.diagnostics.first?.notes == [
        "permutations and kernel estimate shapley, contexts estimates sii of pairs"
      ])
  }
}
