import Spec

extension Vocabulary {
  /// Everything a spec of this program may name.
  public static let runexp = Vocabulary(
    datasets: DatasetCatalog.entries, transforms: TransformCatalog.entries,
    architectures: ArchitectureCatalog.entries, optimizers: OptimizerCatalog.entries,
    losses: LossCatalog.entries, metrics: MetricCatalog.entries,
    relations: RelationCatalog.entries,
    figures: FigureCatalog.entries, stageKinds: StageKinds.catalog.keys.sorted())
}
