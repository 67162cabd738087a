import Spec

/// The rules of one training step a spec may name.
enum OptimizerCatalog {
  /// Those that run: one line each.
  static let built: [any StepRule.Type] = [SGDRule.self, AdamRule.self, AdamWRule.self]

  /// What `optimizer.name` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary) { type.init($0) }
    }
  }
}
