import Base
import Interactions
import Neural
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("games whose players are dropped")
struct DropoutIdentityTests {
  /// Rounding of Doubles in means over 2⁶ coalitions.
  static let rounding = 1e-12
  /// Rounding of Float32 logits of order one, in different rows of a block.
  static let roundingOfFloats = 1e-5

  private let data = DataTable.stripes()

  private func model() throws -> MeasuredModel {
    let trainer = try Trainer(Recipes.training(epochs: 2), data: data)
    try trainer.run(report: { _, _ in }, check: {})
    return MeasuredModel(network: trainer.network, training: data)
  }

  private func game(keep: Double? = nil) throws -> GameSettings {
    var value: [String: Value] = [
      "players": ["kind": "grid", "grid": [3, 2]], "baseline": ["name": "channel-mean"],
      "output": "log-odds", "label": "true", "precision": "float32",
    ]
    if let keep { value["keep"] = .number(keep) }
    return try GameSettings(.map(value))
  }

  private func sample(_ row: Int = 1) throws -> PoolSample {
    let split = try data.split("train")
    return PoolSample(
      id: split.ids[row], label: Int(split.labels[row]),
      input: try data.inputs(of: "train", ids: [split.ids[row]]))
  }

  private func metric(_ probability: Double, draws: Int = 400) throws -> DropoutIdentity {
    try Vocabulary.runexp.metrics.made(
      ["name": "dropout-identity", "probability": .number(probability), "draws": .integer(draws)],
      as: DropoutIdentity.self)
  }

  private func numbers(_ rows: [MetricRow], _ name: String) -> [Double] {
    rows.filter { $0.name == name }.sorted { ($0.contextOrder ?? 0) < ($1.contextOrder ?? 0) }
      .map(\.value)
  }

  @Test("a game that keeps players has the mean table, for every metric of tables")
  func keptGame() throws {
    let (model, sample) = (try model(), try sample())
    let whole = try model.game(of: sample, settings: game()).table()
    let kept = try model.game(of: sample, settings: game(keep: 0.25)).table()
    #expect(kept == whole.keepingPlayers(withProbability: 0.25))
    #expect(kept != whole)
    let rows = try MultiOrderInteraction.plain.measure(
      model, sample: sample, game: game(keep: 0.25))
    let direct = try MultiOrderInteraction.plain.analyse([
      TabulatedSample(id: sample.id, isCorrect: true, table: kept)
    ])[0].rows
    #expect(numbers(rows, "S") == numbers(direct, "S"))
  }

  /// Masks drawn here and evaluated by the network itself, not looked up.
  @Test("the mean over random masks of the network is the game that keeps players")
  func masksOfTheNetwork() throws {
    let (model, sample) = (try model(), try sample())
    let game = try model.game(of: sample, settings: game())
    let kept = try model.game(of: sample, settings: self.game(keep: 0.5)).table()
    for coalition in [Coalition.grand(6), [0, 1, 4, 5]] {
      var stream = RandomStream(seed: 3, purpose: "masks", index: coalition.bits)
      let masks = (0..<6000).map { _ in stream.next() & coalition.bits }
      let values = try game.values(of: CoalitionBlock(words: masks, playerCount: 6))
      let mean = try #require(MeanEstimate(meanOf: values))
      #expect(mean.standardError > 0)
      // Beyond four standard errors once in 15,000 seeds.
      #expect(
        abs(mean.value - kept[coalition]) < 4 * mean.standardError + Self.roundingOfFloats)
    }
  }

  @Test("some coalitions of such a game cannot be asked for")
  func sampled() throws {
    let game = try model().game(of: sample(), settings: game(keep: 0.5))
    #expect(throws: MetricError.sampledDropout) {
      try game.values(of: CoalitionBlock(words: [1], playerCount: 6))
    }
    #expect(
      MetricError.sampledDropout.description
        == "`keep` below 1 is a mean over all coalitions, and these are sampled: set"
        + " `estimate: exact`, with a coarser grid of players if need be")
  }

  @Test("three routes to one number", arguments: [0.25, 0.5, 0.75])
  func routes(probability: Double) throws {
    let (model, sample) = (try model(), try sample())
    let rows = try metric(probability).measure(model, sample: sample, game: game())
    let wanted = try MultiOrderInteraction.plain.measure(
      model, sample: sample, game: game(keep: probability))
    expectClose(numbers(rows, "I"), numbers(wanted, "I"), absolute: Self.rounding)
    expectClose(numbers(rows, "S"), numbers(wanted, "S"), absolute: Self.rounding)
    expectClose(numbers(rows, "I-mixture"), numbers(wanted, "I"), absolute: Self.rounding)
    expectClose(numbers(rows, "S-mixture"), numbers(wanted, "S"), absolute: Self.rounding)
    #expect(numbers(rows, "gap").allSatisfy { $0 <= Self.rounding })
    let sampled = rows.filter { $0.name == "I-sampled" }
    #expect(sampled.count == 5)
    for (row, value) in zip(sampled, numbers(wanted, "I")) {
      let error = try #require(row.standardError)
      #expect(!row.exact && row.count == 400)
      #expect(abs(row.value - value) < 4.5 * error)
    }
    let deviations = zip(sampled, numbers(wanted, "I")).map { row, value in
      (row.value - value) / (row.standardError ?? 0)
    }
    // A standard error is a hundredth of what it divides.
    expectClose(numbers(rows, "z"), deviations, absolute: 1e-8)
  }

  @Test("a pool has the means, and the errors of its samples' masks")
  func pool() throws {
    let (model, metric) = (try model(), try metric(0.5, draws: 20))
    let rows = try [0, 1, 2].flatMap {
      try metric.measure(model, sample: sample($0), game: game())
    }
    let pool = try metric.summarise(rows)
    for name in ["I", "S-mixture", "I-sampled", "z"] {
      for order in 0..<5 {
        let own = rows.filter { $0.name == name && $0.contextOrder == order }
        let row = try #require(pool.first { $0.name == name && $0.contextOrder == order })
        expectClose(row.value, own.map(\.value).reduce(0, +) / 3, absolute: Self.rounding)
        guard name == "I-sampled" else { continue }
        let variance = own.map { ($0.standardError ?? 0) * ($0.standardError ?? 0) }
          .reduce(0, +)
        expectClose(
          row.standardError ?? 0, variance.squareRoot() / 3, absolute: Self.rounding)
      }
    }
    #expect(pool.contains { $0.name == "correct" })
  }

  @Test("where nobody is dropped, no mask deviates")
  func keepingAll() throws {
    let rows = try metric(1, draws: 4).measure(model(), sample: sample(), game: game())
    #expect(numbers(rows, "z").isEmpty)
    #expect(numbers(rows, "I-sampled") == numbers(rows, "I"))
  }

  // MARK: - Planning

  private static func study(_ measure: String) -> String {
    """
    runexp: 1
    name: tiny
    dataset: {name: glyphs, train: 60, test: 20}
    architecture: {name: mlp, hidden: [8]}
    players: {patches: {grid: [2, 2]}}
    training: {epochs: 0, learning_rate: 0.05}
    samples: {pool: {from: main.train, per-class: 1}}
    measure:
      strength: {metric: multi-order-interaction, of: main, samples: pool, players: patches\(measure)}
    """
  }

  private func games(_ measure: String) throws -> [Value?] {
    try StudyRunner.plan(Self.study(measure)).graph.nodes.filter { $0.kind == "tables" }.map {
      $0.parameters["game"]?["keep"]
    }
  }

  @Test("`keep` is part of the game where it is below 1, so old keys stay")
  func key() throws {
    #expect(try games("") == [nil])
    #expect(try games(", keep: 1") == [nil])
    #expect(try games(", keep: 0.5") == [0.5])
  }

  @Test("a sampled measurement refuses it before anything runs")
  func plannedSampling() throws {
    #expect {
      _ = try games(", keep: 0.5, estimate: sampled")
    } throws: {
      "\($0)".contains(
        "measure.strength: `keep` below 1 is a mean over all coalitions, and these are sampled")
    }
  }
}
