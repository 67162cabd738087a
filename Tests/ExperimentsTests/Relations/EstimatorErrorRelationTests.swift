import Base
import Foundation
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

/// The relation `estimator-error`: an estimator drawn again and again on kept tables.
@Suite("errors of a sampled estimate beside the exact one")
struct EstimatorErrorRelationTests {
  /// Rounding of sums of a few Doubles.
  static let rounding = 1e-12
  /// Masks stand in other rows of the network's blocks in a table and in a sample: Float32 in Float64
  /// measurements, rounding of Doubles.
  static let rows = 1e-9

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func measurement(_ tables: [ValueTable], players: PlayersChoice.Definition?) throws
    -> RelationInputs
  {
    let path = folder.path + "/tables"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try StageFiles.write(
      tables.enumerated().map { TabulatedSample(id: Int64($0), isCorrect: nil, table: $1) },
      to: path + "/" + StageFiles.tablesName)
    let stage = PublishedStage(key: ContentHash(of: Array(path.utf8)), path: path)
    return RelationInputs(roles: [
      "of": [
        RelatedMeasurement(
          model: "main", checkpoint: 4, players: players, result: stage, chunks: [],
          tables: [stage])
      ]
    ])
  }

  private func relation(_ parameters: [String: Value]) throws -> any Relation {
    try Vocabulary.runexp.relations.made(
      .map(parameters.merging(["name": "estimator-error"]) { $1 }), as: (any Relation).self)
  }

  private func number(_ rows: [MetricRow], _ name: String, order: Int? = nil) throws -> MetricRow {
    try #require(rows.first { $0.name == name && $0.contextOrder == order }, "\(name)")
  }

  @Test("the bias of |Î| is that of the mean over all draws of contexts, counted out")
  func bias() throws {
    // Two contexts of order 1 out of two, with replacement: four draws for a pair of four players.
    let table = try ValueTable.random(playerCount: 4, seed: 5)
    let repetitions = 4000
    let found = try relation([
      "fidelity": "official", "contexts": 2, "ratios": [0.5], "radius": 0,
      "repetitions": .integer(repetitions),
    ]).rows(of: measurement([table], players: nil))
    var (mean, exact) = (0.0, 0.0)
    for (i, j) in PairsByOrder.pairs(4) {
      let differences = (0..<4).filter { $0 != i && $0 != j }.map { context in
        let own: Coalition = [context]
        return table[own.union([i, j])] - table[own.union([i])] - table[own.union([j])] + table[own]
      }
      let draws = differences.flatMap { first in differences.map { abs(first + $0) / 2 } }
      mean += draws.reduce(0, +) / 4 / 6
      exact += abs(differences.reduce(0, +) / 2) / 6
    }
    let bias = try number(found, "S-bias", order: 1)
    #expect(bias.checkpoint == 4 && bias.count == repetitions)
    // Within five standard errors: by chance once in two million.
    let error = try #require(bias.standardError)
    expectClose(bias.value, mean / exact - 1, absolute: 5 * error)
    #expect(mean / exact - 1 > 20 * error)
    expectClose(
      try number(found, "S-estimate", order: 1).value, mean, absolute: 5 * error * exact)
    expectClose(try number(found, "S-exact", order: 1).value, exact, absolute: Self.rounding)
    // All pairs are drawn: contexts are all of the error; one order has a share of 1, always.
    #expect(try number(found, "S-bias-pairs", order: 1).value == 0)
    expectClose(
      try number(found, "S-bias-contexts", order: 1).value, bias.value, absolute: Self.rounding)
    #expect(try number(found, "J-rmse", order: 1).value == 0)
    // The noise floor bounds the bias.
    #expect(try number(found, "S-bias-bound", order: 1).value > bias.value)
    #expect(try number(found, "forward-passes").value == 4 * 6 * 2)
    #expect(try number(found, "contexts").value == 2)
  }

  @Test("pairs drawn err by themselves where all their contexts are taken; shifts of J are exact")
  func pairsAndShifts() throws {
    let tables = try (0..<2).map { try ValueTable.random(playerCount: 9, seed: 2, index: $0) }
    let parameters: [String: Value] = [
      "fidelity": "official", "redundant-ends": false, "contexts": 100, "pairs": 4, "radius": 1,
      "ratios": [0, 0.1, 1], "normalisation": "ratios", "repetitions": 3,
    ]
    let found = try relation(parameters).rows(
      of: measurement(tables, players: .grid(rows: 3, columns: 3)))
    let sampling = try SamplingChoice.made(parameters)
    let layout = PlayerLayout.grid(rows: 3, columns: 3)
    let near = PairCandidates.local(rows: 3, columns: 3, radius: 1).pairs
    #expect(near.count == 20)
    let interactions = tables.map { PairwiseInteractionsByOrder(of: $0) }
    func strengths(_ pairs: (Int) -> [PlayerPair]?) -> [Double] {
      (0..<8).map { order in
        let values = interactions.enumerated().map { index, found in
          OrderStrength(of: found, pairs: pairs(index)).strengths[order]
        }
        return (values[0] + values[1]) / 2
      }
    }
    let (ofNear, ofAll) = (strengths { _ in near }, strengths { _ in nil })
    // Orders 0 (twice) and 7, each with one context for a pair: nothing is left to contexts.
    for order in [0, 7] {
      let runs = (0..<3).map { repetition in
        strengths {
          sampling.sampling(layout, sample: Int64($0), repetition: repetition).pairs
        }[order] / ofNear[order] - 1
      }
      for suffix in ["", "-pairs"] {
        expectClose(
          try number(found, "S-bias" + suffix, order: order).value,
          runs.reduce(0, +) / 3, absolute: Self.rounding)
        expectClose(
          try number(found, "S-sd" + suffix, order: order).value,
          Statistics.variance(runs)?.squareRoot() ?? 0, absolute: Self.rounding)
      }
      #expect(try number(found, "S-rmse-contexts", order: order).value < Self.rounding)
      let measured = 3 * ofNear[order] / (2 * ofNear[0] + ofNear[7])
      let near = 8 * ofNear[order] / ofNear.reduce(0, +)
      let all = 8 * ofAll[order] / ofAll.reduce(0, +)
      expectClose(
        try number(found, "J-shift-of-orders", order: order).value, measured - near,
        absolute: Self.rounding)
      expectClose(
        try number(found, "J-shift-of-near-pairs", order: order).value, near - all,
        absolute: Self.rounding)
    }
    for order in 0..<8 {
      expectClose(
        try number(found, "J-exact-all-pairs", order: order).value,
        8 * ofAll[order] / ofAll.reduce(0, +), absolute: Self.rounding)
    }
    // Pairs share coalitions where all their contexts are taken.
    #expect(try number(found, "forward-passes").value < 4 * 4 * 2)
  }

  @Test("a repetition has the numbers of a measurement with its seed")
  func replay() throws {
    let spec = """
      runexp: 1
      name: replayed
      dataset: {name: glyphs, train: 60, test: 20}
      architecture: {name: mlp, hidden: [8]}
      players: {patches: {grid: [3, 3]}}
      training: {epochs: 1, batch: 16, learning_rate: 0.05, checkpoints: [1]}
      samples: {pool: {from: main.train, count: 3}}
      measure:
        exact: {metric: multi-order-interaction, precision: float64, of: main, samples: pool}
        first: {metric: multi-order-interaction, precision: float64, of: main, samples: pool, estimate: sampled, fidelity: official, contexts: 5, pairs: 7, seed: 40}
        second: {metric: multi-order-interaction, precision: float64, of: main, samples: pool, estimate: sampled, fidelity: official, contexts: 5, pairs: 7, seed: 41}
      relate:
        error: {kind: estimator-error, of: exact, fidelity: official, contexts: 5, pairs: 7, seed: 40, repetitions: 2}
      """
    let runner = try StudyRunner()
    let graph = try StudyRunner.plan(spec).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let error = try runner.rows("relate/error", in: graph)
    let measured = try ["first", "second"].map { try runner.rows("summary/\($0)@1", in: graph) }
    let exact = try runner.rows("summary/exact@1", in: graph)
    for order in contextOrders(ratios: officialContextRatios, players: 9) {
      for name in ["S", "J"] {
        let runs = try measured.map { try number($0, name, order: order).value }
        expectClose(
          try number(error, name + "-estimate", order: order).value, (runs[0] + runs[1]) / 2,
          relative: Self.rows)
      }
      // The official S is the mean of |Î|.
      for rows in measured {
        #expect(
          try number(rows, "S", order: order).value == number(rows, "S-upper", order: order).value)
      }
      expectClose(
        try number(error, "J-exact-all-pairs", order: order).value,
        try number(exact, "J", order: order).value, relative: Self.rows)
    }
  }

  @Test("as many contexts as a number of forward passes allows")
  func passes() throws {
    let layout = PlayerLayout.grid(rows: 4, columns: 4)
    func contexts(_ parameters: [String: Value]) throws -> (Int, Double) {
      let sampling = try SamplingChoice.made(parameters).sampling(layout, sample: 0)
      return (sampling.contexts, sampling.expectedForwardPasses)
    }
    // 4 passes for 90 pairs near each other at 12 orders.
    for (passes, wanted) in [(432_000, 100), (431_999, 99), (21_600, 5), (1, 2)] {
      #expect(
        try contexts(["fidelity": "official", "passes": .integer(passes)]).0 == wanted)
    }
    for parameters: [String: Value] in [[:], ["scheme": "permutations"]] {
      let (count, cost) = try contexts(parameters.merging(["passes": 43_200]) { $1 })
      #expect(cost <= 43_200)
      #expect(try contexts(parameters.merging(["contexts": .integer(count + 1)]) { $1 }).1 > 43_200)
    }
  }
}

extension SamplingChoice {
  /// What a relation or metric reads from parameters.
  static func made(_ parameters: [String: Value]) throws -> SamplingChoice {
    let metric = try Vocabulary.runexp.metrics.made(
      .map(
        parameters.filter { $0.key != "repetitions" }
          .merging(["name": "multi-order-interaction", "estimate": "sampled"]) { $1 }),
      as: (any Metric).self)
    guard let metric = metric as? MultiOrderInteraction else { throw StageFailure("no metric") }
    return metric.sampling
  }
}
