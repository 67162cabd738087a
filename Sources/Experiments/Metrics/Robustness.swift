import Base
import Neural
import Spec
import Store

/// Accuracy under attack: the share of samples that are classified correctly both as they are and
/// attacked, so that it never exceeds accuracy.
///
/// `success` is the share of those classified correctly that are no longer, or are taken for the
/// class wanted; `linf` and `l2` are the mean lengths of the changes.
struct Robustness: SplitMetric, SampleMetric, QuantityNaming, AttackStating {
  static let name = "robustness"
  static let summary = "accuracy under a white-box attack (PGD, FGSM), per split or pool"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.split, .samples]

  /// The share of correct samples that err under attack.
  static let success = "success"
  /// The mean largest change of an element.
  static let largestChange = "linf"
  /// The mean root of the sum of squared changes.
  static let distance = "l2"

  let attack: AttackSettings
  /// The seed of random starts and targets: one for all models, so that they face the same.
  let seed: UInt64

  /// Reads the attack.
  init(_ read: ParameterReader) {
    let settings = read.nested("attack", required: true, "how inputs are changed") { read in
      let attack = read.attack()
      let seed = read.integer("seed", default: 0, "the seed of random starts and targets")
      return (attack: attack, seed: UInt64(seed))
    }
    attack = settings?.attack ?? .none
    seed = settings?.seed ?? 0
  }

  /// What it records.
  func quantities(playerCount: Int?) -> [Quantity] {
    [Self.name, Self.success, Self.largestChange, Self.distance].map { Quantity($0) }
  }

  /// The rows of a whole split, attacked in evaluation blocks.
  func measure(_ model: MeasuredModel, split: String) throws -> [MetricRow] {
    let samples = try model.training.split(split)
    let outcome = try outcome(
      model, rows: EvaluationBlock.rows, inputs: try model.training.inputs(of: split),
      labels: samples.labels, ids: samples.ids)
    return rows(outcome, split: split)
  }

  /// The rows of one sample, attacked by itself: `success` is there only if it was correct.
  func measure(_ model: MeasuredModel, sample: PoolSample, game: GameSettings?) throws
    -> [MetricRow]
  {
    let outcome = try outcome(
      model, rows: 1, inputs: sample.input, labels: [Int32(sample.label)], ids: [sample.id])
    return rows(outcome).map { row in
      var row = row
      row.sample = sample.id
      row.count = nil
      return row
    }
  }

  /// The means over the samples.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let made = quantities(playerCount: nil).compactMap { quantity -> MetricRow? in
      let values = rows.filter { $0.name == quantity.name }.map(\.value)
      return Statistics.mean(values).map {
        MetricRow(name: quantity.name, value: $0, count: values.count, exact: true)
      }
    }
    guard !made.isEmpty else { throw MetricError.noRows(metric: Self.name) }
    return made
  }

  // MARK: - Outcomes

  private struct Outcome {
    /// Correct as it is and attacked.
    var isRobust: [Bool]
    /// Of those correct and meant, whether the attack succeeds.
    var successes: [Bool]
    var largestChanges: [Double]
    var distances: [Double]
  }

  private func outcome(
    _ model: MeasuredModel, rows: Int, inputs: [Float], labels: [Int32], ids: [Int64]
  ) throws -> Outcome {
    let attacker = try SampleAttack(
      attack, on: model.network, of: model.training, seed: seed, rows: rows)
    let attacked = try attacker.copies(of: inputs, labels: labels, ids: ids)
    let classes = model.network.classes
    let before = PredictedClass.of(model.network.logits(of: inputs), classes: classes)
    let after = PredictedClass.of(model.network.logits(of: attacked.copies), classes: classes)
    let succeeds = attacked.succeeds(after)
    return Outcome(
      isRobust: labels.indices.map { before[$0] == labels[$0] && after[$0] == labels[$0] },
      successes: labels.indices.filter { before[$0] == labels[$0] && attacked.isMeant[$0] }
        .map { succeeds[$0] },
      largestChanges: attacker.changes(attacked.copies, from: inputs, in: .linf),
      distances: attacker.changes(attacked.copies, from: inputs, in: .l2))
  }

  private func rows(_ outcome: Outcome, split: String? = nil) -> [MetricRow] {
    func row(_ name: String, _ values: [Double]) -> MetricRow? {
      Statistics.mean(values).map {
        MetricRow(name: name, value: $0, split: split, count: values.count, exact: true)
      }
    }
    return [
      row(Self.name, outcome.isRobust.map { $0 ? 1 : 0 }),
      row(Self.success, outcome.successes.map { $0 ? 1 : 0 }),
      row(Self.largestChange, outcome.largestChanges), row(Self.distance, outcome.distances),
    ].compactMap(\.self)
  }
}
