import Spec

/// The relations of measurements a spec may name.
enum RelationCatalog {
  /// Those that run: one line each.
  static let built: [any Relation.Type] = [
    Jaccard.self,
    IoU.self,
    Coverage.self,
    SharedInteractions.self,
    Generalizable.self,
    OrderStrengthRelation.self,
    OrderSimilarityRelation.self,
    DistributionFitRelation.self,
    EndsOverMiddleRelation.self,
    JointExtractionRelation.self,
    CorrelationRelation.self,
    PairedDifference.self,
    RatioToReference.self,
    LearningTheory.self,
    OrderShiftRelation.self,
    EstimatorErrorRelation.self,
    AttackDecomposition.self,
    Detection.self,
  ]

  /// What `relate.X.kind` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary) { type.init($0) }
    }
  }
}
