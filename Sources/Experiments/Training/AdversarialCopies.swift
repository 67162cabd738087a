import Base
import Neural
import Spec

/// The adversarial copies of each batch of a training, made against the weights of its step.
///
/// The network is attacked as it is evaluated: batch normalisation with the statistics recorded so
/// far and no units dropped; then the copies are trained on like any samples. The labels climbed
/// are those trained on. Random starts are keyed by `seeds.dropout` and by the number of the sample
/// in the whole training, so that they depend on neither batches nor shards.
struct AdversarialCopies {
  let attack: Attack
  let space: AttackSpace<Float>
  /// The weight of the copies' losses, the samples' own has the rest of 1.
  let mix: Double
  /// Samples attacked together: those of a whole batch or, with shards, of the largest part.
  let rows: Int

  /// Whether the copies stand in the place of the samples.
  var replaceSamples: Bool { mix == 1 }

  /// The copies of a training's batches; throws where the network is no classifier of the data.
  init(_ recipe: TrainingRecipe, _ settings: AdversarialTraining, outputs: Int, data: DataTable)
    throws
  {
    guard outputs == data.classes, outputs > 1, !data.isRegression else {
      throw AttackError.noClassifier(outputs: outputs)
    }
    attack = Attack(settings.attack)
    space = try data.attackSpace()
    mix = settings.mix
    rows = (recipe.batch + recipe.shards - 1) / recipe.shards
  }
}

/// What attacks the parts of batches that one thread trains on.
final class BatchAttacker {
  private let attacker: Attacker<Float>
  private let attack: Attack
  private let seed: UInt64
  private let ids = Buffer<Int64>()

  init(_ copies: AdversarialCopies, of network: Network<Float>, seed: UInt64) {
    attacker = Attacker(network, in: copies.space, rows: copies.rows)
    attack = copies.attack
    self.seed = seed
  }

  /// Writes the copies of `count` samples, which may be where those are; `firstDraw` is the number
  /// of the first of them in the whole training.
  func attack(
    _ samples: UnsafePointer<Float>, labels: UnsafePointer<Int32>, count: Int, firstDraw: UInt64,
    into copies: UnsafeMutablePointer<Float>
  ) {
    let ids = ids.resize(count)
    for place in 0..<count { ids[place] = Int64(firstDraw) + Int64(place) }
    attacker.attack(
      samples, labels: labels, ids: ids, count: count, by: attack, seed: seed, into: copies)
  }
}

extension AdversarialTraining {
  /// Reads what keys were hashed from.
  init(stageValue value: Value) throws {
    self = try ParameterReader.read(
      yaml: value.json, file: "adversarial", path: "adversarial", AdversarialTraining.init
    ).made
  }

  /// Whether anything is drawn.
  var draws: Bool { attack.start == .random }
}
