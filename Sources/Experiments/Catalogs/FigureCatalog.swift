import Base
import Spec

/// The figure presets a spec may name.
public enum FigureCatalog {
  /// Those that are drawn: one line each.
  static let built: [any FigurePreset.Type] = [
    MultiOrderStrength.self,
    StrengthOverTraining.self,
    UnitStrengthOverTraining.self,
    StrengthMap.self,
    InteractionOrders.self,
    SignedOrders.self,
    OrderComposition.self,
    InteractionDecay.self,
    InteractionMatrix.self,
    InteractionNetwork.self,
    TrainingCurves.self,
    AccuracyOverTraining.self,
    RobustnessOverTraining.self,
    PlayerImportance.self,
    AttributionImages.self,
    PlayerImages.self,
    OrderSimilarities.self,
    SharedOrders.self,
    GeneralizableOrders.self,
    QuantityScatter.self,
    SweepOverview.self,
    SweepPoints.self,
    LearningTheoryCurves.self,
    HeldOutErrors.self,
    GradientsOverContexts.self,
    OrderShifts.self,
    QuantityBars.self,
    MaskedAccuracy.self,
    EstimatorCost.self,
    EstimatorOrders.self,
    AttackedOrders.self,
    AttackUtility.self,
    Disentanglement.self,
    DetectionAreas.self,
    EndsOverMiddleFigure.self,
  ]

  /// All presets, in the order the catalog prints them.
  public static var recipes: [FigureRecipe] { built.map { $0.recipe } }

  /// What `figures.X.preset` may be.
  static var entries: [CatalogEntry] {
    recipes.map { recipe in
      CatalogEntry(
        name: recipe.name, summary: recipe.summary, quantities: recipe.quantities,
        figureKeys: recipe.keys, figureSeries: recipe.series
      ) { _ in recipe }
    }
  }

  /// The preset called `name`.
  public static func recipe(named name: String) -> FigureRecipe? {
    recipes.first { $0.name == name }
  }
}
