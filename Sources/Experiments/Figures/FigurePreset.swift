import Base

/// A way to draw what metrics and relations record, by a name that specs give.
protocol FigurePreset: Sendable {
  /// What is drawn.
  static var recipe: FigureRecipe { get }
}
