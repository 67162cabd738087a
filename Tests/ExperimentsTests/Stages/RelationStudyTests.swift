import Base
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("a study of interactions and their relations, through its stages")
struct RelationStudyTests {
  /// Rounding of the network's Float32 is in both routes; that of the sums is not.
  static let rounding = 1e-9

  private static let spec = """
    runexp: 1
    name: related
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    players: {patches: {grid: [2, 2]}}
    training: {epochs: 2, batch: 16, optimizer: {name: sgd, momentum: 0.9}, learning_rate: 0.05, checkpoints: [0, 2]}
    sweep: {seed: [0, 1, 2]}
    samples:
      pool: {from: main.train, per-class: 2}
      unseen: {from: main.test, per-class: 1}
    measure:
      dividends: {metric: harsanyi, of: main, at: all, samples: pool}
      sparse: {metric: and-or, of: main, at: all, samples: pool}
      elsewhere: {metric: and-or, of: main, at: all, samples: unseen}
      strength: {metric: multi-order-interaction, of: main, at: all, samples: pool}
      index: {metric: interaction-index, index: k-sii, of: main, at: last, samples: pool}
      parts: {metric: coalition-attribution, coalitions: [[0, 1], [1, 2, 3]], of: main, at: last, samples: pool}
      quality: {metric: accuracy, of: main, at: last, split: [test]}
    relate:
      seeds: {kind: jaccard, left: {of: sparse, pairs: seed}}
      change: {kind: shared, left: sparse, right: sparse}
      orders: {kind: order-strength, of: sparse, salience: {of-effect: 0.03}}
      transfer: {kind: order-similarity, left: sparse, right: elsewhere}
      fit: {kind: distribution-fit, of: sparse, reference: {of: sparse, where: {seed: 0}}}
      law: {kind: correlation, left: {of: strength, metric: S, reduce: sample}, right: {of: strength, metric: v-effect, reduce: sample}, across: [seed]}
      gain: {kind: paired-difference, left: {of: strength, metric: S}, right: {of: strength, metric: A}}
      together: {kind: joint-and-or, of: {of: sparse, across: seed}}
      chance: {kind: jaccard, left: sparse, right: {of: sparse, permute: sample}}
    """

  @Test("all stages run; tables are made once for all metrics of a game; a second run does nothing")
  func study() throws {
    let runner = try StudyRunner()
    let plan = try StudyRunner.plan(Self.spec)
    #expect(plan.unbuilt == [])
    let graph = plan.graph
    // Pool and unseen, at two checkpoints, of three seeds.
    #expect(graph.nodes.filter { $0.kind == "tables" }.count == 2 * 2 * 3)
    // One relation over all seeds each for `seeds`, `together` and `law`; the others in every cell.
    #expect(graph.nodes.filter { $0.kind == "relate" }.count == 3 + 6 * 3)
    #expect(plan.uses.filter { $0.measure == "seeds" }.count == 1)
    #expect(plan.uses.filter { $0.measure == "orders" }.count == 3)
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    #expect(try runner.run(graph).planned == 0)

    // The split gives back the table to within ζ, and is at most as strong as either type alone.
    let tables = try StageFiles.tables(of: runner.stage("tables/dividends/seed=0@2#0", in: graph))
    let sparse = try runner.rows("measure/sparse/seed=0@2#0", in: graph)
    for sample in tables {
      func number(_ name: String) throws -> Double {
        try #require(sparse.first { $0.name == name && $0.sample == sample.id }).value
      }
      let noise = try number("noise-bound")
      expectClose(noise, 0.02 * abs(sample.table.grandEffect), relative: Self.rounding)
      #expect(try number("reconstruction-error") <= noise * (1 + Self.rounding))
      #expect(try number("objective") <= number("objective-and-only") * (1 + Self.rounding))
      #expect(try number("objective") <= number("objective-or-only") * (1 + Self.rounding))
      #expect(try number("gap") <= 1e-5 * number("objective") + 1e-12)
    }
    // Dividends sum to v(N) − v(∅), and k-SII values of one and two players as well.
    let dividends = try runner.rows("measure/dividends/seed=0@2#0", in: graph)
    let index = try runner.rows("measure/index/seed=0@2#0", in: graph)
    for sample in tables {
      let signed = dividends.filter { $0.sample == sample.id }
      func sum(_ name: String) -> Double {
        signed.filter { $0.name == name }.reduce(0) { $0 + $1.value }
      }
      expectClose(
        sum("positive") - sum("negative"), sample.table.grandEffect, absolute: Self.rounding)
      let sums = index.filter { $0.sample == sample.id && $0.name == "sum" }
      expectClose(
        sums.reduce(0) { $0 + $1.value }, sample.table.grandEffect, absolute: Self.rounding)
    }
    // A player's attribution is its Shapley value, whatever the split.
    let parts = try runner.rows("measure/parts/seed=0@2#0", in: graph)
    let first = tables[0]
    let shapley = MultiOrderShapleyValues(of: first.table).shapley
    for player in 0..<4 {
      let found = try #require(
        parts.first {
          $0.name == "shapley" && $0.sample == first.id && $0.part == "\(player)"
        })
      // The split was allowed to change v by ζ.
      expectClose(found.value, shapley[player], absolute: 0.05 * abs(first.table.grandEffect))
    }
    try relations(runner, graph)
  }

  private func relations(_ runner: StudyRunner, _ graph: StageGraph) throws {
    func rows(_ label: String) throws -> [MetricRow] { try runner.rows("relate/\(label)", in: graph) }
    // Three pairs of seeds at each of two checkpoints.
    let seeds = try rows("seeds/seed=0").filter { $0.name == "jaccard" && $0.sample == nil }
    #expect(seeds.filter { $0.interactionOrder == nil }.count == 6)
    #expect(Set(seeds.map(\.checkpoint)) == [0, 2])
    #expect(
      Set(seeds.compactMap(\.reference)) == [
        "main@0 (seed=0) – main@0 (seed=1)", "main@0 (seed=0) – main@0 (seed=2)",
        "main@0 (seed=1) – main@0 (seed=2)", "main@2 (seed=0) – main@2 (seed=1)",
        "main@2 (seed=0) – main@2 (seed=2)", "main@2 (seed=1) – main@2 (seed=2)",
      ])
    // A measurement against itself shares everything.
    let change = try rows("change/seed=1")
    #expect(change.filter { $0.name == "forgotten" }.allSatisfy { $0.value == 0 })
    #expect(
      change.filter { $0.name == "completeness" }.allSatisfy { $0.value == 1 })
    let orders = try rows("orders/seed=2").filter { $0.name == "share" && $0.checkpoint == 2 }
    expectClose(orders.reduce(0) { $0 + $1.value }, 4, relative: Self.rounding)
    #expect(try rows("transfer/seed=0").contains { $0.name == "similarity-chance" })
    #expect(try rows("fit/seed=0").contains { $0.name == "cosine" && $0.checkpoint == 2 })
    // Over three seeds, by checkpoint and context order: checkpoints are no units.
    let law = try rows("law/seed=0").filter { $0.name == "pearson" }
    #expect(law.map(\.count) == [Int](repeating: 3, count: 2 * 3))
    // S ≤ A in every sample: contexts cancel.
    let gain = try rows("gain/seed=0")
    #expect(gain.filter { $0.name == "difference" }.allSatisfy { $0.value <= Self.rounding })
    #expect(gain.filter { $0.name == "difference" && $0.sample == nil }.count == 2 * 3)
    // Extracted together, models share more than each for itself.
    let together = try rows("together/seed=0").filter { $0.sample == nil }
    func number(_ name: String) throws -> Double {
      try #require(together.first { $0.name == name }).value
    }
    #expect(try number("jaccard") > number("separate-jaccard"))
    #expect(try number("objective") <= number("separate-objective") * (1 + 1e-5))
    // What `permute` gives is what the relation calls its chance level.
    let change1 = try rows("chance/seed=1").filter {
      $0.name == "jaccard" && $0.sample == nil && $0.interactionOrder == nil
    }
    #expect(change1.count == 2 && change1.allSatisfy { $0.value < 1 })
  }
}
