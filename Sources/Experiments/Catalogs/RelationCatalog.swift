import Spec

/// The relations of measurements a spec may name; none runs yet.
enum RelationCatalog {
  /// What `relate.X.kind` may be.
  static var entries: [CatalogEntry] {
    pairs.map { name, summary in
      CatalogEntry(planned: name, summary: summary) { read in
        read.reference("left", to: [.measure, .relate], "the first measurement")
        read.reference("right", to: [.measure, .relate], "the second measurement")
        return PlannedPlugin()
      }
    }
      + alone.map { name, summary in
        CatalogEntry(planned: name, summary: summary) { read in
          read.references("of", to: [.measure, .relate], "the measurement or measurements")
          return PlannedPlugin()
        }
      } + [
        CatalogEntry(
          planned: "generalizable",
          summary: "interactions of a target that reference models share"
        ) { read in
          read.reference("target", to: [.measure], "what is split")
          read.references("references", to: [.measure], "what it is compared with")
          return PlannedPlugin()
        }
      ]
  }

  /// Relations of two measurements.
  private static let pairs = [
    ("jaccard", "Σ min over Σ max of two sets of interactions"),
    ("iou", "overlap of two sets of salient interactions"),
    ("coverage", "share of one set found in another"),
    ("shared", "interactions shared, new and forgotten"),
    ("correlation", "correlation over cells, with clusters"),
    ("order-similarity", "similarity by interaction order"),
    ("paired-difference", "difference joined on samples and seeds"),
    ("ratio", "ratio to a reference"),
  ]

  /// Relations of the rows of one measurement, or of several together.
  private static let alone = [
    ("order-strength", "strength by interaction order"),
    ("distribution-fit", "a distribution fitted to strengths"),
  ]
}
