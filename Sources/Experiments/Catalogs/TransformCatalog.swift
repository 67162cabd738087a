import Spec

/// The transforms of data a spec may name.
enum TransformCatalog {
  /// Those that run: one line each.
  static let built: [any DataTransform.Type] = [
    LabelNoise.self, Subset.self, Shift.self, Noise.self, Flip.self, Crop.self,
    MaskCells.self, Adversarial.self, KeepCorrect.self,
  ]

  /// What the items of `data.X.transform` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary) { type.init($0) }
    } + [
      CatalogEntry(planned: "keep-top", summary: "inputs masked to what is attributed most") {
        read in
        read.reference("attribution", to: [.measure], "the measurement that ranks players")
        return PlannedPlugin()
      }
    ]
  }
}
