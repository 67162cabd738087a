import Base

/// How well scores tell adversarial inputs from others, with chance as a line.
enum DetectionAreas: FigurePreset {
  static let recipe = FigureRecipe(
    name: "detection",
    summary: "AUC of each score as a detector of adversarial inputs, chance dotted; of a detection",
    .bars(
      BarRecipe(
        x: "part", xLabel: "score", yLabel: "AUC",
        bars: [BarRecipe.Bar(metric: Detection.Row.area)], level: 0.5)))
}
