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
}
