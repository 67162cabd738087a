import Base
import Neural
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("structural sensitivity")
struct StructuralSensitivityTests {
  /// Sums of some thousand numbers of order one in Float64.
  static let rounding = 1e-12
  /// Standard errors by which a mean over random masks may miss its expectation: one in a billion.
  static let manyErrors = 6.0

  private let data = DataTable.stripes(train: 90, test: 50)

  private func metric(_ others: [String: Value] = [:]) throws -> StructuralSensitivity {
    try Vocabulary.runexp.metrics.made(
      .map(["name": "structural-sensitivity"].merging(others) { $1 }),
      as: StructuralSensitivity.self)
  }

  private func masking(_ grid: [Int], _ baseline: Value = ["name": "channel-mean"]) throws
    -> GameSettings
  {
    try GameSettings([
      "players": ["kind": "grid", "grid": .list(grid.map { .integer($0) })], "baseline": baseline,
      "output": "log-odds", "label": "true", "precision": "float32",
    ])
  }

  /// A network of two classes whose logits are (0, w·x + b).
  private func linear(_ shape: [Int], bias: Float, _ weight: (Int) -> Float) throws
    -> Network<Float>
  {
    let network = try Network<Float>(
      NetworkBlueprint(
        inputShape: shape,
        layers: NetworkBlueprint.flattening(shape) + [NamedLayer("fc1", .dense(outputs: 2))]))
    let elements = shape.reduce(1, *)
    for (place, parameter) in network.parameters.enumerated() {
      for index in 0..<parameter.count {
        parameter.values[index] =
          place == 0
          ? (index / elements == 1 ? weight(index % elements) : 0) : (index == 1 ? bias : 0)
      }
    }
    return network
  }

  /// 3×3 pixels; the class is whether one of them is bright.
  private func spot(_ pixel: Int, count: Int) -> DataTable {
    let labels = (0..<count).map { Int32($0 % 3 == 0 ? 1 : 0) }
    var inputs: [UInt8] = []
    for (id, label) in labels.enumerated() {
      for place in 0..<9 {
        let noise = (id * 31 + place * 57) % 256
        inputs.append(UInt8(place == pixel ? (label == 1 ? 200 : 50) : noise))
      }
    }
    let split = DataSplit(inputs: inputs, labels: labels, ids: (0..<count).map(Int64.init))
    return DataTable(
      shape: [3, 3, 1], classes: 2, splits: ["train": split, "test": split],
      normalisation: Normalisation(mean: [0.5], deviation: [0.25]))
  }

  private func rows(_ name: String, _ rows: [MetricRow]) -> [MetricRow] {
    rows.filter { $0.name == name }.sorted { ($0.contextOrder ?? 0) > ($1.contextOrder ?? 0) }
  }

  @Test("a network that always says one class has that class' share at every mask, and no area")
  func constant() throws {
    let table = spot(4, count: 30)
    let model = MeasuredModel(
      network: try linear(table.shape, bias: -1) { _ in 0 }, training: table)
    let measured = try metric(["draws": 3]).measure(
      model, split: "test", masking: masking([3, 3]))
    // Shares of 0, 0.1, … of 9 cells are 0, 1, 2, 3, 4, 5, 5, 6, 7 and 8 cells.
    #expect(rows("random-masking", measured).map(\.contextOrder) == [9, 8, 7, 6, 5, 4, 3, 2, 1])
    for name in ["random-masking", "peripheral-masking"] {
      #expect(rows(name, measured).allSatisfy { abs($0.value - 2 / 3.0) < Self.rounding })
    }
    #expect(rows("difference", measured).allSatisfy { $0.value == 0 })
    #expect(
      rows("area", measured) == [
        MetricRow(
          name: "area", value: 0, split: "test", standardError: 0, count: 30, exact: false)
      ])
    #expect(measured.allSatisfy { $0.split == "test" && $0.count == 30 })
  }

  @Test("a network that looks at the middle alone keeps its accuracy until the middle goes")
  func middle() throws {
    let table = spot(4, count: 300)
    // Class 1 where pixel 4 is above the mean; masked, the logits are (0, −0.01): class 0.
    let model = MeasuredModel(
      network: try linear(table.shape, bias: -0.01) { $0 == 4 ? 1 : 0 }, training: table)
    let measured = try metric([
      "fractions": .list((0...9).map { .number(Double($0) / 9) }), "draws": 8,
    ])
    .measure(model, split: "test", masking: masking([3, 3]))
    let wrong = 1 / 3.0
    let rim = rows("peripheral-masking", measured)
    #expect(rim.dropLast().allSatisfy { $0.value == 1 })
    expectClose(rim[9].value, 1 - wrong, absolute: Self.rounding)
    for row in rows("random-masking", measured) {
      let masked = Double(9 - (row.contextOrder ?? -1))
      // The middle is masked with chance k/9; then the samples of class 1 are taken for class 0.
      let expected = 1 - masked / 9 * wrong
      // Of the 100 samples of class 1, each over 8 draws.
      let chance = masked / 9 * (1 - masked / 9)
      let error = (100 * chance / 8).squareRoot() / 300
      expectClose(row.value, expected, absolute: Self.manyErrors * error + Self.rounding)
      // Its own estimate of the error is as uncertain as 800 throws leave it.
      if !row.exact { expectClose(row.standardError ?? .nan, error, absolute: 0.35 * error) }
    }
    // 8 trapezia of height k/27 and k + 1, and the last from 8/27 to 0.
    let expected = (1...8).reduce(0.0) { $0 + Double($1) / 27 } / 9
    let area = rows("area", measured)[0]
    expectClose(area.value, expected, absolute: Self.manyErrors * (area.standardError ?? 0))
    #expect((area.standardError ?? 0) > 0 && area.value > 0.1)
  }

  @Test("a network that looks at a corner loses sooner from the rim than at random")
  func corner() throws {
    let table = spot(0, count: 900)
    let model = MeasuredModel(
      network: try linear(table.shape, bias: -0.01) { $0 == 0 ? 1 : 0 }, training: table)
    let measured = try metric([
      "fractions": .list((0...9).map { .number(Double($0) / 9) }), "draws": 8,
    ]).measure(model, split: "test", masking: masking([3, 3]))
    // The corner is one of 8 cells of the rim: masked with chance k/8, not k/9.
    for row in rows("difference", measured) {
      let masked = Double(9 - (row.contextOrder ?? -1))
      let expected = masked == 9 ? 0 : -(masked / 8 - masked / 9) / 3
      expectClose(
        row.value, expected,
        absolute: Self.manyErrors * (row.standardError ?? 0) + Self.rounding)
    }
    let area = rows("area", measured)[0]
    expectClose(area.value, -1 / 54.0, absolute: Self.manyErrors * (area.standardError ?? 0))
    #expect(area.value < 0)
  }

  @Test(
    "it is what masking each sample by hand gives, whatever stands for masked cells",
    arguments: [["name": "raw-zero"], ["name": "sample-average"]] as [Value])
  func byHand(baseline: Value) throws {
    let trainer = try Trainer(
      Recipes.training(architecture: ["name": "mlp", "hidden": [6]], epochs: 2, rate: 0.02),
      data: data)
    try trainer.run(report: { _, _ in }, check: {})
    let model = MeasuredModel(network: trainer.network, training: data)
    let (rows, columns, draws, seed) = (3, 2, 2, UInt64(7))
    let measured = try metric([
      "fractions": [0, 0.5, 0.84, 1], "draws": .integer(draws), "seed": .integer(Int(seed)),
    ]).measure(model, split: "test", masking: masking([rows, columns], baseline))
    let wide = try Network<Double>(trainer.network.blueprint)
    wide.copyParameters(from: trainer.network)
    let split = try data.split("test")
    let inputs = try data.inputs(of: "test")
    let counts = [0, 3, 5, 6]
    var hits: [String: [Int: Double]] = [:]
    for row in 0..<split.count {
      let input = Array(inputs[row * 24..<(row + 1) * 24])
      let stand: Double =
        baseline == ["name": "raw-zero"]
        ? -0.45 / 0.25 : input.reduce(0) { $0 + Double($1) } / 24
      for draw in 0..<draws {
        var stream = RandomStream(
          seed: seed, purpose: "masked cells", index: UInt64(split.ids[row]),
          subindex: UInt32(draw))
        let drawn = stream.permutation(6)
        // Cells of 3 × 2 lie 1 or 0 rows and half a column from the middle.
        let inwards =
          drawn.filter { $0 / 2 != 1 } + drawn.filter { $0 / 2 == 1 }
        for (name, order) in [("random-masking", drawn), ("peripheral-masking", inwards)] {
          for count in counts {
            let masked = Set(order.prefix(count))
            let shown = (0..<24).map { element in
              let (y, x) = (element / 4, element % 4)
              return masked.contains(y / 2 * 2 + x / 2) ? stand : Double(input[element])
            }
            let logits = wide.logits(of: shown)
            let said = logits.indices.max { logits[$0] < logits[$1] } ?? -1
            if said == Int(split.labels[row]) {
              hits[name, default: [:]][6 - count, default: 0] += 1
            }
          }
        }
      }
    }
    let total = Double(split.count * draws)
    for name in ["random-masking", "peripheral-masking"] {
      let found = self.rows(name, measured)
      #expect(found.map(\.contextOrder) == [6, 3, 1, 0])
      for row in found {
        expectClose(
          row.value, (hits[name]?[row.contextOrder ?? -1] ?? 0) / total, absolute: Self.rounding)
      }
    }
    // Something must be lost, else any masks would do.
    let random = self.rows("random-masking", measured).map(\.value)
    #expect(random[0] > random[1] && random[1] > random[3])
    let both = zip(self.rows("peripheral-masking", measured).map(\.value), random)
    #expect(
      zip(self.rows("difference", measured), both).allSatisfy {
        abs($0.value - ($1.0 - $1.1)) < Self.rounding
      })
    // Trapezia by hand between 0, 1/2, 5/6 and 1.
    let differences = self.rows("difference", measured).map(\.value)
    let area =
      0.25 * (differences[0] + differences[1]) + (differences[1] + differences[2]) / 6
      + (differences[2] + differences[3]) / 12
    expectClose(self.rows("area", measured).first?.value ?? .nan, area, absolute: Self.rounding)
    // Nothing masked is accuracy itself.
    #expect(random[0] == (try model.evaluate(split: "test").accuracy))
  }

  @Test("a study measures it; cells are a grid and nothing else of a game is asked")
  func study() throws {
    let runner = try StudyRunner()
    func text(_ keys: String) -> String {
      StudyRunner.tiny().replacing(
        "  quality:",
        with:
          "  structure: {metric: structural-sensitivity, of: main, split: test, \(keys)}\n  quality:"
      )
    }
    let graph = try StudyRunner.plan(text("players: {grid: [7, 7]}, draws: 2")).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let rows = try runner.rows("measure/structure@2", in: graph)
    let accuracy = try runner.rows("measure/quality@2", in: graph).first { $0.split == "test" }
    #expect(rows.first?.value == accuracy?.value)
    #expect(Set(rows.compactMap(\.contextOrder)) == [49, 44, 39, 34, 29, 24, 20, 15, 10, 5])
    // The baseline of the study is part of the key.
    func key(_ keys: String) throws -> ContentHash {
      let graph = try StudyRunner.plan(text("players: {grid: [7, 7]}, \(keys)")).graph
      guard case .found(let node) = graph.find("measure/structure@2") else {
        throw StageFailure("no stage of the measurement")
      }
      return node.key
    }
    #expect(try key("draws: 2") == key("draws: 2, baseline: channel-mean"))
    #expect(try key("draws: 2") != key("draws: 2, baseline: raw-zero"))
    #expect(try key("draws: 2") != key("draws: 3"))
    func faults(_ keys: String) -> String {
      do {
        _ = try StudyRunner.plan(text(keys))
        return ""
      } catch { return (error as? DiagnosticList)?.text ?? "\(error)" }
    }
    #expect(
      faults("players: features").contains(
        "cells that are masked by their place need a whole grid"))
    #expect(faults("output: logit").contains("unknown key `output`"))
    #expect(faults("fractions: [0.5, 0.5]").contains("`fractions` is one share: there is no area"))
  }

  @Test("players that are no grid are refused where no spec was read")
  func noGrid() throws {
    let model = MeasuredModel(
      network: try linear([3, 3, 1], bias: 0) { _ in 0 }, training: spot(0, count: 6))
    let features = try GameSettings([
      "players": ["kind": "features"], "baseline": ["name": "channel-mean"], "output": "log-odds",
      "label": "true", "precision": "float32",
    ])
    let error = MetricError.needsGrid(metric: "structural-sensitivity")
    #expect(throws: error) {
      try metric().measure(model, split: "test", masking: features)
    }
    #expect(
      "\(error)"
        == "structural-sensitivity masks cells by their place and needs a whole grid: use players:"
        + " {grid: [8, 8]}")
  }
}
