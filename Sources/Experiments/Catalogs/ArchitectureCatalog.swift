import Spec

/// The architectures a spec may name.
enum ArchitectureCatalog {
  /// All of them: one line each.
  static let built: [any Architecture.Type] = [
    MLP.self, ResidualMLP.self, LeNet.self, CNN.self, AlexNet.self, VGG.self, ResNet.self,
    ViT.self, Autoencoder.self, Transformer.self,
  ]

  /// What `architecture.name` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary) { type.init($0) }
    }
  }
}
