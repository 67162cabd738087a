import Base
import Interactions
import Neural
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("multi-order interactions of small networks")
struct MultiOrderInteractionTests {
  /// Rounding of Float32 logits of order 1, times the four values of one Δv.
  static let roundingOfFloats = 2e-5
  /// Rounding of Doubles that pass through logarithms and sums of a hundred terms.
  static let roundingOfDoubles = 1e-11

  private let data = DataTable.stripes(shape: [6, 7, 2])

  private func network(_ architecture: Value, seed: UInt64 = 3) throws -> Network<Float> {
    let made = try Vocabulary.runexp.architectures.made(architecture, as: (any Architecture).self)
    let network = try Network<Float>(
      made.blueprint(inputShape: data.shape, classes: data.classes))
    network.initialise(seed: seed)
    // Initial weights are small; larger ones make interactions of every order.
    for parameter in network.parameters {
      parameter.values.array = parameter.values.array.map { 2.5 * $0 }
    }
    return network
  }

  private static let architectures: [Value] = [
    ["name": "mlp", "hidden": [10, 8]],
    ["name": "cnn", "filters": [4], "kernel": 3, "hidden": [8]],
  ]

  private func sample(_ row: Int) throws -> PoolSample {
    let split = try data.split("train")
    return PoolSample(
      id: split.ids[row], label: Int(split.labels[row]),
      input: try data.inputs(of: "train", ids: [split.ids[row]]))
  }

  private func game(
    grid: [Value] = [2, 3], baseline: Value = ["name": "channel-mean"],
    output: Spec.Game.Output = .logOdds, label: Spec.Game.Label = .trueLabel,
    precision: Spec.Game.Precision = .float32
  ) throws -> GameSettings {
    try GameSettings([
      "players": ["kind": "grid", "grid": .list(grid)], "baseline": baseline,
      "output": .text(output.rawValue), "label": .text(label.rawValue),
      "precision": .text(precision.rawValue),
    ])
  }

  private func rows(
    _ network: Network<Float>, _ sample: PoolSample, _ game: GameSettings
  ) throws -> [MetricRow] {
    try MultiOrderInteraction.plain.measure(
      MeasuredModel(network: network, training: data), sample: sample, game: game)
  }

  /// A 2 × 3 grid over 6 × 7 pixels of two channels, written out: columns of 3, 2 and 2.
  private var players: [Int] {
    (0..<6).flatMap { y in
      (0..<7).flatMap { x in
        let player = (y < 3 ? 0 : 3) + (x < 3 ? 0 : x < 5 ? 1 : 2)
        return [player, player]
      }
    }
  }

  private func reference(
    _ network: Network<Float>, _ sample: PoolSample, baseline: [Double]? = nil,
    output: Spec.Game.Output = .logOdds, label: Int? = nil
  ) throws -> MaskedReference {
    try MaskedReference(
      network, input: sample.input,
      baseline: baseline ?? [Double](repeating: 0, count: data.elements), players: players,
      playerCount: 6, label: label ?? sample.label, output: output)
  }

  private func numbers(_ rows: [MetricRow], _ name: String) -> [Double] {
    rows.filter { $0.name == name }.sorted { ($0.contextOrder ?? 0) < ($1.contextOrder ?? 0) }
      .map(\.value)
  }

  @Test("Float64: every row is that of the definition", arguments: architectures)
  func doublePrecision(architecture: Value) throws {
    let network = try network(architecture)
    for row in [0, 4] {
      let sample = try sample(row)
      let measured = try rows(network, sample, game(precision: .float64))
      for (name, wanted) in try reference(network, sample).rows {
        expectClose(
          numbers(measured, name), wanted, relative: Self.roundingOfDoubles,
          absolute: Self.roundingOfDoubles, name)
      }
      // 5 orders × {I, S, A, J, S-relative, R2, D}, and v(∅), v(N), |v(N) − v(∅)|, correct.
      #expect(measured.count == 5 * 7 + 4)
      // D alone says how many of the 15 pairs it is the mean of.
      #expect(
        measured.allSatisfy {
          $0.sample == sample.id && $0.exact && $0.count == ($0.name == "D" ? 15 : nil)
        })
    }
  }

  @Test("kept pairs and players: I⁽ᵐ⁾ and φ⁽ᵐ⁾ from their definitions; the rows stay what they are")
  func keptPairs() throws {
    let made = try Vocabulary.runexp.metrics.made(
      ["name": "multi-order-interaction", "keep-pairs": true], as: MultiOrderInteraction.self)
    let model = MeasuredModel(network: try network(Self.architectures[0]), training: data)
    let sample = try sample(0)
    let settings = try game(precision: .float64)
    let table = try made.tabulate(sample, of: model, game: settings)
    let found = try made.analyse([table])[0]
    let plain = try MultiOrderInteraction.plain.analyse([table])[0]
    #expect(found.rows == plain.rows)
    #expect(plain.orders == nil)
    let kept = try #require(found.orders)
    #expect(kept.id == sample.id)
    let reference = try reference(model.network, sample)
    let values = reference.values
    expectClose(
      [kept.empty, kept.grand], [values[0], values[63]], absolute: Self.roundingOfDoubles)
    for order in 0..<6 {
      for player in 0..<6 {
        let changes = values.indices.filter {
          $0 >> player & 1 == 0 && $0.nonzeroBitCount == order
        }.map { values[$0 | 1 << player] - values[$0] }
        expectClose(
          kept.players[order * 6 + player], changes.reduce(0, +) / Double(changes.count),
          absolute: Self.roundingOfDoubles)
      }
    }
    let wanted = reference.rows
    let means = (0..<5).map { order in kept.pairs[order: order].reduce(0, +) / 15 }
    expectClose(means, wanted["I"] ?? [], absolute: Self.roundingOfDoubles)
    expectClose(kept.parts.grand, values[63], absolute: Self.roundingOfDoubles)
    // They come back from the file as they were.
    let folder = try TemporaryFolder()
    try StageFiles.write([kept, kept], to: folder.path + "/" + StageFiles.ordersName)
    let stage = PublishedStage(key: ContentHash(of: []), path: folder.path)
    #expect(try StageFiles.orders(of: stage) == [kept, kept])
    for (array, axis) in [("pairs", "pair"), ("players", "player")] {
      #expect(
        StageFiles.axes(of: array, in: StageFiles.ordersName, rank: 3)
          == ["sample", "context order", axis])
    }
    #expect(StageFiles.axes(of: "grand", in: StageFiles.ordersName, rank: 1) == ["sample"])
  }

  @Test("pairs of sampled games are not kept")
  func sampledPairs() throws {
    let read = try #require(Vocabulary.runexp.metrics["multi-order-interaction"]).read
    let error = #expect(throws: DiagnosticList.self) {
      try ParameterReader.read(yaml: "{estimate: sampled, keep-pairs: true}", read)
    }
    #expect(
      error?.diagnostics.map(\.message) == ["`keep-pairs` is for exact measurements"])
  }

  @Test("Float32 agrees with it within the rounding of the network", arguments: architectures)
  func singlePrecision(architecture: Value) throws {
    let network = try network(architecture)
    let sample = try sample(1)
    let measured = try rows(network, sample, game())
    let wanted = try reference(network, sample).rows
    for name in ["I", "S", "A", "v-empty", "v-grand", "v-effect"] {
      expectClose(
        numbers(measured, name), wanted[name] ?? [], absolute: Self.roundingOfFloats, name)
    }
    let strengths = numbers(measured, "S")
    let mean = strengths.reduce(0, +) / 5
    expectClose(
      numbers(measured, "J"), strengths.map { $0 / mean }, relative: Self.roundingOfDoubles)
    #expect(strengths.allSatisfy { $0 > 100 * Self.roundingOfFloats })
  }

  @Test("every output is the number it is named after", arguments: Spec.Game.Output.allCases)
  func outputs(output: Spec.Game.Output) throws {
    let network = try network(Self.architectures[0])
    let sample = try sample(2)
    let measured = try rows(network, sample, game(output: output, precision: .float64))
    let wanted = try reference(network, sample, output: output).rows
    for name in ["S", "v-empty", "v-grand"] {
      expectClose(
        numbers(measured, name), wanted[name] ?? [], relative: Self.roundingOfDoubles,
        absolute: Self.roundingOfDoubles, name)
    }
  }

  @Test("the baseline is what absent players look like")
  func baselines() throws {
    let network = try network(Self.architectures[1])
    let sample = try sample(5)
    let split = try data.split("train")
    let (mean, deviation) = (data.normalisation.mean, data.normalisation.deviation)
    let pixelMeans = (0..<data.elements).map { element in
      let sum = (0..<split.count).map { Double(split.inputs[$0 * data.elements + element]) }
        .reduce(0, +)
      return (sum / Double(split.count) / 255 - mean[element % 2]) / deviation[element % 2]
    }
    let black = (0..<data.elements).map { -mean[$0 % 2] / deviation[$0 % 2] }
    let cases: [(Value, [Double])] = [
      (["name": "channel-mean"], [Double](repeating: 0, count: data.elements)),
      (["name": "pixel-mean"], pixelMeans), (["name": "raw-zero"], black),
      (["name": "constant", "value": -0.75], [Double](repeating: -0.75, count: data.elements)),
      (
        ["name": "push", "by": 0.5],
        sample.input.map { $0 > 0.5 ? Double($0) - 0.5 : $0 < -0.5 ? Double($0) + 0.5 : 0 }
      ),
      (["name": "sample-average"], SampleBaselines.averages(of: sample.input, shape: data.shape)),
      (
        ["name": "blur", "deviation": 1.2],
        SampleBaselines.blurred(sample.input, shape: data.shape, deviation: 1.2)
      ),
    ]
    var seen: Set<Double> = []
    for (baseline, values) in cases {
      let measured = try rows(network, sample, game(baseline: baseline, precision: .float64))
      let wanted = try reference(
        network, sample, baseline: values.map { Double(Float($0)) }
      ).rows
      for name in ["S", "v-empty"] {
        expectClose(
          numbers(measured, name), wanted[name] ?? [], relative: Self.roundingOfDoubles,
          absolute: Self.roundingOfDoubles, "\(baseline) \(name)")
      }
      seen.formUnion(numbers(measured, "v-empty"))
    }
    #expect(seen.count == cases.count)
  }

  @Test("`label: predicted` looks at the class the network says, `true` at the sample's own")
  func labels() throws {
    let network = try network(Self.architectures[0])
    var missed = 0
    for row in 0..<12 {
      let sample = try sample(row)
      let logits = network.logits(of: sample.input)
      let said = logits.firstIndex(of: logits.max() ?? 0) ?? 0
      let measured = try rows(network, sample, game(label: .predicted, precision: .float64))
      expectClose(
        numbers(measured, "S"), try reference(network, sample, label: said).rows["S"] ?? [],
        relative: Self.roundingOfDoubles, absolute: Self.roundingOfDoubles)
      #expect(numbers(measured, "correct") == [said == sample.label ? 1 : 0])
      missed += said == sample.label ? 0 : 1
    }
    #expect(missed > 0 && missed < 12)
  }

  @Test("`label: fixed` looks at one class of every sample, and refuses one that is not there")
  func fixedLabel() throws {
    let network = try network(Self.architectures[0])
    let sample = try sample(3)
    var settings = try game(label: .fixed, precision: .float64)
    for label in 0..<network.classes {
      settings.fixedClass = label
      let measured = try rows(network, sample, settings)
      expectClose(
        numbers(measured, "S"), try reference(network, sample, label: label).rows["S"] ?? [],
        relative: Self.roundingOfDoubles, absolute: Self.roundingOfDoubles)
    }
    settings.fixedClass = network.classes
    let error = #expect(throws: MetricError.self) { try rows(network, sample, settings) }
    let classes = network.classes
    #expect(
      error?.description
        == "there is no class \(classes): the network's are 0 to \(classes - 1)")
  }

  @Test(
    "a sample has the same bits measured alone, among others and after another game",
    arguments: [Spec.Game.Precision.float32, .float64])
  func independence(precision: Spec.Game.Precision) throws {
    for architecture in Self.architectures {
      let network = try network(architecture)
      let settings = try game(precision: precision)
      let among = MeasuredModel(network: network, training: data)
      for row in [6, 0, 3] {
        let sample = try sample(row)
        let first = try MultiOrderInteraction.plain.measure(among, sample: sample, game: settings)
        _ = try MultiOrderInteraction.plain.measure(
          among, sample: sample, game: game(baseline: ["name": "raw-zero"]))
        #expect(try first == rows(network, sample, settings))
      }
    }
  }

  @Test("other numbers of players than 2 to 20 are refused with what to do")
  func playerCounts() throws {
    let network = try network(Self.architectures[0])
    let sample = try sample(0)
    let cases: [([Value], String)] = [
      ([3, 7], "21: use a coarser grid of players"), ([1, 1], "1: use a finer grid of players"),
    ]
    for (grid, end) in cases {
      let error = #expect(throws: MetricError.self) {
        try rows(network, sample, game(grid: grid))
      }
      #expect(
        error?.description
          == "multi-order-interaction is exact and needs 2 to 20 players, these are " + end)
    }
  }

  @Test("a network whose output is not finite is told by sample")
  func notFinite() throws {
    let network = try network(Self.architectures[0])
    network.parameters[0].values[0] = .nan
    let sample = try sample(0)
    let error = #expect(throws: StageParameterError.self) {
      try rows(network, sample, game())
    }
    #expect(
      error?.description
        == "the network's output is not finite for sample 0; look at its training curve")
  }
}

extension MultiOrderInteraction {
  /// The metric as a spec without parameters reads it.
  static var plain: MultiOrderInteraction {
    get throws {
      let made = try Vocabulary.runexp.metrics.made(["name": .text(name)], as: (any Metric).self)
      guard let metric = made as? MultiOrderInteraction else {
        throw StageParameterError.unreadable("metric", nil)
      }
      return metric
    }
  }
}
