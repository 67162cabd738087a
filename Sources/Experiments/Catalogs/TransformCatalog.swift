import Spec

/// The transforms of data a spec may name; none runs yet.
enum TransformCatalog {
  /// What the items of `data.X.transform` may be.
  static var entries: [CatalogEntry] {
    [
      CatalogEntry(planned: "label-noise", summary: "labels of a share of samples redrawn"),
      CatalogEntry(planned: "subset", summary: "some of the samples"),
      CatalogEntry(planned: "shift", summary: "images moved"),
      CatalogEntry(planned: "noise", summary: "noise added to inputs"),
      CatalogEntry(planned: "flip", summary: "images mirrored at random"),
      CatalogEntry(planned: "crop", summary: "random crops of padded images"),
      CatalogEntry(planned: "adversarial", summary: "inputs attacked against a model") { read in
        read.reference("against", to: [.models], "the model attacked")
        return PlannedPlugin()
      },
      CatalogEntry(planned: "keep-top", summary: "inputs masked to what is attributed most") {
        read in
        read.reference("attribution", to: [.measure], "the measurement that ranks players")
        return PlannedPlugin()
      },
    ]
  }
}
