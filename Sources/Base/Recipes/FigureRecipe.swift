/// How a metric wants to be drawn: a preset, as plain data.
///
/// A metric ships its recipes; the module of views draws any recipe and knows no metric.
public struct FigureRecipe: Sendable, Hashable {
  /// What is drawn, each with what it is made of.
  public enum Drawing: Sendable, Hashable {
    /// Lines with bands over orders or epochs.
    case curves(CurveRecipe)
    /// Bars by a dimension, upwards and downwards.
    case bars(BarRecipe)
    /// Ratios with intervals, a row a network.
    case intervals(IntervalRecipe)
    /// A number by two dimensions.
    case heatMap(HeatMapRecipe)
    /// Two quantities that the spec names, with a fitted line.
    case scatter
    /// A quantity that the spec names, a bar for each series.
    case seriesBars
    /// A quantity that the spec names, against each swept coordinate.
    case sweep
    /// The same at every point of the sweep, with the means of each value.
    case sweepPoints
    /// Numbers against what they cost, a line through the values of what is swept.
    case costs(CostRecipe)
    /// |I| of the interactions of a sample, largest first.
    case decay
    /// Interactions of pairs of players, averaged over samples.
    case matrix
    /// The strongest interactions of one sample, drawn between its players.
    case network
    /// Samples as images with the players' grid, and over it what each player is worth by a metric.
    case images(values: String?)
  }

  /// The preset's name as specs write it.
  public var name: String
  /// One line for the catalog.
  public var summary: String
  /// What is drawn.
  public var drawing: Drawing

  /// Makes a recipe; see the properties.
  public init(name: String, summary: String, _ drawing: Drawing) {
    self.name = name
    self.summary = summary
    self.drawing = drawing
  }

  /// The quantities whose rows it draws, each once; empty where the spec names them.
  public var quantities: [String] {
    let names: [String] =
      switch drawing {
      case .curves(let curves): curves.quantities
      case .bars(let bars): bars.bars.map(\.metric)
      case .intervals(let intervals):
        intervals.marks.flatMap { [$0.metric] + [$0.nullMetric].compactMap(\.self) }
      case .heatMap(let map): [map.quantity.metric]
      case .images(let values): [values].compactMap(\.self)
      case .costs(let costs): [costs.cost] + costs.panels.map(\.quantity)
      case .scatter, .seriesBars, .sweep, .sweepPoints, .decay, .matrix, .network: []
      }
    return names.reduce(into: []) { known, name in
      if !known.contains(name) { known.append(name) }
    }
  }

  /// The dimension that makes its curves unless the spec names another.
  public var series: String {
    if case .curves(let curves) = drawing { return curves.series }
    return CurveRecipe.usualSeries
  }

  /// Whether it draws all epochs side by side.
  public var drawsEpochs: Bool {
    switch drawing {
    case .curves(let curves): curves.x == "checkpoint"
    case .heatMap(let map): map.x == "checkpoint" || map.y == "checkpoint"
    case .bars(let bars): bars.x == "checkpoint"
    case .intervals, .scatter, .seriesBars, .sweep, .sweepPoints, .costs, .decay, .matrix, .network,
      .images:
      false
    }
  }

  /// Whether the untrained model is drawn or divided by.
  public var needsUntrained: Bool {
    switch drawing {
    case .intervals: true
    case .curves(let curves):
      curves.showsUntrained
        || curves.panels.contains { panel in
          if case .growthOfMean = panel.quantity { true } else { false }
        }
    default: false
    }
  }

  /// The keys a spec may use with it, beside `preset`, `title`, `log`, `published`.
  public var keys: Set<FigureKey> {
    switch drawing {
    case .curves, .bars: FigureKey.ofCurves
    case .intervals: [.measure, .series, .at, .pool, .filter, .facet]
    case .heatMap: [.measure, .at, .samples, .pool, .filter, .facet]
    case .scatter: [.x, .y, .series, .at, .per, .pool, .filter, .facet]
    case .seriesBars: [.y, .series, .at, .band, .samples, .pool, .filter, .facet]
    case .sweep: [.y, .series, .at, .band, .pool, .filter]
    case .sweepPoints: [.y, .series, .at, .pool, .filter]
    case .costs: [.measure, .series, .at, .pool, .filter, .facet]
    case .decay: [.measure, .series, .at, .band, .pool, .filter]
    case .matrix: [.measure, .at, .filter, .facet]
    case .network: [.measure, .at, .filter, .sample, .count]
    case .images: [.measure, .at, .filter, .sample, .count]
    }
  }
}

/// A key of a figure that some presets use and others refuse.
public enum FigureKey: String, Sendable, Hashable, CaseIterable {
  /// The measurement drawn.
  case measure
  /// A quantity `measurement.metric` on the horizontal axis.
  case x
  /// A quantity `measurement.metric` on the vertical axis.
  case y
  /// The dimension told apart by colour and marker.
  case series
  /// The checkpoint.
  case at
  /// The units resampled for intervals.
  case band
  /// Which samples are kept.
  case samples
  /// Dimensions averaged over.
  case pool
  /// Dimensions held at values.
  case filter = "where"
  /// The dimension with axes of its own for each value.
  case facet
  /// What one point stands for.
  case per
  /// The sample drawn.
  case sample
  /// How many are drawn.
  case count

  /// Those of presets of curves, and of most.
  public static let ofCurves: Set<FigureKey> = [
    .measure, .series, .at, .band, .samples, .pool, .filter, .facet,
  ]
}

/// Lines with bands in panels.
public struct CurveRecipe: Sendable, Hashable {
  /// One set of axes.
  public struct Panel: Sendable, Hashable {
    /// Text above the axes.
    public var title: String
    /// Label of the vertical axis.
    public var yLabel: String
    /// How the number at one x is made from per-sample rows of one cell.
    public var quantity: FigureQuantity
    /// The metric whose rows give the null curve, drawn dotted; nil for none.
    public var nullMetric: String?
    /// A curve of other units, drawn shaded behind each series; nil for none.
    public var shade: Shade?
    /// Whether the vertical axis starts at 0.
    public var startsAtZero: Bool
    /// Whether the vertical axis is logarithmic whatever the spec says.
    public var isLog: Bool

    /// Makes a panel; see the properties.
    public init(
      title: String, yLabel: String, quantity: FigureQuantity, nullMetric: String? = nil,
      shade: Shade? = nil, startsAtZero: Bool = true, isLog: Bool = false
    ) {
      self.title = title
      self.yLabel = yLabel
      self.quantity = quantity
      self.nullMetric = nullMetric
      self.shade = shade
      self.startsAtZero = startsAtZero
      self.isLog = isLog
    }
  }

  /// What makes the curves of most figures.
  public static let usualSeries = "variant"
  /// What is only meant by its shape: drawn as high as the curves of its panel reach.
  public struct Shade: Sendable, Hashable {
    /// The metric whose rows give it; there may be none.
    public var metric: String
    /// What it is called in the key.
    public var label: String

    /// Makes it.
    public init(metric: String, label: String) {
      self.metric = metric
      self.label = label
    }
  }

  /// The dimension on the horizontal axis: `context_order`, `interaction_order` or `checkpoint`.
  public var x: String
  /// Label of the horizontal axis.
  public var xLabel: String
  /// The axes, left to right.
  public var panels: [Panel]
  /// Whether the untrained control (checkpoint 0) is drawn dashed beside each curve.
  public var showsUntrained: Bool
  /// The dimension that gets axes of its own for each value, unless the spec names another.
  public var facet: String?
  /// The dimension that makes the curves, unless the spec names another.
  public var series: String
  /// Whether the axis shows the share of players absent, 1 − x / the largest x, instead of x.
  public var showsAbsentShare: Bool

  /// Makes a recipe; see the properties.
  public init(
    x: String, xLabel: String, panels: [Panel], showsUntrained: Bool, facet: String? = nil,
    series: String = CurveRecipe.usualSeries,
    showsAbsentShare: Bool = false
  ) {
    self.showsAbsentShare = showsAbsentShare
    self.x = x
    self.xLabel = xLabel
    self.panels = panels
    self.showsUntrained = showsUntrained
    self.facet = facet
    self.series = series
  }

  /// The metrics whose rows it draws.
  var quantities: [String] {
    panels.flatMap { panel in
      [panel.quantity.metric]
        + [panel.quantity.divisor, panel.nullMetric, panel.shade?.metric].compactMap(\.self)
    }
  }
}

/// What is computed from the per-sample rows of one cell and checkpoint.
public enum FigureQuantity: Sendable, Hashable {
  /// The mean over samples of the metric at this x.
  case mean(of: String)
  /// The mean over samples at this x, divided by the mean of those means over all x
  /// (J from S: a ratio of data-set means, not a mean of ratios).
  case shareOfMean(of: String)
  /// The mean over samples at this x, divided by that of the untrained model (checkpoint 0):
  /// what training added, order by order.
  case growthOfMean(of: String)
  /// The mean over samples at this x, divided by the mean over samples of a metric that has no
  /// order (S over |v(N) − v(∅)|: a ratio of data-set means, since a sample's may be near 0).
  case ratioOfMeans(of: String, to: String)
  /// The mean over samples and over the given positions of `context_order`; the positions are
  /// fractions of the largest context order, both ends included.
  case meanOverOrders(of: String, from: Double, through: Double)
  /// As `meanOverOrders`, of the share (J) instead of the mean.
  case shareOverOrders(of: String, from: Double, through: Double)

  /// The metric whose rows it is made from.
  public var metric: String {
    switch self {
    case .mean(let metric), .shareOfMean(let metric), .growthOfMean(let metric),
      .ratioOfMeans(let metric, _), .meanOverOrders(let metric, _, _),
      .shareOverOrders(let metric, _, _):
      metric
    }
  }

  /// The metric without an order that `metric` is divided by; nil for none.
  public var divisor: String? {
    if case .ratioOfMeans(_, let divisor) = self { divisor } else { nil }
  }
}

/// Numbers of whole cells against what they cost, both on logarithmic axes.
public struct CostRecipe: Sendable, Hashable {
  /// One set of axes.
  public struct Panel: Sendable, Hashable {
    /// Text above the axes.
    public var title: String
    /// Label of the vertical axis.
    public var yLabel: String
    /// The quantity drawn, of no single sample.
    public var quantity: String

    /// Makes a panel; see the properties.
    public init(title: String, yLabel: String, quantity: String) {
      self.title = title
      self.yLabel = yLabel
      self.quantity = quantity
    }
  }

  /// The quantity on the horizontal axis.
  public var cost: String
  /// Label of the horizontal axis.
  public var xLabel: String
  /// The axes, left to right.
  public var panels: [Panel]

  /// Makes a recipe; see the properties.
  public init(cost: String, xLabel: String, panels: [Panel]) {
    self.cost = cost
    self.xLabel = xLabel
    self.panels = panels
  }
}

/// Bars by a dimension.
public struct BarRecipe: Sendable, Hashable {
  /// One kind of bar.
  public struct Bar: Sendable, Hashable {
    /// The metric whose mean is its height.
    public var metric: String
    /// What it is called in the key; empty where the series says enough.
    public var label: String
    /// Whether it hangs down from 0.
    public var isDownward: Bool

    /// Makes a bar; see the properties.
    public init(metric: String, label: String = "", isDownward: Bool = false) {
      self.metric = metric
      self.label = label
      self.isDownward = isDownward
    }
  }

  /// The dimension on the horizontal axis, such as `interaction_order` or `part`.
  public var x: String
  /// Label of the horizontal axis.
  public var xLabel: String
  /// Label of the vertical axis.
  public var yLabel: String
  /// The bars at one x, side by side for each series; an upward and a downward one share a place.
  public var bars: [Bar]
  /// Whether series stand on the horizontal axis and the dimension's values are stacked on each
  /// other; else the dimension stands there and series stand side by side.
  public var isStacked: Bool
  /// A height that bars are held against, drawn dotted; nil for none.
  public var level: Double?

  /// Makes a recipe; see the properties.
  public init(
    x: String, xLabel: String, yLabel: String, bars: [Bar], isStacked: Bool = false,
    level: Double? = nil
  ) {
    self.x = x
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.bars = bars
    self.isStacked = isStacked
    self.level = level
  }
}

/// A number by two dimensions as colour.
public struct HeatMapRecipe: Sendable, Hashable {
  /// The dimension on the horizontal axis.
  public var x: String
  /// Label of the horizontal axis.
  public var xLabel: String
  /// The dimension on the vertical axis.
  public var y: String
  /// Label of the vertical axis.
  public var yLabel: String
  /// What is shown: `mean`, or `shareOfMean` over the horizontal axis.
  public var quantity: FigureQuantity
  /// What the colours mean.
  public var label: String
  /// The dimension that gets axes of its own for each value, unless the spec names another.
  public var facet: String?

  /// Makes a recipe; see the properties.
  public init(
    x: String, xLabel: String, y: String, yLabel: String, quantity: FigureQuantity,
    label: String, facet: String? = nil
  ) {
    self.x = x
    self.xLabel = xLabel
    self.y = y
    self.yLabel = yLabel
    self.quantity = quantity
    self.label = label
    self.facet = facet
  }
}
