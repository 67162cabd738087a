import Base
import Foundation
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

/// Relations of rows, on measurements made by hand.
@Suite("relations of measured numbers")
struct RowRelationTests {
  /// Rounding of sums of a few Doubles.
  static let rounding = 1e-13

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A measurement whose rows are given: of the pool, and of its samples.
  private func measurement(
    _ name: String, pool: [MetricRow] = [], samples: [MetricRow] = [], cell: [String: Value] = [:],
    checkpoint: Int? = nil
  ) throws -> RelatedMeasurement {
    func stage(_ rows: [MetricRow], _ part: String) throws -> PublishedStage {
      let path = folder.path + "/\(name)-\(part)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try MetricFile.write(rows, to: path + "/" + MetricFile.name)
      return PublishedStage(key: ContentHash(of: Array(path.utf8)), path: path)
    }
    return RelatedMeasurement(
      model: name, checkpoint: checkpoint, cell: cell, result: try stage(pool, "pool"),
      chunks: samples.isEmpty ? [] : [try stage(samples, "chunk")])
  }

  private func rows(_ name: String, _ values: [Double]) -> [MetricRow] {
    values.enumerated().map {
      MetricRow(name: name, value: $1, sample: Int64($0), exact: true)
    }
  }

  private func number(_ rows: [MetricRow], _ name: String, order: Int? = nil) throws -> MetricRow {
    try #require(rows.first { $0.name == name && $0.sample == nil && $0.contextOrder == order })
  }

  /// The relation of a kind, as a stage makes it.
  private func relation(_ kind: String) throws -> any Relation {
    try Vocabulary.runexp.relations.made(["name": .text(kind)], as: (any Relation).self)
  }

  @Test("correlation over samples: Pearson and Spearman of the joined numbers")
  func correlation() throws {
    let x = [1.0, 2, 3, 4, 50]
    let y = [2.0, 1, 4, 3, 5]
    let inputs = RelationInputs(roles: [
      "left": [try measurement("a", samples: rows("S", x))],
      // Another order of samples, and one that the left side does not have.
      "right": [
        try measurement(
          "b",
          samples: rows("T", y).reversed() + [
            MetricRow(name: "T", value: 99, sample: 77, exact: true)
          ])
      ],
    ])
    let found = try relation("correlation").rows(of: inputs)
    let pearson = try number(found, "pearson")
    #expect(pearson.value == Statistics.pearson(x, y))
    #expect(pearson.count == 5)
    expectClose(try number(found, "spearman").value, 0.8, absolute: Self.rounding)
    // Of five values few orders correlate by more than 0.9: exact enumeration says 0.05 at ±0.9.
    let chance = try number(found, "spearman-chance").value
    #expect(chance >= 0.8 && chance <= 1)
    // The jackknife of Fisher's z by hand, carried back: dr = (1 − r²) dz.
    let left = x.indices.map { out -> Double in
      let rest = x.indices.filter { $0 != out }
      return atanh(Statistics.pearson(rest.map { x[$0] }, rest.map { y[$0] }) ?? .nan)
    }
    let mean = left.reduce(0, +) / 5
    let error = (left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * 4 / 5).squareRoot()
    expectClose(
      pearson.standardError ?? 0, (1 - pearson.value * pearson.value) * error,
      relative: Self.rounding)
  }

  @Test("a number by context order beside a single one: a correlation for each order")
  func broadcast() throws {
    let left = (0..<2).flatMap { order in
      [3.0, 1, 2].enumerated().map { sample, value in
        MetricRow(
          name: "S", value: order == 0 ? value : -value, sample: Int64(sample), contextOrder: order,
          exact: true)
      }
    }
    let inputs = RelationInputs(roles: [
      "left": [try measurement("a", samples: left)],
      "right": [try measurement("b", samples: rows("T", [3, 1, 2]))],
    ])
    let found = try relation("correlation").rows(of: inputs)
    expectClose(try number(found, "pearson", order: 0).value, 1, absolute: Self.rounding)
    expectClose(try number(found, "pearson", order: 1).value, -1, absolute: Self.rounding)
    // Joined on the orders there is one side without any: nothing is joined.
    var joined = inputs
    joined.join = ["context_order"]
    #expect(throws: RelationError.self) { try relation("correlation").rows(of: joined) }
  }

  @Test("over cells: reduced numbers, clusters of seeds")
  func cells() throws {
    var left: [RelatedMeasurement] = []
    var right: [RelatedMeasurement] = []
    let x: [Double] = [1, 2, 2, 4, 3, 7]
    for (place, number) in x.enumerated() {
      let cell: [String: Value] = [
        "seed": .integer(place % 3), "variant": .text(place < 3 ? "a" : "b"),
      ]
      var one = try measurement(
        "l\(place)", pool: [MetricRow(name: "S", value: number, exact: true)],
        samples: rows("S", [number, number + 1]), cell: cell)
      one.isReduced = true
      left.append(one)
      right.append(
        try measurement(
          "r\(place)", pool: [MetricRow(name: "T", value: 2 * number + 1, exact: true)], cell: cell)
      )
    }
    var inputs = RelationInputs(roles: ["left": left, "right": right])
    inputs.cluster = "seed"
    let found = try relation("correlation").rows(of: inputs)
    #expect(try number(found, "pearson").count == 6)
    expectClose(try number(found, "pearson").value, 1, absolute: Self.rounding)
    // Without a seed the rest still lies on one line.
    expectClose(
      try number(found, "pearson").standardError ?? 1, 0, absolute: Self.rounding)
    // Within a seed there are two orders, so over three seeds one in four is nearly the found one.
    #expect(try number(found, "pearson-chance").value > 0.9)
  }

  @Test("paired difference: of every sample, and of all with its standard error")
  func difference() throws {
    let inputs = RelationInputs(roles: [
      "left": [try measurement("a", samples: rows("S", [5, 7, 9]))],
      "right": [try measurement("b", samples: rows("S", [4, 5, 6]))],
    ])
    let found = try relation("paired-difference").rows(of: inputs)
    let samples = found.filter { $0.sample != nil }
    #expect(samples.map(\.value) == [1, 2, 3])
    let mean = try number(found, "difference")
    #expect(mean.value == 2)
    expectClose(mean.standardError ?? 0, 1 / 3.0.squareRoot(), relative: Self.rounding)
    // Random signs of 1, 2, 3 reach |mean| = 2 in a quarter of all cases.
    #expect(try number(found, "difference-chance").value == 2)
  }

  @Test("ratio of means, not the mean of ratios")
  func ratio() throws {
    let inputs = RelationInputs(roles: [
      "left": [try measurement("a", samples: rows("S", [2, 8]))],
      "right": [try measurement("b", samples: rows("S", [1, 4]))],
    ])
    let found = try relation("ratio").rows(of: inputs)
    #expect(try number(found, "ratio").value == 2)
    // left − 2 · right is 0 in both samples.
    #expect(try number(found, "ratio").standardError == 0)
    #expect(try number(found, "ratio-chance").value == 2)
    let nothing = RelationInputs(roles: [
      "left": [try measurement("c", samples: rows("S", [2, 8]))],
      "right": [try measurement("d", samples: rows("S", [1, -1]))],
    ])
    let error = #expect(throws: RelationError.self) {
      try relation("ratio").rows(of: nothing)
    }
    #expect(
      error?.description == """
        the reference d is 0, and nothing has a ratio to it
          use paired-difference
        """)
  }

  @Test("ends over the middle of J, each with the same of independent values")
  func ends() throws {
    // J of an AND of three of twelve players is m/5; at epoch 0 it falls instead.
    func pool(_ share: (Int) -> Double) -> [MetricRow] {
      let null = independentValuesShares(orders: Array(0...10), playerCount: 12)
      return (0...10).flatMap { order in
        [("J", share(order)), ("J-null", null[order]), ("S", 7)].map {
          MetricRow(name: $0, value: $1, contextOrder: order, count: 50, exact: true)
        }
      }
    }
    let inputs = RelationInputs(roles: [
      "of": [
        try measurement("before", pool: pool { 2 - Double($0) / 5 }, checkpoint: 0),
        try measurement(
          "after", pool: pool { Double($0) / 5 }, samples: rows("J", [9]), checkpoint: 20),
      ]
    ])
    let found = try relation("ends-over-middle").rows(of: inputs)
    #expect(
      found.map(\.checkpoint) == Array(repeating: 0, count: 10) + Array(repeating: 20, count: 10))
    #expect(found.allSatisfy { $0.count == 50 && $0.exact && $0.sample == nil })
    func value(_ name: String, _ epoch: Int) throws -> Double {
      try #require(found.first { $0.name == name && $0.checkpoint == epoch }).value
    }
    let expected: [(String, Double)] = [
      ("low", 0.1), ("middle", 1), ("high", 1.9), ("low-over-middle", 0.1),
      ("high-over-middle", 1.9),
    ]
    for (name, number) in expected {
      expectClose(try value(name, 20), number, relative: Self.rounding)
    }
    expectClose(try value("low-over-middle", 0), 1.9, relative: Self.rounding)
    let null =
      (1 + 0.1.squareRoot()) / 2 / ((2 / 210.0.squareRoot() + 1 / 252.0.squareRoot()) / 3)
    expectClose(try value("low-over-middle-null", 20), null, relative: Self.rounding)
    expectClose(try value("high-over-middle-null", 0), null, relative: Self.rounding)
    // Without strength at any order there is nothing to divide by.
    let silent = try relation("ends-over-middle").rows(
      of: RelationInputs(roles: ["of": [try measurement("c", pool: pool { _ in 0 })]]))
    #expect(
      silent.map(\.name) == [
        "low", "low-null", "middle", "middle-null", "high", "high-null", "low-over-middle-null",
        "high-over-middle-null",
      ])
    let short = (0...3).flatMap { order in
      ["J", "J-null"].map { MetricRow(name: $0, value: 1, contextOrder: order, exact: true) }
    }
    let error = #expect(throws: RelationError.self) {
      try relation("ends-over-middle").rows(
        of: RelationInputs(roles: ["of": [try measurement("d", pool: short, checkpoint: 3)]]))
    }
    #expect(
      error?.description == """
        context orders 0, 1, 2, 3 of d@3 have no middle between two ends
          measure at least 6 players, at context orders from 0 to n − 2
        """)
  }

  @Test("checkpoints are no units: each has its own result")
  func checkpoints() throws {
    let left = try (0..<2).map { epoch in
      try measurement(
        "a\(epoch)", samples: rows("S", [1, 2, Double(3 + epoch)]), checkpoint: epoch)
    }
    let inputs = RelationInputs(roles: [
      "left": left, "right": [try measurement("b", samples: rows("S", [0, 0, 0]))],
    ])
    let means = try relation("paired-difference").rows(of: inputs)
      .filter { $0.name == "difference" && $0.sample == nil }
    #expect(means.map(\.checkpoint) == [0, 1])
    #expect(means.map(\.value) == [2, 7.0 / 3])
    #expect(means.map(\.count) == [3, 3])
  }

  @Test("faults: what is missing, what there is, and what to do")
  func faults() throws {
    let one = try measurement("a", samples: rows("S", [1, 2, 3]) + rows("A", [1, 2, 3]))
    let other = try measurement("b", samples: rows("S", [1, 2, 3]))
    func text(_ left: [RelatedMeasurement], _ right: [RelatedMeasurement]) -> String {
      let inputs = RelationInputs(roles: ["left": left, "right": right])
      let error = #expect(throws: RelationError.self) {
        try relation("correlation").rows(of: inputs)
      }
      return error?.description ?? ""
    }
    #expect(
      text([one], [other]) == """
        a records 2 quantities: name one, as in {of: …, metric: A}
          it records: A, S
        """)
    var misnamed = one
    misnamed.metric = "SS"
    #expect(
      text([misnamed], [other]) == """
        a records no `SS`; did you mean `S`?
          it records: A, S
        """)
    #expect(
      text([try measurement("c", samples: rows("S", [1, 2]))], [other]) == """
        2 units, and the relation needs 3
          add samples, seeds or variants
        """)
    let far = try measurement(
      "d", samples: [MetricRow(name: "S", value: 1, sample: 9, exact: true)])
    #expect(
      text([far], [other]) == """
        d and b have no sample in common
          measure both on one pool
        """)
    #expect(
      text([other], []) == """
        `left` holds one measurement, and pairs need two
          write {of: …, pairs: seed} over a swept coordinate, or give `right` too
        """)
    let late = try [1, 2].map { try measurement("e", samples: rows("S", [1]), checkpoint: $0) }
    let early = try [0, 1].map { try measurement("f", samples: rows("S", [1]), checkpoint: $0) }
    #expect(
      text(late, early) == """
        e@2 has no counterpart in `right`: f@0, f@1
          measure both at the same checkpoints, or one side at a single one
        """)
  }
}
