import Base
import Foundation
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

/// Relations of interaction sets, on interactions written by hand.
@Suite("relations of interactions")
struct InteractionRelationTests {
  /// Rounding of sums of a few Doubles.
  static let rounding = 1e-12

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A measurement of samples given as interactions by player sets.
  private func measurement(
    _ name: String, _ samples: [SampleInteractions], checkpoint: Int? = nil
  ) throws -> RelatedMeasurement {
    let path = folder.path + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try StageFiles.write(samples, to: path + "/" + StageFiles.interactionsName)
    let stage = PublishedStage(key: ContentHash(of: Array(path.utf8)), path: path)
    return RelatedMeasurement(model: name, checkpoint: checkpoint, result: stage, chunks: [stage])
  }

  /// A sample of three players from its AND and OR interactions.
  private func sample(
    _ id: Int64, and: [Coalition: Double] = [:], or: [Coalition: Double] = [:], label: Int? = nil,
    effect: Double = 1
  ) -> SampleInteractions {
    func list(_ given: [Coalition: Double]) -> [Double] {
      (0..<8).map { given[Coalition(bits: $0)] ?? 0 }
    }
    return SampleInteractions(
      id: id, label: label, effect: effect, and: list(and), or: or.isEmpty ? [] : list(or))
  }

  private func relation(_ kind: String, _ parameters: [String: Value] = [:]) throws -> any Relation
  {
    try Vocabulary.runexp.relations.made(
      .map(parameters.merging(["name": .text(kind)]) { $1 }), as: (any Relation).self)
  }

  private func number(
    _ rows: [MetricRow], _ name: String, order: Int? = nil, sample: Int64? = nil,
    part: String? = nil
  ) throws -> Double {
    try #require(
      rows.first {
        $0.name == name && $0.sample == sample && $0.interactionOrder == order && $0.part == part
      }, "\(name)"
    ).value
  }

  @Test("what is written comes back: both types, classes, effects")
  func roundTrip() throws {
    let samples = [
      sample(7, and: [[0]: 1, [0, 1]: -2], or: [[1, 2]: 3], label: 1, effect: 2),
      sample(1 << 40, and: [[2]: 4], or: [[0, 1, 2]: -1], label: 0, effect: -3),
    ]
    var read = try measurement("a", samples).interactions()
    // The mean of |v(N) − v(∅)| over the measurement.
    #expect(read.map(\.meanEffect) == [2.5, 2.5])
    for place in read.indices { read[place].meanEffect = abs(read[place].effect) }
    #expect(read == samples)
  }

  @Test(
    "Jaccard: Σ min / Σ max of signed strengths, by order and in all; chance from other samples")
  func jaccard() throws {
    let inputs = RelationInputs(roles: [
      "left": [
        try measurement(
          "a", [sample(1, and: [[0]: 2, [0, 1]: 1]), sample(2, and: [[1]: 4])])
      ],
      "right": [
        try measurement(
          "b", [sample(2, and: [[1]: -4]), sample(1, and: [[0]: 1, [0, 1]: 3])])
      ],
    ])
    let rows = try relation("jaccard").rows(of: inputs)
    expectClose(try number(rows, "jaccard", sample: 1), 2.0 / 5, relative: Self.rounding)
    expectClose(try number(rows, "jaccard", order: 1, sample: 1), 0.5, relative: Self.rounding)
    expectClose(
      try number(rows, "jaccard", order: 2, sample: 1), 1.0 / 3, relative: Self.rounding)
    #expect(try number(rows, "jaccard", sample: 2) == 0)
    expectClose(try number(rows, "jaccard"), 0.2, relative: Self.rounding)
    // Each sample against the other one's: nothing in common.
    #expect(try number(rows, "jaccard-chance") == 0)
  }

  @Test("IoU and coverage of salient sets, with the level of random sets")
  func overlap() throws {
    // A = {0}, {0,1}; B = {0}, {1}, {1,2}: one in common.
    let inputs = RelationInputs(roles: [
      "left": [try measurement("a", [sample(1, and: [[0]: 10, [0, 1]: 9, [2]: 0.1])])],
      "right": [try measurement("b", [sample(1, and: [[0]: 5, [1]: -5, [1, 2]: 4])])],
    ])
    let iou = try relation("iou").rows(of: inputs)
    expectClose(try number(iou, "iou"), 0.25, relative: Self.rounding)
    expectClose(try number(iou, "iou", order: 1), 0.5, relative: Self.rounding)
    #expect(try number(iou, "iou", order: 2) == 0)
    // Eleven interactions of three players, singles merged: P(k of B's 3 hit A's 2).
    let total = 165.0
    let random = (36.0 * 2 * 0.25 + 9 * 1 * 2.0 / 3) / total
    expectClose(try number(iou, "iou-random"), random, relative: Self.rounding)
    let coverage = try relation("coverage").rows(of: inputs)
    expectClose(try number(coverage, "coverage"), 0.5, relative: Self.rounding)
    expectClose(try number(coverage, "coverage-random"), 3.0 / 11, relative: Self.rounding)
    // Another rule keeps another set, from the same files.
    let all = try relation("coverage", ["salience": ["absolute": 0.05]]).rows(of: inputs)
    expectClose(try number(all, "coverage"), 1.0 / 3, relative: Self.rounding)
    let one = try relation("coverage", ["salience": ["top": 1]]).rows(of: inputs)
    #expect(try number(one, "coverage") == 1)
  }

  @Test("shared, forgotten and new strength")
  func shared() throws {
    let inputs = RelationInputs(roles: [
      "left": [try measurement("a", [sample(1, and: [[0, 1]: 4, [1, 2]: 2], or: [[0, 2]: 1])])],
      "right": [
        try measurement("b", [sample(1, and: [[0, 1]: 3, [1, 2]: -2], or: [[0, 2]: 5])])
      ],
    ])
    let rows = try relation("shared").rows(of: inputs)
    // Of 4 and 3 there are 3 in common; signs differ for {1,2}; of 1 and 5 there is 1.
    #expect(try number(rows, "shared", order: 2, part: "and") == 3)
    #expect(try number(rows, "shared", order: 2, part: "or") == 1)
    #expect(try number(rows, "forgotten") == 1 + 2)
    #expect(try number(rows, "new") == 2 + 4)
    expectClose(try number(rows, "completeness"), 0.4, relative: Self.rounding)
    expectClose(try number(rows, "redundancy"), 3.0 / 7, relative: Self.rounding)
  }

  @Test("generalizable: shared by enough references, with its level for random sets")
  func generalizable() throws {
    let target = try measurement(
      "t", [sample(1, and: [[0]: 4, [0, 1]: -4, [0, 1, 2]: 4])], checkpoint: 5)
    let references = [
      try measurement("r", [sample(1, and: [[0]: 1, [0, 1]: 1])]),
      try measurement("s", [sample(1, and: [[0]: 1, [1]: 1])]),
    ]
    let inputs = RelationInputs(roles: ["target": [target], "references": references])
    let any = try relation("generalizable").rows(of: inputs)
    expectClose(try number(any, "share"), 2.0 / 3, relative: Self.rounding)
    #expect(try number(any, "generalizable", order: 2) == 4)
    #expect(try number(any, "non-generalizable", order: 3) == 4)
    #expect(any.allSatisfy { $0.checkpoint == 5 })
    // Order 1: 1 − (1 − 1/3)(1 − 2/3); order 2: 1/6 from the first reference alone; order 3: none.
    let chance = (7.0 / 9 + 1.0 / 6 + 0) / 3
    expectClose(try number(any, "share-chance"), chance, relative: Self.rounding)
    let both = try relation("generalizable", ["in-at-least": 2]).rows(of: inputs)
    expectClose(try number(both, "share"), 1.0 / 3, relative: Self.rounding)
    let signed = try relation("generalizable", ["same-sign": true]).rows(of: inputs)
    expectClose(try number(signed, "share"), 1.0 / 3, relative: Self.rounding)
    let error = #expect(throws: RelationError.self) {
      try relation("generalizable", ["in-at-least": 3]).rows(of: inputs)
    }
    #expect(
      error?.description == """
        2 references, and the relation needs 3
          add samples, seeds or variants
        """)
  }

  @Test("order strength: by sign, with shares that sum to n and the level of pure noise")
  func orderStrength() throws {
    let inputs = RelationInputs(roles: [
      "of": [
        try measurement(
          "a",
          [
            sample(1, and: [[0]: 4, [0, 1]: -2, [2]: 0.1], effect: 4),
            sample(2, and: [[1]: 2], effect: 2),
          ])
      ]
    ])
    let rows = try relation("order-strength", ["salience": ["of-effect": 0.1]]).rows(of: inputs)
    // The threshold is 0.1 of the mean effect 3: the 0.1 is not salient.
    #expect(try number(rows, "positive", order: 1) == 3)
    #expect(try number(rows, "negative", order: 2) == 1)
    #expect(try number(rows, "strength", order: 3) == 0)
    expectClose(try number(rows, "distribution", order: 1), 0.75, relative: Self.rounding)
    expectClose(try number(rows, "share", order: 2), 0.75, relative: Self.rounding)
    // C(3, k) 2^{k/2}.
    let noise = [3 * 2.0.squareRoot(), 6, 8.0.squareRoot()]
    expectClose(
      try (1...3).map { try number(rows, "distribution-chance", order: $0) },
      noise.map { $0 / noise.reduce(0, +) }, relative: Self.rounding)
  }

  @Test("order similarity: class means of two pools, class by class")
  func orderSimilarity() throws {
    let inputs = RelationInputs(roles: [
      "left": [
        try measurement(
          "train",
          [
            sample(1, and: [[0]: 2], label: 0), sample(2, and: [[0]: 4], label: 0),
            sample(3, and: [[1]: 1], label: 1),
          ])
      ],
      "right": [
        try measurement(
          "test", [sample(8, and: [[0]: 1], label: 0), sample(9, and: [[1]: 1], label: 1)])
      ],
    ])
    let rows = try relation("order-similarity").rows(of: inputs)
    // Class 0: mean 3 against 1; class 1: equal.
    expectClose(
      try number(rows, "similarity", order: 1), (1.0 / 3 + 1) / 2, relative: Self.rounding)
    #expect(!rows.contains { $0.name == "similarity" && $0.interactionOrder == 2 })
    #expect(rows.contains { $0.name == "similarity-chance" })
  }

  @Test("distribution fit: a decay of the reference itself is found again")
  func distributionFit() throws {
    let reference = sample(1, and: [[0]: 1, [0, 1]: 2, [0, 1, 2]: 4])
    let learned = NoisyLearning(playerCount: 3, variance: 0.1).learned(reference.interactions)
    var decayed = reference
    decayed.and = learned.and
    let inputs = RelationInputs(roles: [
      "of": [try measurement("early", [decayed], checkpoint: 2)],
      "reference": [try measurement("last", [reference], checkpoint: 9)],
    ])
    let rows = try relation(
      "distribution-fit", ["salience": ["absolute": 0]]
    ).rows(of: inputs)
    expectClose(try number(rows, "decay-only-variance"), 0.1, relative: 1e-6)
    expectClose(try number(rows, "decay-only-distance"), 0, absolute: 1e-9)
    expectClose(try number(rows, "cosine"), 1, absolute: 1e-9)
    #expect(rows.allSatisfy { $0.checkpoint == 2 })
  }

  @Test("samples in each other's places: everyone gets another one's numbers, always the same")
  func permutation() throws {
    for count in 2...20 {
      let order = try SamplePermutation.derangement(count)
      #expect(order.sorted() == Array(0..<count))
      #expect(order.enumerated().allSatisfy { $0 != $1 })
      #expect(try SamplePermutation.derangement(count) == order)
    }
    #expect(throws: RelationError.fewSamples(1)) { try SamplePermutation.derangement(1) }
    var shuffled = try measurement("a", [sample(1, and: [[0]: 1]), sample(2, and: [[0]: 2])])
    shuffled.isPermuted = true
    let read = try shuffled.interactions()
    #expect(read.map(\.id) == [1, 2])
    #expect(read.map { $0.and[1] } == [2, 1])
  }

  @Test("a measurement without interactions, and players that differ")
  func faults() throws {
    let path = folder.path + "/plain"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let good = try measurement("a", [sample(1, and: [[0]: 1])])
    let small = try measurement(
      "b", [SampleInteractions(id: 1, effect: 1, and: [0, 1, 2, 3], or: [])])
    let error = #expect(throws: RelationError.self) {
      try relation("jaccard").rows(of: RelationInputs(roles: ["left": [good], "right": [small]]))
    }
    #expect(
      error?.description == """
        interactions of 3 players cannot be compared with those of 2
          measure both with the same players
        """)
  }
}
