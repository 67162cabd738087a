/// Ratios with their intervals, a row a network, and what a row is called for where they lie.
public struct IntervalRecipe: Sendable, Hashable {
  /// A ratio that every row has.
  public struct Mark: Sendable, Hashable {
    /// The metric.
    public var metric: String
    /// What it is called.
    public var label: String
    /// The metric with the same of a null; nil for none.
    public var nullMetric: String?

    /// Makes a mark; see the properties.
    public init(metric: String, label: String, nullMetric: String? = nil) {
      self.metric = metric
      self.label = label
      self.nullMetric = nullMetric
    }
  }

  /// Label of the axis.
  public var xLabel: String
  /// The ratios, drawn above each other in a row.
  public var marks: [Mark]
  /// The ratio that each is above or below.
  public var reference: Double
  /// Words for rows by which of their marks lie above the reference; a row with a mark of which the
  /// interval holds the reference has none.
  public var words: [[Bool]: String]
  /// The word of such a row.
  public var undecided: String
  /// What a reader of the figure must know of the ratios.
  public var about: String

  /// Makes a recipe; see the properties.
  public init(
    xLabel: String, marks: [Mark], reference: Double = 1, words: [[Bool]: String],
    undecided: String, about: String
  ) {
    self.xLabel = xLabel
    self.marks = marks
    self.reference = reference
    self.words = words
    self.undecided = undecided
    self.about = about
  }

  /// The word for a row whose marks lie above the reference or not; nil stands for undecided.
  public func word(_ areAbove: [Bool?]) -> String {
    let known = areAbove.compactMap(\.self)
    return (known.count == areAbove.count ? words[known] : nil) ?? undecided
  }
}
