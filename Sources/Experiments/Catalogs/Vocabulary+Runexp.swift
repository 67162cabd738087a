import Base
import Spec

extension Vocabulary {
  /// Everything a spec of this program may name.
  public static let runexp = Vocabulary(
    datasets: DatasetCatalog.entries, transforms: TransformCatalog.entries,
    architectures: ArchitectureCatalog.entries, metrics: MetricCatalog.entries,
    relations: RelationCatalog.entries,
    figures: FigureCatalog.recipes.map { recipe in
      CatalogEntry(name: recipe.name, summary: recipe.summary) { _ in recipe }
    })
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
