import Spec

/// The data sets a spec may name.
enum DatasetCatalog {
  /// Those that run: one line each.
  static let built: [any DatasetSource.Type] = [
    Glyphs.self, MNIST.self, FashionMNIST.self,
  ]

  /// What `dataset.name` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary) { type.init($0) }
    } + [
      CatalogEntry(planned: "cifar-10", summary: "CIFAR-10, 32×32 colour, binary format"),
      CatalogEntry(planned: "census", summary: "UCI Adult, 12 features, income above 50K"),
      CatalogEntry(planned: "csv", summary: "a table with typed columns and a label column"),
      CatalogEntry(planned: "npz", summary: "NumPy arrays x, y and mask"),
      CatalogEntry(planned: "image-folder", summary: "PNG images, a folder per class"),
      CatalogEntry(planned: "synthetic-tabular", summary: "12 correlated features, a known score"),
      CatalogEntry(planned: "shapes", summary: "rendered shapes with ground-truth masks"),
      CatalogEntry(planned: "boolean", summary: "AND-OR games over binary inputs"),
      CatalogEntry(planned: "modular-arithmetic", summary: "a ∘ b mod p"),
      CatalogEntry(planned: "gaussian-clusters", summary: "one normal cloud per class"),
    ]
  }
}
