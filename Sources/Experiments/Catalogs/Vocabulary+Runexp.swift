import Base
import Spec

extension Vocabulary {
  /// Everything a spec of this program may name.
  public static let runexp = Vocabulary(
    datasets: DatasetCatalog.entries, transforms: TransformCatalog.entries,
    architectures: ArchitectureCatalog.entries, optimizers: OptimizerCatalog.entries,
    losses: LossCatalog.entries, metrics: MetricCatalog.entries,
    relations: RelationCatalog.entries,
    figures: FigureCatalog.recipes.map { recipe in
      CatalogEntry(
        name: recipe.name, summary: recipe.summary, quantities: recipe.quantities
      ) { _ in recipe }
    }, stageKinds: StageKinds.catalog.keys.sorted())
}

extension FigureRecipe {
  /// The quantities whose rows it draws, each once.
  var quantities: [String] {
    let names = panels.flatMap { [$0.quantity.source] + [$0.nullMetric].compactMap(\.self) }
    return names.reduce(into: []) { known, name in
      if !known.contains(name) { known.append(name) }
    }
  }
}

extension FigureRecipe.Quantity {
  /// The quantity it is computed from.
  fileprivate var source: String {
    switch self {
    case .mean(let name), .shareOfMean(let name), .growthOfMean(let name),
      .meanOverOrders(let name, _, _), .shareOverOrders(let name, _, _):
      name
    }
  }
}

/// The figure presets that are drawn.
public enum FigureCatalog {
  /// All presets, in the order of their metrics.
  public static var recipes: [FigureRecipe] { MetricCatalog.recipes }

  /// The preset called `name`.
  public static func recipe(named name: String) -> FigureRecipe? {
    recipes.first { $0.name == name }
  }
}
