import Base
import Neural
import Store

/// What an attack did to samples.
struct AttackOutcome {
  /// The share of samples classified correctly both as they are and attacked.
  static let robustness = "robustness"
  /// The share of correct samples that err under attack or, with a target, are taken for it.
  static let success = "success"
  /// The mean largest change of an element.
  static let largestChange = "linf"
  /// The mean root of the sum of squared changes.
  static let distance = "l2"
  /// The share of samples whose copy is in the band that the attack aims at, and the mean fall of
  /// the true class's logit; only where there is a band.
  static let inBand = "in-band"
  static let drop = "drop"
  /// The quantities recorded of every attack.
  static let quantities = [robustness, success, largestChange, distance]
  /// Those of attacks that aim at a band.
  static let quantitiesOfBand = [inBand, drop]

  /// Whether the true class's logit fell into the band; nil where the attack aims at none.
  let isInBand: [Bool]?
  /// By how much it fell.
  private let falls: [Double]

  /// Whether each sample is classified correctly both as it is and attacked.
  private let isRobust: [Bool]
  /// Of those correct and meant, whether the attack succeeds.
  private let successes: [Bool]
  private let largestChanges: [Double]
  private let distances: [Double]

  /// Compares what the network attacked says of the samples and of their copies.
  init(
    of attacked: AttackedInputs, by attack: SampleAttack, from inputs: [Float], labels: [Int32]
  ) {
    let network = attack.network
    let (natural, moved) = (network.logits(of: inputs), network.logits(of: attacked.copies))
    let before = PredictedClass.of(natural, classes: network.classes)
    let after = PredictedClass.of(moved, classes: network.classes)
    let falls = labels.enumerated().map { row, label in
      let place = row * network.classes + Int(label)
      return Double(natural[place]) - Double(moved[place])
    }
    self.falls = falls
    isInBand = attack.drop.map { band in falls.map(band.contains) }
    let succeeds = attacked.succeeds(after)
    isRobust = labels.indices.map { before[$0] == labels[$0] && after[$0] == labels[$0] }
    successes = labels.indices.filter { before[$0] == labels[$0] && attacked.isMeant[$0] }
      .map { succeeds[$0] }
    largestChanges = attack.changes(attacked.copies, from: inputs, in: .linf)
    distances = attack.changes(attacked.copies, from: inputs, in: .l2)
  }

  /// One row for each quantity that there are samples for.
  func rows(split: String? = nil) -> [MetricRow] {
    func row(_ name: String, _ values: [Double]) -> MetricRow? {
      Statistics.mean(values).map {
        MetricRow(name: name, value: $0, split: split, count: values.count, exact: true)
      }
    }
    return [
      row(Self.robustness, isRobust.map { $0 ? 1 : 0 }),
      row(Self.success, successes.map { $0 ? 1 : 0 }),
      row(Self.largestChange, largestChanges), row(Self.distance, distances),
      isInBand.flatMap { row(Self.inBand, $0.map { $0 ? 1 : 0 }) },
      isInBand.flatMap { _ in row(Self.drop, falls) },
    ].compactMap(\.self)
  }
}
