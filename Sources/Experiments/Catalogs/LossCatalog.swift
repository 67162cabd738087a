import Spec

/// What training can make small, as a spec may name it.
enum LossCatalog {
  /// Those that run: one line each.
  static let built: [any TrainingLoss.Type] = [
    CrossEntropyLoss.self, BinaryCrossEntropyLoss.self, MeanSquaredErrorLoss.self,
  ]

  /// What `loss.name` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary) { type.init($0) }
    }
  }
}
