import Base
import Foundation
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("strength beside the theory of learning strengths")
struct LearningTheoryTests {
  /// What the search for n′ leaves.
  static let search = 1e-6

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func measurement(
    _ name: String, _ numbers: [String: [Double]], checkpoint: Int = 3, samples: [MetricRow] = []
  ) throws -> RelatedMeasurement {
    func stage(_ part: String, _ rows: [MetricRow]) throws -> PublishedStage {
      let path = folder.path + "/\(name)-\(part)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try MetricFile.write(rows, to: path + "/" + MetricFile.name)
      return PublishedStage(key: ContentHash(of: Array(path.utf8)), path: path)
    }
    let rows = numbers.sorted { $0.key < $1.key }.flatMap { metric, values in
      values.enumerated().map {
        MetricRow(name: metric, value: $1, contextOrder: $0, count: 7, exact: true)
      }
    }
    return RelatedMeasurement(
      model: "main", checkpoint: checkpoint, result: try stage("pool", rows),
      chunks: samples.isEmpty ? [] : [try stage("chunk", samples)])
  }

  private func relation(_ parameters: [String: Value] = [:]) throws -> LearningTheory {
    try Vocabulary.runexp.relations.made(
      .map(parameters.merging(["name": "learning-theory"]) { first, _ in first }),
      as: LearningTheory.self)
  }

  /// F⁽ᵐ⁾ at n′ = 4.5, of eight players.
  private var theory: [Double] {
    StrengthProfile(
      playerCount: 8, contextOrders: Array(0...6), strengths: [Double](repeating: 1, count: 7)
    ).theory(4.5)
  }

  private func number(
    _ rows: [MetricRow], _ name: String, _ part: String, order: Int? = nil
  ) -> Double? {
    rows.first { $0.name == name && $0.part == part && $0.contextOrder == order }?.value
  }

  @Test("what the theory made is found to be its own, and no other curve's")
  func theoryItself() throws {
    let strengths = theory.map { 2 * $0 }
    let magnitudes = (0...6).map { 1 + Double($0) }
    let rows = try relation().rows(
      of: RelationInputs(roles: ["of": [try measurement("a", ["S": strengths, "A": magnitudes])]]))
    #expect(rows.allSatisfy { $0.checkpoint == 3 && $0.count == 7 && $0.sample == nil })
    expectClose(
      number(rows, "effective-players", "theory") ?? .nan, 4.5, absolute: Self.search)
    expectClose(number(rows, "held-out-error", "theory") ?? .nan, 0, absolute: Self.search)
    let profile = StrengthProfile(
      playerCount: 8, contextOrders: Array(0...6), strengths: strengths)
    for (part, curve) in [
      ("independent", StrengthCurve.independentValues), ("flat", .flat),
      ("magnitude", .measured(magnitudes)),
    ] {
      #expect(number(rows, "held-out-error", part) == profile.heldOutError(of: curve))
      #expect(number(rows, "fit-error", part) == profile.fit(curve).error)
      #expect(try #require(number(rows, "held-out-error", part)) > 1e-3)
      for order in 0...6 {
        #expect(
          number(rows, "curve", part, order: order)
            == profile.fit(curve).values[order] / strengths[0])
      }
    }
    // n′ belongs to theory and null alone.
    #expect(
      rows.filter { $0.name == "effective-players" }.map(\.part) == ["theory", "independent"])
    #expect(number(rows, "curve", "measured", order: 0) == 1)
    #expect(number(rows, "curve", "measured", order: 4) == strengths[4] / strengths[0])
    // Those drawn: measured first.
    #expect(rows.first?.part == "measured")
  }

  @Test("another metric, other turns and the papers' scale are the spec's word")
  func choices() throws {
    var measured = try measurement(
      "a", ["S": [1, 1, 1, 1, 1, 1, 1], "R": theory, "A": theory])
    measured.metric = "R"
    let rows = try relation(["folds": 3, "scale": "lowest-order"]).rows(
      of: RelationInputs(roles: ["of": [measured]]))
    let profile = StrengthProfile(playerCount: 8, contextOrders: Array(0...6), strengths: theory)
    #expect(
      number(rows, "held-out-error", "flat")
        == profile.heldOutError(of: .flat, folds: 3, scale: .lowestOrder))
    #expect(number(rows, "curve", "flat", order: 5) == 1)
    expectClose(number(rows, "held-out-error", "magnitude") ?? .nan, 0, absolute: 1e-20)
  }

  @Test("gradients of the same checkpoint are one more curve; others are refused")
  func gradients() throws {
    let strengths: [Double] = [4, 3, 2, 1, 2, 3, 4]
    let learned = strengths.map { 5 * $0 }
    var inputs = RelationInputs(roles: [
      "of": [try measurement("strength", ["S": strengths, "A": strengths])],
      "gradients": [
        try measurement("early", ["learning-strength": theory], checkpoint: 0),
        try measurement("late", ["learning-strength": learned]),
      ],
    ])
    let rows = try relation().rows(of: inputs)
    expectClose(number(rows, "held-out-error", "gradients") ?? .nan, 0, absolute: 1e-20)
    inputs.roles["gradients"] = Array(inputs["gradients"].prefix(1))
    let error = #expect(throws: RelationError.self) { try relation().rows(of: inputs) }
    #expect(
      error?.description
        == "main@3 has no counterpart in `gradients`: main@0\n  measure both at the same"
        + " checkpoints, or one side at a single one")
  }

  @Test("sampled games say how many play; too few orders and vanishing strengths are refused")
  func limits() throws {
    let players = [MetricRow(name: "players", value: 16, sample: 1, exact: true)]
    let rows = try relation().rows(
      of: RelationInputs(roles: [
        "of": [try measurement("a", ["S": theory, "A": theory], samples: players)]
      ]))
    // Orders 0 to 6 of 16 players are the left part of a theory of other n′.
    let profile = StrengthProfile(playerCount: 16, contextOrders: Array(0...6), strengths: theory)
    #expect(number(rows, "held-out-error", "theory") == profile.heldOutError(of: .learning))

    let few = try measurement("few", ["S": [3, 2, 1, 2, 3], "A": [1, 1, 1, 1, 1]])
    #expect(
      throws: RelationError.tooFewUnits(5, wanted: 6, of: "context orders")
    ) { try relation().rows(of: RelationInputs(roles: ["of": [few]])) }
    let zero = try measurement("zero", ["S": [3, 2, 0, 1, 2, 3, 4]])
    let error = #expect(throws: RelationError.self) {
      try relation().rows(of: RelationInputs(roles: ["of": [zero]]))
    }
    #expect(
      error?.description
        == "the strength of main@3 is 0 at context order 2 and has no logarithm to fit\n  use a"
        + " network that interacts, or a larger pool")
  }
}

extension StrengthProfile {
  /// F⁽ᵐ⁾ of n′ `players` at the orders of the profile, by the gamma function.
  fileprivate func theory(_ players: Double) -> [Double] {
    contextOrders.map { order in
      let place = (players - 2) * Double(order) / Double(playerCount - 2)
      let contexts = tgamma(players - 1) / tgamma(place + 1) / tgamma(players - 1 - place)
      return (players - place - 1) / (players * (players - 1)) / contexts.squareRoot()
    }
  }
}
