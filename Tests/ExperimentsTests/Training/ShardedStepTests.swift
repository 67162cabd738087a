import Base
import Neural
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite("shards of a batch")
struct ShardedStepTests {
  /// Rounding of Float32 passes over other batches, relative to the largest gradient entry.
  static let roundingOfFloats = 2e-5

  private let data = DataTable.stripes()

  @Test("a batch is cut into equal parts, one more in the last where they cannot be")
  func cut() {
    #expect(ShardedStep.cut(8, into: 1) == [0..<8])
    #expect(ShardedStep.cut(8, into: 2) == [0..<4, 4..<8])
    #expect(ShardedStep.cut(11, into: 4) == [0..<2, 2..<5, 5..<8, 8..<11])
    #expect(ShardedStep.cut(2, into: 4) == [0..<0, 0..<0, 0..<1, 1..<2])
    for shards in 1...9 {
      for count in 1...20 {
        let parts = ShardedStep.cut(count, into: shards)
        #expect(parts.map(\.count).reduce(0, +) == count && parts.count == shards)
        #expect(Set(parts.map(\.count)).count <= 2 && parts.last?.upperBound == count)
      }
    }
  }

  @Test("parts of any size have the gradients of the whole batch", arguments: [1, 2, 3, 5, 8])
  func gradients(shards: Int) throws {
    let recipe = try Recipes.training(
      architecture: ["name": "cnn", "filters": [3], "hidden": [6]], epochs: 0)
    let objective = TrainingObjective(
      losses: [CrossEntropyLoss()],
      imitation: .init(distance: .squared, temperature: 1, labelWeight: 0.6))
    var inputs = try data.labelledInputs(of: "train")
    var stream = RandomStream(seed: 3, purpose: "teacher")
    inputs.teacherOutputs = (0..<inputs.count * 3).map { _ in Float(stream.uniform(-2, 2)) }
    // Seven rows: of eight shards the first is empty.
    let rows = [7, 3, 11, 0, 42, 5, 23]
    func differentiate(_ shards: Int) throws -> (loss: Double, gradients: [[Float]]) {
      let network = try Trainer(recipe, data: data).network
      let step = try ShardedStep(
        network, objective, seeds: .init(), shards: shards, threads: 2)
      // Twice: what the first one left must not count.
      _ = step.differentiate(rows: rows[2..<5], firstDraw: 0, of: inputs)
      let loss = step.differentiate(rows: rows[...], firstDraw: 0, of: inputs)
      return (loss, network.parameters.map(\.gradients.array))
    }
    let (loss, gradients) = try differentiate(shards)
    let whole = try differentiate(1)
    expectClose(loss, whole.loss, relative: Self.roundingOfFloats)
    for (own, wanted) in zip(gradients, whole.gradients) {
      let largest = wanted.map { abs($0) }.max() ?? 0
      #expect(largest > 0)
      expectClose(
        own.map(Double.init), wanted.map(Double.init),
        absolute: Self.roundingOfFloats * Double(largest))
    }
  }

  // MARK: - Layers that know training

  /// A network with batch normalisation and dropout.
  private func network() throws -> Network<Float> {
    let network = try Network<Float>(
      NetworkBlueprint(
        inputShape: data.shape,
        layers: [
          NamedLayer("conv1", .convolution(filters: 3, kernel: 3, padding: 1)),
          NamedLayer("bn1", .batchNorm()), NamedLayer("relu1", .relu),
          NamedLayer("flatten", .flatten), NamedLayer("drop1", .dropout(rate: 0.4)),
          NamedLayer("fc1", .dense(outputs: 3)),
        ]))
    network.initialise(seed: 9)
    return network
  }

  private func objective(terms: [Value] = []) throws -> TrainingObjective {
    TrainingObjective(
      terms: try terms.map { value in
        let settings = try TrainingRecipe.LossSettings(value)
        let players = try settings.players.players(over: data.shape)
        return TrainingObjective.Term(
          loss: InteractionLossTerm(
            kind: settings.kind, between: settings.between.0, and: settings.between.1,
            weight: settings.weight, playerCount: players.count, nominal: settings.isNominal),
          players: PlayerRuns(
            playerOfElement: players.playerOfElement, playerCount: players.count),
          baseline: try data.baseline(settings.baseline))
      })
  }

  @Test("batches and dropped units give the same bits on any number of threads")
  func threads() throws {
    let inputs = try data.labelledInputs(of: "train")
    let objective = try objective(terms: [Recipes.suppressLow])
    func bits(threads: Int) throws -> [[Float]] {
      let network = try network()
      let step = try ShardedStep(
        network, objective, seeds: .init(contexts: 4, dropout: 5), shards: 3, threads: threads)
      let rule = SGD(network.parameters, momentum: 0.9)
      for start in stride(from: 0, to: 48, by: 8) {
        _ = step.differentiate(
          rows: Array(start..<start + 8)[...], firstDraw: UInt64(start), of: inputs)
        rule.step(learningRate: 0.05)
      }
      return (network.parameters + network.statistics).map(\.values.array)
    }
    let one = try bits(threads: 1)
    for threads in [2, 3] { #expect(try bits(threads: threads) == one, "\(threads)") }
  }

  @Test("what batch normalisation records is the mean over the shards, counts of batches whole")
  func statistics() throws {
    let inputs = try data.labelledInputs(of: "train")
    func recorded(_ rows: [Int], shards: Int) throws -> [String: [Double]] {
      let network = try network()
      let step = try ShardedStep(
        network, try objective(), seeds: .init(dropout: 5), shards: shards, threads: 1)
      _ = step.differentiate(rows: rows[...], firstDraw: 0, of: inputs)
      return Dictionary(
        uniqueKeysWithValues: network.statistics.map { ($0.name, $0.values.array.map(Double.init)) }
      )
    }
    let both = try recorded([4, 8, 15, 16, 23, 42, 7], shards: 2)
    // Three rows, then four.
    let (first, second) = (
      try recorded([4, 8, 15], shards: 1), try recorded([16, 23, 42, 7], shards: 1)
    )
    for name in ["bn1.running_mean", "bn1.running_var"] {
      let wanted = zip(first[name] ?? [], second[name] ?? []).map { (3 * $0 + 4 * $1) / 7 }
      #expect(wanted.count == 3)
      expectClose(both[name] ?? [], wanted, relative: 1e-6)
    }
    #expect(both["bn1.num_batches_tracked"] == [1])
    // Of two rows in three shards, the first is empty.
    #expect(try recorded([4, 8], shards: 3)["bn1.num_batches_tracked"] == [1])
  }

  @Test("which units are dropped follows from the seed and the sample, not from the shards")
  func dropout() throws {
    let inputs = try data.labelledInputs(of: "train")
    func gradient(seed: UInt64, shards: Int, firstDraw: UInt64 = 0) throws -> [Double] {
      let network = try Network<Float>(
        NetworkBlueprint(
          inputShape: data.shape,
          layers: [
            NamedLayer("flatten", .flatten), NamedLayer("drop1", .dropout(rate: 0.4)),
            NamedLayer("fc1", .dense(outputs: 3)),
          ]))
      network.initialise(seed: 9)
      let step = try ShardedStep(
        network, try objective(), seeds: .init(dropout: seed), shards: shards, threads: 1)
      _ = step.differentiate(rows: [4, 8, 15, 16, 23][...], firstDraw: firstDraw, of: inputs)
      return network.parameters[0].gradients.array.map(Double.init)
    }
    let plain = try gradient(seed: 5, shards: 1)
    #expect(try plain != gradient(seed: 6, shards: 1))
    #expect(try plain != gradient(seed: 5, shards: 1, firstDraw: 60))
    expectClose(
      try gradient(seed: 5, shards: 3), plain,
      absolute: Self.roundingOfFloats * (plain.map(abs).max() ?? 0))
  }
}
