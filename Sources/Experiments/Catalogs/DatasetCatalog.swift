import Spec

/// The data sets a spec may name.
enum DatasetCatalog {
  /// Those that run: one line each.
  static let built: [any DatasetSource.Type] = [
    Glyphs.self, MNIST.self, FashionMNIST.self, CIFAR10.self, Digits.self, Census.self, CSV.self,
    NPZ.self, ImageFolder.self, SyntheticTabular.self, BooleanFunction.self,
    ModularArithmetic.self, GaussianClusters.self,
  ]

  /// What `dataset.name` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary) { type.init($0) }
    } + [
      CatalogEntry(planned: "shapes", summary: "rendered shapes with ground-truth masks")
    ]
  }
}
