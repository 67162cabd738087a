/// How a metric wants to be drawn: a preset, as plain data.
///
/// A metric ships its recipes; the module of views draws any recipe and knows no metric.
public struct FigureRecipe: Sendable, Hashable {
  /// One set of axes.
  public struct Panel: Sendable, Hashable {
    /// Text above the axes.
    public var title: String
    /// Label of the vertical axis.
    public var yLabel: String
    /// How the number at one x is made from per-sample rows of one cell.
    public var quantity: Quantity
    /// The metric whose rows give the null curve, drawn dotted; nil for none.
    public var nullMetric: String?
    /// Whether the vertical axis starts at 0.
    public var startsAtZero: Bool

    /// Makes a panel; see the properties.
    public init(
      title: String, yLabel: String, quantity: Quantity, nullMetric: String? = nil,
      startsAtZero: Bool = true
    ) {
      self.title = title
      self.yLabel = yLabel
      self.quantity = quantity
      self.nullMetric = nullMetric
      self.startsAtZero = startsAtZero
    }
  }

  /// What is computed from the per-sample rows of one cell and checkpoint.
  public enum Quantity: Sendable, Hashable {
    /// The mean over samples of the metric at this x.
    case mean(of: String)
    /// The mean over samples at this x, divided by the mean of those means over all x
    /// (J from S: a ratio of data-set means, not a mean of ratios).
    case shareOfMean(of: String)
    /// The mean over samples at this x, divided by that of the untrained model (checkpoint 0):
    /// what training added, order by order.
    case growthOfMean(of: String)
    /// The mean over samples and over the given positions of `context_order`; the positions are
    /// fractions of the largest context order, both ends included.
    case meanOverOrders(of: String, from: Double, through: Double)
    /// As `meanOverOrders`, of the share (J) instead of the mean.
    case shareOverOrders(of: String, from: Double, through: Double)
  }

  /// The preset's name as specs write it.
  public var name: String
  /// One line for the catalog.
  public var summary: String
  /// The dimension on the horizontal axis: `context_order`, `interaction_order` or `checkpoint`.
  public var x: String
  /// Label of the horizontal axis.
  public var xLabel: String
  /// The axes, left to right.
  public var panels: [Panel]
  /// Whether the untrained control (checkpoint 0) is drawn dashed beside each curve.
  public var showsUntrained: Bool

  /// Makes a recipe; see the properties.
  public init(
    name: String, summary: String, x: String, xLabel: String, panels: [Panel],
    showsUntrained: Bool
  ) {
    self.name = name
    self.summary = summary
    self.x = x
    self.xLabel = xLabel
    self.panels = panels
    self.showsUntrained = showsUntrained
  }
}
