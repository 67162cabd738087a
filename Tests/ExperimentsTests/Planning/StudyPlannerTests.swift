import Base
import Foundation
import Pipeline
import Spec
import Testing

@testable import Experiments

@Suite("from a study to stages")
struct StudyPlannerTests {
  static let spec = """
    runexp: 1
    name: tiny
    dataset: {name: glyphs, train: 200, test: 50}
    architecture: {name: mlp, hidden: [16]}
    players: {patches: {grid: [2, 3]}}
    baseline: channel-mean
    training:
      epochs: 4
      batch: 32
      optimizer: {name: sgd, momentum: 0.9, weight_decay: 5.0e-4}
      learning_rate: {schedule: log, from: 0.05, to: 0.01, over: 4}
      checkpoints: [0, 2, 4]
    variants:
      normal: {}
      high: {training.interaction_loss: {kind: suppress, between: [0.0, 0.5], weight: 1, players: patches}}
    sweep: {seed: [0, 1]}
    samples: {pool: {from: main.train, per-class: 3}}
    measure:
      strength: {metric: multi-order-interaction, of: main, at: all, samples: pool, players: patches, output: log-odds, label: true}
      accuracy: {metric: accuracy, of: main, at: all, split: [train, test]}
    """

  static func plan(_ text: String = spec, overrides: [String] = []) throws -> StudyPlan {
    let files = InMemoryFileSystem(["tiny.yaml": text])
    let study = try SpecReader(files: files, vocabulary: .runexp)
      .study(at: "tiny.yaml", overrides: overrides)
    return try StudyPlanner.plan(study)
  }

  private func keys(_ plan: StudyPlan, _ kind: String) -> Set<ContentHash> {
    Set(plan.graph.nodes.filter { $0.kind == kind }.map(\.key))
  }

  @Test("the plan says how masked inputs are evaluated")
  func routes() throws {
    func routes(_ overrides: String...) throws -> [String: Int] {
      let plan = try Self.plan(overrides: overrides)
      // Where tables are kept, it is their stages that evaluate.
      #expect(
        Set(plan.routes.keys).isSubset(of: keys(plan, "measure").union(keys(plan, "tables"))))
      return Dictionary(plan.routes.values.map { ($0, 1) }, uniquingKeysWith: +)
    }
    // 2 seeds × (1 untrained + 2 variants × 2 checkpoints) × 2 chunks of 15 of 30 samples.
    #expect(try routes() == ["subset-sums": 20])
    let network = "architecture={name: cnn, filters: [4, 8], hidden: [8]}"
    #expect(try routes(network) == ["memoised": 20])
    #expect(try routes(network, "players.patches.grid=[4, 4]") == ["memoised": 20])
    #expect(try routes(network, "players.patches.grid=[2, 2]") == ["plain": 20])
  }

  @Test("variants share the untrained network of a seed, and the data set is one stage")
  func sharing() throws {
    let plan = try Self.plan()
    #expect(keys(plan, "dataset").count == 1)
    // 2 seeds × (1 untrained + 2 variants × 2 checkpoints).
    #expect(keys(plan, "train").count == 2 * (1 + 2 * 2))
    let untrained = try #require(
      plan.graph.nodes.first { $0.label == "train/normal/seed=0@0" })
    #expect(plan.graph.labels(of: untrained.key).contains("train/high/seed=0@0"))
    let cells = Set(plan.uses.filter { $0.checkpoint == 0 && $0.measure == "strength" }.map(\.cell))
    #expect(cells == [0, 1, 2, 3])
  }

  @Test("a pool is cut into chunks and summarised; every cell has one training curve")
  func chunks() throws {
    let plan = try Self.plan()
    // 30 images: 25 and 5.
    let chunks = plan.graph.nodes.filter { $0.label.hasPrefix("measure/strength/normal/seed=0@2") }
    #expect(
      chunks.map(\.label).sorted() == [
        "measure/strength/normal/seed=0@2#0", "measure/strength/normal/seed=0@2#1",
      ])
    let summary = try #require(
      plan.graph.nodes.first { $0.label == "summary/strength/normal/seed=0@2" })
    #expect(summary.inputs["chunks"] == chunks.map(\.key))
    #expect(plan.uses.filter { $0.measure == StudyPlan.trainingMeasure }.count == 4)
  }

  @Test("a checkpoint is its training prefix: more checkpoints, seeds or epochs keep old keys")
  func prefixes() throws {
    let old = keys(try Self.plan(), "train")
    let more = keys(
      try Self.plan(overrides: ["training.checkpoints=[0, 1, 2, 3, 4]"]), "train")
    #expect(more.isSuperset(of: old))
    #expect(keys(try Self.plan(overrides: ["sweep.seed=[0, 1, 2]"]), "train").isSuperset(of: old))
    let longer = try Self.plan(overrides: [
      "training.epochs=6", "training.checkpoints=[0, 2, 4, 6]",
    ])
    #expect(keys(longer, "train").isSuperset(of: old))
    // Without a fixed horizon, more epochs are other learning rates.
    let moved = try Self.plan(overrides: [
      "training.epochs=6", "training.learning_rate.over=6", "training.checkpoints=[0, 2, 4, 6]",
    ])
    #expect(keys(moved, "train").intersection(old).count == 2)
  }

  @Test("what does not change a result does not change a key")
  func cosmetics() throws {
    let plan = try Self.plan()
    let text =
      "# a comment\n"
      + Self.spec.replacingOccurrences(of: "5.0e-4", with: "0.0005")
      .replacingOccurrences(of: "name: tiny", with: "title: Another title\nname: tiny")
    let other = try Self.plan(text)
    #expect(plan.graph.nodes.map(\.key) == other.graph.nodes.map(\.key))
  }

  @Test("a value reaches exactly what depends on it")
  func downstream() throws {
    let plan = try Self.plan()
    let pool = try Self.plan(overrides: ["samples.pool.per-class=4"])
    #expect(keys(plan, "train") == keys(pool, "train"))
    #expect(keys(plan, "summary").isDisjoint(with: keys(pool, "summary")))
    let loss = try Self.plan(
      Self.spec.replacingOccurrences(of: "weight: 1,", with: "weight: 2,"))
    // Only the two trained checkpoints of the high variant, per seed.
    #expect(keys(plan, "train").subtracting(keys(loss, "train")).count == 4)
  }

  @Test("auto precision: Float64 for the untrained network, Float32 for the others")
  func precision() throws {
    let plan = try Self.plan(
      Self.spec.replacingOccurrences(of: "label: true", with: "label: true, precision: auto"))
    for node in plan.graph.nodes {
      guard let game = node.parameters["game"] else { continue }
      let untrained = node.label.contains("@0#")
      #expect(game["precision"] == .text(untrained ? "float64" : "float32"), "\(node.label)")
    }
  }

  @Test("what has no stage behind it plans, blocked by name, and so does what needs it")
  func unbuilt() throws {
    let plan = try Self.plan(
      Self.spec.replacingOccurrences(of: "metric: accuracy", with: "metric: attack-utility"))
    #expect(plan.unbuilt == ["metric attack-utility is known but not built yet"])
    let blocked = plan.graph.nodes.filter { $0.blocked != nil }
    #expect(Set(blocked.map(\.kind)) == ["measure"])
    #expect(try Self.plan().unbuilt.isEmpty)
  }

  @Test("chunks: consecutive, complete, at most 25")
  func ranges() {
    #expect(MeasurementRequest.chunks(of: 50, each: nil) == [0..<25, 25..<50])
    #expect(MeasurementRequest.chunks(of: 26, each: nil) == [0..<25, 25..<26])
    #expect(MeasurementRequest.chunks(of: nil, each: nil) == [nil])
  }
}
