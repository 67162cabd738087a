import Spec

/// The architectures a spec may name.
enum ArchitectureCatalog {
  /// Those that run: one line each.
  static let built: [any Architecture.Type] = [
    MLP.self, ResidualMLP.self, LeNet.self, CNN.self,
  ]

  /// What `architecture.name` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary) { type.init($0) }
    } + [
      CatalogEntry(planned: "alexnet", summary: "the bottleneck papers' CIFAR AlexNet"),
      CatalogEntry(planned: "vgg", summary: "VGG-11 and VGG-16 (arXiv:1409.1556)"),
      CatalogEntry(
        planned: "resnet", summary: "ResNet-20 to 56 for small images (arXiv:1512.03385)"),
      CatalogEntry(planned: "vit", summary: "a small vision transformer (arXiv:2010.11929)"),
      CatalogEntry(planned: "autoencoder", summary: "encoder and decoder"),
      CatalogEntry(
        planned: "transformer", summary: "a small sequence transformer (arXiv:1706.03762)"),
    ]
  }
}
