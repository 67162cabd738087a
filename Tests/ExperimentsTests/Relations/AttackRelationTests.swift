import Base
import Foundation
import Interactions
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

/// Relations of clean and adversarial measurements, on measurements made by hand.
@Suite("relations of samples and their adversarial copies")
struct AttackRelationTests {
  /// Sums of 2⁵ values of order one, in another order.
  static let rounding = 1e-12
  static let players = 5

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func folder(of name: String) throws -> String {
    let path = folder.path + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private func measurement(_ name: String, at path: String) -> RelatedMeasurement {
    let stage = PublishedStage(key: ContentHash(of: Array(path.utf8)), path: path)
    return RelatedMeasurement(model: name, checkpoint: 3, result: stage, chunks: [stage])
  }

  private func table(_ seed: UInt64) throws -> ValueTable {
    try ValueTable.random(playerCount: Self.players, seed: seed)
  }

  /// What the metric keeps of tables; sample i has the table of seed `first` + i.
  private func measured(_ name: String, ids: [Int64], first: UInt64) throws -> RelatedMeasurement {
    let path = try folder(of: name)
    let kept = try ids.map { id in
      let sample = TabulatedSample(id: id, table: try table(first + UInt64(id)))
      return SampleOrders(of: sample, PairwiseInteractionsByOrder(of: sample.table).means)
    }
    try StageFiles.write(kept, to: path + "/" + StageFiles.ordersName)
    return measurement(name, at: path)
  }

  private func decomposition(_ inputs: RelationInputs) throws -> [MetricRow] {
    try Vocabulary.runexp.relations.made(
      ["name": "attack-decomposition"], as: (any Relation).self
    ).rows(of: inputs)
  }

  private func value(
    _ rows: [MetricRow], _ name: String, sample: Int64? = nil, order: Int? = nil
  ) throws -> Double {
    try #require(
      rows.first { $0.name == name && $0.sample == sample && $0.contextOrder == order }
    ).value
  }

  @Test("the utility of an attack, order by order, from the definitions; joined by id")
  func parts() throws {
    let inputs = RelationInputs(roles: [
      "left": [try measured("a", ids: [1, 2, 3, 4], first: 10)],
      "right": [try measured("b", ids: [4, 2, 3, 9], first: 50)],
    ])
    let rows = try decomposition(inputs)
    #expect(rows.allSatisfy { $0.checkpoint == 3 && $0.exact })
    #expect(Set(rows.compactMap(\.sample)) == [2, 3, 4])
    var changes: [[Double]] = []
    var unsigned: [[Double]] = []
    for id in [Int64(2), 3, 4] {
      let clean = try table(10 + UInt64(id))
      let attacked = try table(50 + UInt64(id))
      let utility = clean.values[31] - attacked.values[31]
      expectClose(try value(rows, "utility", sample: id), utility, absolute: Self.rounding)
      let change = try ValueTable(values: zip(clean.values, attacked.values).map { $0 - $1 })
      let singles = (0..<5).reduce(0.0) {
        $0 + change[Coalition(players: [$1])] - change[.empty]
      }
      expectClose(try value(rows, "of-players", sample: id), singles, absolute: Self.rounding)
      expectClose(
        try value(rows, "of-empty", sample: id), change[.empty], absolute: Self.rounding)
      expectClose(
        try value(rows, "of-pairs", sample: id), utility - singles - change[.empty],
        absolute: Self.rounding)
      #expect(try value(rows, "residual", sample: id) < Self.rounding)
      let pairs = PairwiseInteractionsByOrder(of: change).means
      let means = (0..<4).map { pairs[order: $0].reduce(0, +) / 10 }
      changes.append(means)
      let sizes = (0..<4).map { pairs[order: $0].reduce(0) { $0 + abs($1) } / 10 }
      unsigned.append(sizes)
      for order in 0..<4 {
        expectClose(
          try value(rows, "difference", sample: id, order: order), means[order],
          absolute: Self.rounding)
        expectClose(
          try value(rows, "change", sample: id, order: order), sizes[order],
          absolute: Self.rounding)
        expectClose(
          try value(rows, "weighted", sample: id, order: order),
          means[order] * Double(4 - order) / 20, absolute: Self.rounding)
        expectClose(
          try value(rows, "clean", sample: id, order: order)
            - value(rows, "adversarial", sample: id, order: order), means[order],
          absolute: Self.rounding)
      }
    }
    // The utility is the parts' sum also on average, and the worst residual is reported.
    let weighted = try (0..<4).map { try value(rows, "weighted", order: $0) }
    expectClose(
      20 * weighted.reduce(0, +), try value(rows, "of-pairs"), absolute: Self.rounding)
    #expect(
      try value(rows, "residual")
        == [2, 3, 4].map { try value(rows, "residual", sample: $0) }.max())
    let orders = [0.0, 1, 2, 3]
    let sizes = (0..<4).map { order in abs(changes.reduce(0) { $0 + $1[order] } / 3) }
    #expect(try value(rows, "rank-correlation") == Statistics.spearman(orders, sizes))
    let mean = (0..<4).map { order in unsigned.reduce(0) { $0 + $1[order] } / 3 }
    #expect(try value(rows, "rank-correlation-of-change") == Statistics.spearman(orders, mean))
    let strengths = try (0..<4).map { order in
      try [UInt64(2), 3, 4].reduce(0.0) { sum, id in
        let pairs = PairwiseInteractionsByOrder(of: try table(10 + id)).means[order: order]
        return sum + pairs.reduce(0) { $0 + abs($1) } / 10 / 3
      }
    }
    let relative = zip(mean, strengths).map { $0 / $1 }
    for order in 0..<4 {
      expectClose(
        try value(rows, "change", order: order), mean[order], relative: Self.rounding)
      expectClose(
        try value(rows, "relative-change", order: order), relative[order], relative: Self.rounding)
    }
    #expect(
      try value(rows, "rank-correlation-of-relative-change")
        == Statistics.spearman(orders, relative))
    // Four orders correlate perfectly in one of twelve arrangements: chance reaches 1.
    expectClose(try value(rows, "rank-correlation-chance"), 1, absolute: Self.rounding)
    let row = try #require(rows.first { $0.name == "difference" && $0.sample == nil })
    #expect(row.count == 3)
    expectClose(
      row.standardError ?? .nan, Statistics.standardError(changes.map { $0[0] }) ?? .nan,
      relative: Self.rounding)
  }

  @Test("faults: what was not recorded, and what does not fit")
  func faults() throws {
    let bare = measurement("a", at: try folder(of: "bare"))
    let whole = try measured("b", ids: [1, 2], first: 10)
    func text(_ left: RelatedMeasurement, _ right: RelatedMeasurement) -> String {
      let inputs = RelationInputs(roles: ["left": [left], "right": [right]])
      return (#expect(throws: RelationError.self) { try decomposition(inputs) })?.description ?? ""
    }
    #expect(
      text(whole, bare) == """
        a@3 keeps no interactions of single pairs
          write `keep-pairs: true` into its multi-order-interaction
        """)
    #expect(
      text(whole, try measured("c", ids: [7], first: 1)) == """
        b@3 and c@3 have no sample in common
          measure both on one pool
        """)
  }

  // MARK: - Detection

  private func detection(_ parameters: [String: Value], _ inputs: RelationInputs) throws
    -> [MetricRow]
  {
    try Vocabulary.runexp.relations.made(
      .map(parameters.merging(["name": "detection"]) { $1 }), as: (any Relation).self
    ).rows(of: inputs)
  }

  private func scores(_ name: String, _ numbers: [String: [Double]], ids: [Int64]) throws
    -> RelatedMeasurement
  {
    let path = try folder(of: name)
    let rows = numbers.sorted { $0.key < $1.key }.flatMap { metric, values in
      zip(ids, values).map { MetricRow(name: metric, value: $1, sample: $0, exact: true) }
    }
    try MetricFile.write(rows, to: path + "/" + MetricFile.name)
    return measurement(name, at: path)
  }

  @Test("the area of each score over the samples of both, its chance and beyond another number")
  func areas() throws {
    let ids: [Int64] = [1, 2, 3, 4]
    let spread = (clean: [1.0, 2, 3, 4], copies: [2.5, 5, 3, 6])
    let sure = (clean: [9.0, 8, 9.5, 7], copies: [5, 8, 4, 2.0])
    let inputs = RelationInputs(roles: [
      "left": [
        try scores(
          "a", ["spread": spread.clean + [99], "sure": sure.clean + [0]], ids: ids + [77])
      ],
      "right": [
        // Another order, and a sample the left side does not have.
        try scores(
          "b",
          [
            "spread": spread.copies.reversed() + [-99], "sure": sure.copies.reversed() + [50],
          ], ids: ids.reversed() + [78])
      ],
    ])
    let rows = try detection(
      ["scores": ["spread"], "lower": ["sure"], "beyond": "sure"], inputs)
    func row(_ name: String, _ part: String) throws -> MetricRow {
      try #require(rows.first { $0.name == name && $0.part == part })
    }
    // By hand: of 16 pairs 2.5 wins 2, 5 wins 4, 3 wins 2 and ties 1, 6 wins 4.
    #expect(try row("auc", "spread").value == 12.5 / 16)
    #expect(try row("auc", "spread").count == 4)
    let area = try #require(ROCArea(positives: spread.copies, negatives: spread.clean))
    #expect(try row("auc", "spread").standardError == area.pairedStandardError)
    // Lower is adversarial: 8 wins over 9 and 9.5 and ties with 8, the others win all.
    #expect(try row("auc", "sure").value == (12 + 2.5) / 16)
    // Sixteen exchanges of four copies: the greatest area is found by trying them all.
    let levels = (0..<16).map { exchanged in
      let pairs = zip(spread.copies, spread.clean).enumerated().map { place, pair in
        exchanged >> place & 1 == 1 ? (pair.1, pair.0) : pair
      }
      let area = ROCArea.value(positives: pairs.map(\.0), negatives: pairs.map(\.1)) ?? .nan
      return abs(area - 0.5) + 0.5
    }
    #expect(try levels.contains(row("auc-chance", "spread").value))
    #expect(try row("auc-chance", "spread").value == levels.max())
    let within = ROCArea.within(
      positives: spread.copies, negatives: spread.clean, covariates: (sure.copies, sure.clean))
    #expect(rows.first { $0.name == "auc-beyond" && $0.part == "spread" }?.value == within?.value)
    #expect(!rows.contains { $0.name == "auc-beyond" && $0.part == "sure" })
  }

  @Test("faults of a detection")
  func detectionFaults() throws {
    func text(_ yaml: String) -> String {
      do {
        let read = try #require(Vocabulary.runexp.relations["detection"]).read
        _ = try ParameterReader.read(yaml: yaml, read)
        return "none"
      } catch let error as DiagnosticList {
        return error.diagnostics.map { ([$0.message] + $0.notes).joined(separator: "; ") }
          .joined(separator: "\n")
      } catch { return "\(error)" }
    }
    #expect(
      text("{left: a, right: b}")
        == "nothing is to detect; give `scores: [deviation]`, or `lower`")
    #expect(
      text("{left: a, right: b, scores: [iqr], lower: [iqr]}")
        == "`iqr` cannot be both larger and smaller for adversarial inputs; keep it in `scores` or"
        + " in `lower`")
    let inputs = RelationInputs(roles: [
      "left": [try scores("a", ["iqr": [1, 2]], ids: [1, 2])],
      "right": [try scores("b", ["iqr": [1, 2]], ids: [1, 2])],
    ])
    let error = #expect(throws: RelationError.self) {
      try detection(["scores": ["iqrs"]], inputs)
    }
    #expect(
      error?.description == """
        a@3 records no `iqrs`; did you mean `iqr`?
          it records: iqr
        """)
  }
}
