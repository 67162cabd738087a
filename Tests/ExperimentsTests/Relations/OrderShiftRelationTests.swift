import Base
import Foundation
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

/// Shifts of measurements made by hand, with losses on four players.
@Suite("shifts by context order beside the weight of the losses")
struct OrderShiftRelationTests {
  /// Rounding of sums of a few Doubles.
  static let rounding = 1e-13

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A measurement of the given metrics by context order, of a model trained with `losses`.
  private func measurement(
    _ name: String, _ metrics: [String: [Double]], losses: [Value] = [], players: Int? = nil,
    checkpoint: Int? = nil, cell: [String: Value] = [:]
  ) throws -> RelatedMeasurement {
    let path = folder.path + "/\(name)@\(checkpoint ?? 0)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let rows = metrics.sorted { $0.key < $1.key }.flatMap { metric, values in
      values.enumerated().map {
        MetricRow(name: metric, value: $1, contextOrder: $0, exact: true)
      }
    }
    try MetricFile.write(rows, to: path + "/" + MetricFile.name)
    return RelatedMeasurement(
      model: name, checkpoint: checkpoint, cell: cell,
      losses: try losses.map(TrainingRecipe.LossSettings.init), playerCount: players,
      result: PublishedStage(key: ContentHash(of: Array(path.utf8)), path: path), chunks: [])
  }

  private func loss(_ kind: String, _ between: [Double], weight: Double = 1) -> Value {
    [
      "kind": .text(kind), "between": .list(between.map { .number($0) }),
      "weight": .number(weight), "players": ["kind": "grid", "grid": [2, 2]],
      "baseline": ["name": "channel-mean"], "alignment": "realised",
    ]
  }

  private func rows(
    _ of: [RelatedMeasurement], _ reference: [RelatedMeasurement], _ quantities: [String] = ["J"]
  ) throws -> [MetricRow] {
    try Vocabulary.runexp.relations.made(
      [
        "name": "order-shift", "quantities": .list(quantities.map { .text($0) }),
      ], as: (any Relation).self
    ).rows(of: RelationInputs(roles: ["of": of, "reference": reference]))
  }

  private func curve(_ rows: [MetricRow], _ name: String) -> [Double] {
    rows.filter { $0.name == name && $0.contextOrder != nil }
      .sorted { ($0.contextOrder ?? 0) < ($1.contextOrder ?? 0) }.map(\.value)
  }

  private func number(_ rows: [MetricRow], _ name: String, part: String = "weight") throws -> Double
  {
    try #require(rows.first { $0.name == name && $0.part == part && $0.contextOrder == nil }).value
  }

  @Test("differences, doublings, weight and interval by order; what goes along, by hand")
  func byHand() throws {
    // L⁻ of 2 ⊂ 4 of 5 players: weights −(1, 2, 1, 0) / 20, the peak made 1.
    let model = try measurement(
      "suppressed", ["J": [0.5, 0.25, 1, 2.25], "S": [1, 1, 2, 4]],
      losses: [loss("suppress", [0.4, 0.8])])
    let normal = try measurement("normal", ["J": [1, 1, 1, 1], "S": [2, 4, 2, 2]])
    let found = try rows([model], [normal], ["J", "S"])
    expectClose(curve(found, "weight"), [-0.5, -1, -0.5, 0], absolute: Self.rounding)
    // Orders 2 to 4, of which there are 2 and 3.
    #expect(curve(found, "interval") == [0, 0, -1, -1])
    #expect(curve(found, "J-shift") == [-0.5, -0.75, 0, 1.25])
    #expect(curve(found, "S-shift") == [-1, -3, 0, 2])
    #expect(curve(found, "S-doublings") == [-1, -2, 0, 1])
    // (0.5·0.5 + 0.75·1) / 2, and (1·0.5 + 3·1) / 2.
    expectClose(try number(found, "J-shift-along"), 0.5, absolute: Self.rounding)
    expectClose(try number(found, "S-shift-along"), 1.75, absolute: Self.rounding)
    // (1·0.5 + 2·1) / 2, and −(0 + 1) / 2.
    expectClose(try number(found, "S-doublings-along"), 1.25, absolute: Self.rounding)
    expectClose(
      try number(found, "S-doublings-along", part: "interval"), -0.5, absolute: Self.rounding)
    let weights = [-0.5, -1, -0.5, 0]
    expectClose(
      try number(found, "J-shift-pearson"),
      try #require(Statistics.pearson([-0.5, -0.75, 0, 1.25], weights)), absolute: Self.rounding)
    // Ranks (2, 1, 3, 4) and, with a tie, (2.5, 1, 2.5, 4): 4.5 / √(5·4.5).
    expectClose(
      try number(found, "J-shift-spearman"), 4.5 / (5 * 4.5).squareRoot(), absolute: Self.rounding)
    #expect(found.filter { $0.name == "weight" }.count == 4)
    #expect(found.allSatisfy { $0.exact })
  }

  @Test("chance: a level that one of the intervals there are reaches, and nearly the highest")
  func chance() throws {
    let model = try measurement(
      "m", ["J": [0.5, 0.25, 1, 2.25]], losses: [loss("encourage", [0.4, 0.8])])
    let found = try rows([model], [try measurement("n", ["J": [1, 1, 1, 1]])])
    let shift = OrderShift(of: [0.5, 0.25, 1, 2.25], from: [1, 1, 1, 1])
    var sizes: [Double] = []
    for inner in 0...4 {
      for outer in inner + 1...5 {
        let weights = NestedDifference(playerCount: 5, innerCount: inner, outerCount: outer)
          .orderWeights
        if let along = shift.along(weights) { sizes.append(abs(along)) }
      }
    }
    // Fifteen intervals, of which 0 ⊂ 1 puts weight on nothing. Each of the others makes a
    // fourteenth of the draws, more than the twentieth above the level.
    #expect(sizes.count == 14)
    let level = try number(found, "J-shift-along-chance")
    expectClose(level, sizes.max() ?? 0, absolute: Self.rounding)
    #expect(try number(found, "J-shift-spearman-chance") <= 1)
  }

  @Test("several losses add up with their signs and λ; the reference's are taken off")
  func severalLosses() throws {
    let curves = ["J": [1.0, 2, 3, 4]]
    let both = try measurement(
      "both", curves,
      losses: [loss("encourage", [0.4, 0.8], weight: 2), loss("suppress", [0, 0.6])])
    let normal = try measurement("normal", ["J": [0, 0, 0, 0]])
    // 2·(1, 2, 1, 0) − (2, 1, 0, 0), over its peak of 3.
    expectClose(
      curve(try rows([both], [normal]), "weight"), [0, 1, 2.0 / 3, 0], absolute: Self.rounding)
    let other = try measurement(
      "other", ["J": [0, 0, 0, 0]], losses: [loss("encourage", [0.4, 0.8], weight: 2)])
    let found = try rows([both], [other])
    expectClose(curve(found, "weight"), [-1, -0.5, 0, 0], absolute: Self.rounding)
    // A reference of 0 has no ratios.
    #expect(curve(found, "J-doublings").isEmpty)
    // As many losses on both sides leave nothing to go along with.
    let same = try rows([other], [other])
    #expect(curve(same, "weight").isEmpty)
    #expect(Set(same.map(\.name)) == ["J-shift"])
  }

  @Test("each epoch against the reference's, also of another cell; players where orders are few")
  func epochs() throws {
    func measurements(_ name: String, _ last: Double, losses: [Value] = []) throws
      -> [RelatedMeasurement]
    {
      try [0, 20].map { epoch in
        // Orders 0, 1 and 2 of six players: not all of them.
        try measurement(
          name, ["J": [1, 1, epoch == 0 ? 1 : last]], losses: losses, players: 6,
          checkpoint: epoch, cell: ["variant": .text(name)])
      }
    }
    let found = try rows(
      try measurements("m", 3, losses: [loss("encourage", [0, 1])]), try measurements("n", 2))
    let shifts = found.filter { $0.name == "J-shift" }
    #expect(shifts.map(\.checkpoint) == [0, 0, 0, 20, 20, 20])
    #expect(shifts.map(\.value) == [0, 0, 0, 0, 0, 1])
    // 5 − m of 30, not what three orders' four players would have.
    expectClose(
      curve(found.filter { $0.checkpoint == 20 }, "weight"), [1, 0.8, 0.6],
      absolute: Self.rounding)
    // Nothing moved in the untrained networks: nothing correlates.
    #expect(!found.contains { $0.name == "J-shift-pearson" && $0.checkpoint == 0 })
    #expect(found.contains { $0.name == "J-shift-pearson" && $0.checkpoint == 20 })
  }

  @Test("faults: what is not recorded, and too few orders")
  func faults() throws {
    let one = try measurement("a", ["J": [1, 2, 3]])
    let few = try measurement("b", ["J": [1, 2]])
    func text(_ left: RelatedMeasurement, _ right: RelatedMeasurement, _ metric: String) -> String {
      let error = #expect(throws: RelationError.self) { try rows([left], [right], [metric]) }
      return error?.description ?? ""
    }
    #expect(
      text(one, few, "J") == """
        `J` of a shares 2 context orders with its reference, and the relation needs 3
          measure multi-order-interaction of both at the same orders
        """)
    #expect(
      text(one, one, "strength") == """
        a records no `strength`
          it records: J
        """)
  }
}

/// What plans and stages make of the relation.
@Suite("shifts in studies")
struct OrderShiftStudyTests {
  /// Rounding of sums of a few Doubles.
  static let rounding = 1e-13

  private static func spec(players: String = "patches") -> String {
    """
    runexp: 1
    name: shifts
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    players: {patches: {grid: [2, 2]}, rows: {grid: [4, 1]}}
    training: {epochs: 2, batch: 16, optimizer: {name: sgd, momentum: 0.9}, learning_rate: 0.05, checkpoints: [0, 2]}
    variants:
      normal: {}
      low: {training.interaction_loss: {kind: suppress, between: [0.5, 1], players: patches}}
      both:
        training.interaction_loss:
          - {kind: encourage, between: [0, 0.5], weight: 3, players: patches}
          - {kind: suppress, between: [0.5, 1], players: patches}
    sweep: {seed: [0, 1]}
    samples: {pool: {from: main.train, per-class: 2}}
    measure:
      strength: {metric: multi-order-interaction, of: main, at: all, samples: pool, players: \(players)}
    relate:
      shift: {kind: order-shift, of: strength, reference: {of: strength, where: {variant: normal}}}
    """
  }

  @Test(
    "the planner tells the relation the losses; a cell's shift is that from its seed's normal one")
  func study() throws {
    let runner = try StudyRunner()
    let plan = try StudyRunner.plan(Self.spec())
    #expect(plan.unbuilt == [])
    let graph = plan.graph
    #expect(plan.uses.filter { $0.measure == "shift" }.count == 6)
    #expect(try runner.run(graph).isComplete)
    func strengths(_ cell: String) throws -> [Double] {
      try runner.rows("summary/strength/\(cell)@2", in: graph)
        .filter { $0.name == "S" }.map(\.value)
    }
    for seed in 0..<2 {
      let found = try runner.rows("relate/shift/low/seed=\(seed)", in: graph)
        .filter { $0.checkpoint == 2 }
      let expected = zip(
        try strengths("low/seed=\(seed)"), try strengths("normal/seed=\(seed)")
      ).map { $0 - $1 }
      #expect(found.filter { $0.name == "S-shift" }.map(\.value) == expected)
      // 2 ⊂ 4 of four players: (1, 2, 1) / 12, taken down.
      expectClose(
        found.filter { $0.name == "weight" }.map(\.value), [-0.5, -1, -0.5],
        absolute: Self.rounding)
      #expect(found.contains { $0.name == "J-shift-along" })
      // And 3·(1, 0, 0) − (1, 2, 1): one up, one down.
      let both = try runner.rows("relate/shift/both/seed=\(seed)", in: graph)
        .filter { $0.checkpoint == 2 && $0.name == "weight" }
      expectClose(both.map(\.value), [1, -1, -0.5], absolute: Self.rounding)
    }
    let normal = try runner.rows("relate/shift/normal/seed=0", in: graph)
    #expect(normal.filter { $0.name.hasSuffix("-shift") }.allSatisfy { $0.value == 0 })
    #expect(!normal.contains { $0.name == "weight" })
  }

  @Test("losses of other players than those measured have other orders: refused when planned")
  func otherPlayers() throws {
    let error = #expect(throws: Diagnostic.self) {
      try StudyRunner.plan(Self.spec(players: "rows"))
    }
    #expect(
      error?.message
        == "relate.shift: main is trained with losses of other players than those of"
        + " measure.strength")
  }
}
