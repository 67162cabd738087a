/// A figure as a spec asks for it.
public struct FigureRequest: Sendable, Hashable {
  /// Where the numbers come from.
  public enum Source: Sendable, Hashable {
    /// A preset, which knows what to compute from the rows of a measurement.
    case preset(PresetFigure)
    /// The answer to a query, drawn as it is.
    case sql(SQLFigure)
  }

  /// An axis that may be logarithmic.
  public enum Axis: String, Sendable, Hashable, CaseIterable {
    case x, y
  }

  /// The figure's name in the spec; names its files.
  public var name: String
  /// Where the numbers come from.
  public var source: Source
  /// Title above the figure; nil for the study's title.
  public var title: String?
  /// The axes that are logarithmic.
  public var log: Set<Axis>
  /// Published values drawn over the measured ones; nil for none.
  public var published: PublishedSelection?

  /// Makes a request; see the properties.
  public init(
    name: String, _ source: Source, title: String? = nil, log: Set<Axis> = [],
    published: PublishedSelection? = nil
  ) {
    self.name = name
    self.source = source
    self.title = title
    self.log = log
    self.published = published
  }

  /// The preset's part; nil for a query.
  public var preset: PresetFigure? { if case .preset(let preset) = source { preset } else { nil } }
}

/// The part of a figure's request that its preset reads.
public struct PresetFigure: Sendable, Hashable {
  /// The units resampled for the band around a curve.
  public enum Band: String, Sendable, Hashable, CaseIterable {
    case seeds, images, both
  }

  /// Which samples count: a query-time filter, never a selector of what is measured.
  public enum SampleFilter: String, Sendable, Hashable, CaseIterable {
    case all
    case correctHere = "correct-here"
    case correctEverywhere = "correct-everywhere"
  }

  /// What one point of a scatter stands for.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// A cell: one network.
    case cell
    /// A sample of a cell.
    case sample
  }

  /// A quantity by measurement and metric.
  public struct Quantity: Sendable, Hashable {
    /// The measurement.
    public var measure: String
    /// The metric.
    public var metric: String

    /// Makes it.
    public init(measure: String, metric: String) {
      self.measure = measure
      self.metric = metric
    }
  }

  /// The preset drawn.
  public var preset: String
  /// The measure node whose rows are drawn; empty where `x` and `y` name quantities.
  public var measure: String
  /// The dimension that makes the curves, usually `variant`.
  public var series: String
  /// The checkpoint drawn where x is not the checkpoint: an epoch, or nil for the last.
  public var checkpoint: Int?
  /// The band's unit of inference.
  public var band: Band
  /// Which samples are kept; the caption prints how many were.
  public var samples: SampleFilter
  /// Dimensions averaged over although they have several values.
  public var pool: [String]
  /// Dimensions held at one of some values.
  public var filters: [Claim.Filter]
  /// The dimension with axes of its own for each value; nil for what the preset says.
  public var facet: String?
  /// The quantity on the horizontal axis of a scatter.
  public var x: Quantity?
  /// The quantity on the vertical axis of a scatter or an overview of a sweep.
  public var y: Quantity?
  /// What one point of a scatter stands for.
  public var unit: Unit
  /// The sample drawn, by its id; nil for the first of the pool.
  public var sample: Int?
  /// How many interactions or images are drawn; nil for what the preset says.
  public var count: Int?

  /// Makes a request; see the properties.
  public init(
    _ preset: String, measure: String = "", series: String = "variant", checkpoint: Int? = nil,
    band: Band = .both, samples: SampleFilter = .all, pool: [String] = [],
    filters: [Claim.Filter] = [], facet: String? = nil, x: Quantity? = nil, y: Quantity? = nil,
    unit: Unit = .cell, sample: Int? = nil, count: Int? = nil
  ) {
    self.preset = preset
    self.measure = measure
    self.series = series
    self.checkpoint = checkpoint
    self.band = band
    self.samples = samples
    self.pool = pool
    self.filters = filters
    self.facet = facet
    self.x = x
    self.y = y
    self.unit = unit
    self.sample = sample
    self.count = count
  }
}

/// A query, and which of its columns is drawn as what.
public struct SQLFigure: Sendable, Hashable {
  /// What is drawn.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case line, scatter, bars
    case stackedBars = "stacked-bars"
    case heatMap = "heat-map"
    case decay
  }

  /// The query: one SELECT over the study's views.
  public var sql: String
  /// What is drawn.
  public var kind: Kind
  /// The column on the horizontal axis; empty for a decay, whose axis counts.
  public var x: String
  /// The column on the vertical axis.
  public var y: String
  /// The column that tells series apart; nil for one series.
  public var series: String?
  /// The column with an interval's lower end.
  public var low: String?
  /// The column with an interval's upper end.
  public var high: String?
  /// The column with the colour's number; for a heat map.
  public var value: String?
  /// The column with axes of its own for each value.
  public var facet: String?
  /// Label of the horizontal axis; nil for the column's name.
  public var xLabel: String?
  /// Label of the vertical axis; nil for the column's name.
  public var yLabel: String?
  /// The unit of what is drawn, put behind the label of its axis.
  public var unit: String?

  /// Makes it; see the properties.
  public init(
    sql: String, kind: Kind, x: String, y: String, series: String? = nil, low: String? = nil,
    high: String? = nil, value: String? = nil, facet: String? = nil, xLabel: String? = nil,
    yLabel: String? = nil, unit: String? = nil
  ) {
    self.sql = sql
    self.kind = kind
    self.x = x
    self.y = y
    self.series = series
    self.low = low
    self.high = high
    self.value = value
    self.facet = facet
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.unit = unit
  }
}

/// Which published values are drawn.
public struct PublishedSelection: Sendable, Hashable {
  /// The file, as the program opens it.
  public var file: String
  /// The quantity, as the file's column `quantity` has it.
  public var quantity: String
  /// The panel they are drawn in, from 0.
  public var panel: Int

  /// Makes it.
  public init(file: String, quantity: String, panel: Int = 0) {
    self.file = file
    self.quantity = quantity
    self.panel = panel
  }
}
