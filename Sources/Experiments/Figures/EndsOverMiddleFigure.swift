import Base

/// Where the strength over context orders is a U and where not, network by network.
///
/// A U is no evidence of learning by itself: untrained networks have one, and a table of independent
/// values has the largest. Both stand beside each trained network.
enum EndsOverMiddleFigure: FigurePreset {
  static let recipe = FigureRecipe(
    name: "ends-over-middle",
    summary: "low and high context orders over the middle, a row a network: U or not",
    .intervals(
      IntervalRecipe(
        xLabel: "mean J⁽ᵐ⁾ of an end / mean J⁽ᵐ⁾ of the middle",
        marks: [
          mark("low end", Row.lowOverMiddle), mark("high end", Row.highOverMiddle),
        ],
        words: [
          [true, true]: "U", [true, false]: "low end only", [false, true]: "high end only",
          [false, false]: "no U",
        ], undecided: "undecided",
        about: "Low end: m/(n−2) ≤ 0.1; middle: 0.35 to 0.65; high end: ≥ 0.9.")))

  private typealias Row = EndsOverMiddleRelation.Row

  private static func mark(_ label: String, _ metric: String) -> IntervalRecipe.Mark {
    IntervalRecipe.Mark(metric: metric, label: label, nullMetric: Row.null(metric))
  }
}
