import Base
import Neural
import Pipeline
import Spec

/// The samples that a model classifies correctly; twice, for two models, leaves those that both do.
///
/// Measurements of several models are compared on one set of samples; where papers take only what
/// the models know, this says which samples those are.
struct KeepCorrect: DataTransform {
  /// The name in specs.
  static let name = "keep-correct"
  /// One line for the catalog.
  static let summary = "the samples that a model classifies correctly"
  static let seeds: Set<TransformSeed> = []
  /// The role of the checkpoint that classifies.
  static let role = "by"
  static let roles = [role]

  let splits: [String]

  /// Reads the model.
  init(_ read: ParameterReader) {
    read.reference(
      Self.role, to: [.models], "the model that classifies, at its last checkpoint or another")
    splits = read.splitsChanged()
  }

  func apply(to split: DataSplit, in context: TransformContext) throws -> DataSplit {
    guard let checkpoint = context.inputs[Self.role]?.first,
      let stage = context.inputs[DerivedDataStage.dataRole(of: Self.role)]?.first
    else { throw StageParameterError.unreadable(Self.role, nil) }
    let table = context.table
    let training = try StageFiles.data(of: stage)
    guard table.shape == training.shape, table.classes == training.classes else {
      throw TransformError.otherModel(
        transform: Self.name, shapes: [table.shape, training.shape],
        classes: [table.classes, training.classes])
    }
    let network = try StageFiles.network(of: checkpoint, data: training)
    let said = PredictedClass.of(
      network.logits(of: training.normalisation.apply(to: split.inputs)), classes: network.classes)
    let labels = split.trueLabels
    let rows = labels.indices.filter { said[$0] == labels[$0] }
    guard !rows.isEmpty else { throw TransformError.noneCorrect(of: labels.count) }
    return split.rows(rows, elements: table.elements)
  }
}
