import Base
import Interactions
import Neural
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("what the output loses with each player alone")
struct TopOrderAttributionTests {
  /// Rounding of Float32 logits of order 1: masks stand in other rows of a block.
  static let roundingOfFloats = 2e-5
  /// Sums of a few Doubles.
  static let rounding = 1e-12

  private let data = DataTable.stripes(shape: [6, 6, 1])

  private func metric() throws -> TopOrderAttribution {
    try Vocabulary.runexp.metrics.made(
      ["name": "top-order-attribution"], as: TopOrderAttribution.self)
  }

  @Test("they are the multi-order Shapley values of order n − 1, with their spread")
  func rows() throws {
    let network = try Network<Float>(
      NetworkBlueprint(
        inputShape: [6, 6, 1],
        layers: [
          NamedLayer("flatten", .flatten), NamedLayer("fc1", .dense(outputs: 12)),
          NamedLayer("relu1", .relu), NamedLayer("fc2", .dense(outputs: 3)),
        ]))
    network.initialise(seed: 4)
    let model = MeasuredModel(network: network, training: data)
    let game = try GameSettings([
      "players": ["kind": "grid", "grid": [3, 3]], "baseline": ["name": "channel-mean"],
      "output": "log-probability", "label": "predicted", "precision": "float32",
    ])
    let split = try data.split("train")
    let samples = try (0..<3).map { row in
      PoolSample(
        id: split.ids[row], label: Int(split.labels[row]),
        input: try data.inputs(of: "train", ids: [split.ids[row]]))
    }
    var all: [MetricRow] = []
    for sample in samples {
      let found = try metric().measure(model, sample: sample, game: game)
      all += found
      func number(_ name: String) throws -> Double {
        try #require(found.first { $0.name == name && $0.part == nil }).value
      }
      let table = try model.game(of: sample, settings: game).table()
      let wanted = MultiOrderShapleyValues(of: table)
      let values = found.filter { $0.name == "value" }
      #expect(values.map(\.part) == (0..<9).map { "\($0)" })
      expectClose(
        values.map(\.value), (0..<9).map { wanted[order: 8, $0] },
        absolute: Self.roundingOfFloats)
      expectClose(
        try number("v-grand"), table.values[511], absolute: Self.roundingOfFloats)
      expectClose(try number("v-empty"), table.values[0], absolute: Self.roundingOfFloats)
      let numbers = values.map(\.value)
      let sorted = numbers.sorted()
      let mean = numbers.reduce(0, +) / 9
      expectClose(try number("mean"), mean, absolute: Self.rounding)
      expectClose(
        try number("strength"), numbers.reduce(0) { $0 + abs($1) } / 9, absolute: Self.rounding)
      expectClose(
        try number("deviation"),
        (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 8).squareRoot(),
        absolute: Self.rounding)
      // Of nine numbers the quartiles are the third and the seventh.
      #expect(try number("iqr") == sorted[6] - sorted[2])
      #expect(try number("largest") == sorted[8])
      // v is that of the class the network says: its log-probability is the largest there is.
      let logits = network.logits(of: sample.input)
      let best = (0..<3).map {
        OutputScore.logProbability.scores(of: logits, classes: 3, label: $0)[0]
      }.max()
      expectClose(
        try number("v-grand"), best ?? .nan, absolute: Self.roundingOfFloats)
    }
    let pool = try metric().summarise(all)
    let spread = all.filter { $0.name == "deviation" }.map(\.value)
    #expect(pool.first { $0.name == "deviation" }?.value == Statistics.mean(spread))
    #expect(pool.count { $0.name == "value" } == 9)
    #expect(Set(pool.map(\.name)) == Set(try metric().quantities(playerCount: 9).map(\.name)))
    #expect(throws: MetricError.noRows(metric: "top-order-attribution")) {
      try metric().summarise([])
    }
  }

  @Test("more players than fit in a word")
  func manyPlayers() throws {
    let wide = DataTable.stripes(shape: [10, 10, 1])
    let network = try Network<Float>(
      NetworkBlueprint(
        inputShape: [10, 10, 1],
        layers: [NamedLayer("flatten", .flatten), NamedLayer("fc1", .dense(outputs: 3))]))
    network.initialise(seed: 4)
    let game = try GameSettings([
      "players": ["kind": "grid", "grid": [10, 10]], "baseline": ["name": "channel-mean"],
      "output": "logit", "label": "true", "precision": "float64",
    ])
    let sample = PoolSample(
      id: 0, label: 1, input: try wide.inputs(of: "train", ids: [wide.split("train").ids[1]]))
    let rows = try metric().measure(
      MeasuredModel(network: network, training: wide), sample: sample, game: game)
    // A linear model: player i is worth its weight times its distance from the mean.
    let weights = network.parameters[0].values.array
    let wanted = (0..<100).map { Double(weights[100 + $0]) * Double(sample.input[$0]) }
    expectClose(
      rows.filter { $0.name == "value" }.map(\.value), wanted, absolute: Self.roundingOfFloats)
  }
}
