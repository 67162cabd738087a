import Base
import Neural
import Spec
import Store

/// Accuracy under attack: the share of samples that are classified correctly both as they are and
/// attacked, so that it never exceeds the share correct as they are.
struct Robustness: SplitMetric, SampleMetric, QuantityNaming, AttackStating {
  static let name = AttackOutcome.robustness
  static let summary = "accuracy under a white-box attack (PGD, FGSM), per split or pool"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.split, .samples]

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

  /// The sample itself, each step, and the best copy.
  var passesPerSample: Double { 2 + Double(attack.steps * attack.restarts) }
  /// Each step has a backward pass too.
  var productsPerSample: Double { 2 + 3 * Double(attack.steps * attack.restarts) }

  /// What it records.
  func quantities(playerCount: Int?) -> [Quantity] { names.map { Quantity($0) } }

  private var names: [String] {
    AttackOutcome.quantities + (attack.drop == nil ? [] : AttackOutcome.quantitiesOfBand)
  }

  /// The rows of a whole split, attacked in evaluation blocks; the labels are those that accuracy
  /// counts.
  func measure(_ model: MeasuredModel, split: String) throws -> [MetricRow] {
    let samples = try model.training.split(split)
    return try outcome(
      model, rows: EvaluationBlock.rows, inputs: try model.training.inputs(of: split),
      labels: samples.labels, ids: samples.ids
    ).rows(split: split)
  }

  /// The rows of one sample, attacked by itself; `success` is there only if it was correct.
  func measure(_ model: MeasuredModel, sample: PoolSample, game: GameSettings?) throws
    -> [MetricRow]
  {
    try outcome(
      model, rows: 1, inputs: sample.input, labels: [Int32(sample.label)], ids: [sample.id]
    ).rows().map { row in
      var row = row
      row.sample = sample.id
      row.count = nil
      return row
    }
  }

  /// The means over the samples.
  func summarise(_ rows: [MetricRow]) throws -> [MetricRow] {
    let made = names.compactMap { name -> MetricRow? in
      let values = rows.filter { $0.name == name }.map(\.value)
      return Statistics.mean(values).map {
        MetricRow(name: name, value: $0, count: values.count, exact: true)
      }
    }
    guard !made.isEmpty else { throw MetricError.noRows(metric: Self.name) }
    return made
  }

  private func outcome(
    _ model: MeasuredModel, rows: Int, inputs: [Float], labels: [Int32], ids: [Int64]
  ) throws -> AttackOutcome {
    let attack = try SampleAttack(
      self.attack, on: model.network, of: model.training, seed: seed, rows: rows)
    let attacked = try attack.copies(of: inputs, labels: labels, ids: ids)
    return AttackOutcome(of: attacked, by: attack, from: inputs, labels: labels)
  }
}
