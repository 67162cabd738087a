import Base
import Neural
import Pipeline
import Spec

/// Inputs changed a little so that a model errs: adversarial copies with the ids, true labels and
/// given labels of the samples they are made from.
///
/// What is attacked is the loss of the true class. The copies are raw numbers as the samples are,
/// so whoever reads them normalises them as it normalises those. Where the attack aims at a band
/// (`drop`), each copy says whether it is in it: pools choose those by `where: {in-band: true}`.
struct Adversarial: DataTransform, AttackStating {
  /// The name in specs.
  static let name = "adversarial"
  /// One line for the catalog.
  static let summary = "inputs attacked against a model (PGD, FGSM); ids and labels are kept"
  static let seeds: Set<TransformSeed> = [.noise]
  /// The role of the checkpoint attacked.
  static let role = "against"
  static let roles = [role]

  let attack: AttackSettings
  let splits: [String]

  /// Reads the attack.
  init(_ read: ParameterReader) {
    read.reference(
      Self.role, to: [.models], "the model attacked, at its last checkpoint or another")
    attack = read.attack()
    splits = read.splitsChanged()
  }

  func apply(to split: DataSplit, in context: TransformContext) throws -> DataSplit {
    guard let checkpoint = context.inputs[Self.role]?.first,
      let stage = context.inputs[DerivedDataStage.dataRole(of: Self.role)]?.first
    else { throw StageParameterError.unreadable(Self.role, nil) }
    let table = context.table
    let training = try StageFiles.data(of: stage)
    guard table.shape == training.shape else {
      throw AttackError.otherShape(table.shape, wanted: training.shape)
    }
    guard table.classes == training.classes else {
      throw AttackError.otherClasses(table.classes, wanted: training.classes)
    }
    let attack = try SampleAttack(
      self.attack, on: try StageFiles.network(of: checkpoint, data: training), of: training,
      seed: context.seeds.noise)
    let inputs = training.normalisation.apply(to: split.inputs)
    var attacked = try attack.copies(
      of: inputs, labels: split.trueLabels, ids: split.ids, check: context.progress)
    var result = split
    result.inputs = .numbers(
      Self.raw(split.inputs, moved: inputs, to: attacked.copies, training.normalisation))
    result.parents = split.parents ?? split.ids
    // What is told of the copies is told of those that are kept.
    attacked.copies = training.normalisation.apply(to: result.inputs)
    let outcome = AttackOutcome(of: attacked, by: attack, from: inputs, labels: split.trueLabels)
    context.record(outcome.rows(split: context.split))
    result.isInBand = outcome.isInBand
    return result
  }

  /// Raw values moved as far as their inputs were; what did not move stays the very number.
  private static func raw(
    _ values: RawValues, moved inputs: [Float], to copies: [Float], _ normalisation: Normalisation
  ) -> [Float] {
    let units = normalisation.deviation.map { $0 * normalisation.scale }
    return inputs.indices.map { index in
      let change = Double(copies[index]) - Double(inputs[index])
      return Float(values[index] + change * units[index % units.count])
    }
  }
}
