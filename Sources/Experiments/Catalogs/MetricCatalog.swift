import Spec

/// The metrics a spec may name.
enum MetricCatalog {
  /// Those that run: one line each.
  static let built: [any Metric.Type] = [
    MultiOrderInteraction.self,
    InteractionIndexValues.self,
    Harsanyi.self,
    AndOr.self,
    CoalitionAttributions.self,
    ContextGradients.self,
    Accuracy.self,
    Loss.self,
    Correct.self,
    Robustness.self,
    StructuralSensitivity.self,
    GeneralizationGap.self,
    DropoutIdentity.self,
    UnitInteraction.self,
    TopOrderAttribution.self,
  ]

  /// What `measure.X.metric` may be.
  static var entries: [CatalogEntry] {
    built.map { type in
      CatalogEntry(name: type.name, summary: type.summary, measureInputs: type.inputs) {
        type.init($0)
      }
    } + [
      CatalogEntry(planned: "attack-utility", summary: "what an attack does to the output")
    ]
  }
}
