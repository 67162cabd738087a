/// A figure as numbers and words: what is drawn, before any program draws it.
public struct FigureData: Sendable, Hashable {
  /// What is drawn: each kind with its own numbers.
  public enum Content: Sendable, Hashable {
    /// Lines with bands.
    case lines(LineFigure)
    /// Points with a fitted line.
    case scatter(ScatterFigure)
    /// Bars, side by side or stacked.
    case bars(BarFigure)
    /// Ratios in rows.
    case intervals(IntervalFigure)
    /// Numbers as colours.
    case heatMap(HeatMapFigure)
    /// Images with an overlay.
    case images(ImageFigure)
    /// Interactions between the players of one sample.
    case network(NetworkFigure)
  }

  /// The figure's name in the spec.
  public var name: String
  /// The title above the panels; empty for none.
  public var title: String
  /// What is drawn.
  public var content: Content
  /// What a reader must know: what is averaged, how many seeds and images, what the band is.
  public var caption: String
  /// The part of the caption that belongs below the axes.
  public var note: String

  /// Makes a figure; see the properties.
  public init(name: String, title: String, _ content: Content, caption: String, note: String) {
    self.name = name
    self.title = title
    self.content = content
    self.caption = caption
    self.note = note
  }

  /// The numbers drawn, as a table.
  public var table: FigureTable { kind.table }

  /// The figure as a table for people; nil where a table says less than the picture.
  public var reading: TextTable? { kind.reading }

  /// The figure as a table for people; without one of its kind every number drawn, to three digits.
  public var numbers: TextTable { reading ?? table.shown }

  /// How it is drawn.
  var kind: any FigureKind {
    switch content {
    case .lines(let figure): figure
    case .scatter(let figure): figure
    case .bars(let figure): figure
    case .intervals(let figure): figure
    case .heatMap(let figure): figure
    case .images(let figure): figure
    case .network(let figure): figure
    }
  }
}

/// A kind of figure: its numbers as a table, and as axes for gnuplot.
protocol FigureKind: Sendable {
  /// Every number drawn.
  var table: FigureTable { get }
  /// The sets of axes, row by row.
  func axes(_ style: FigureStyle) -> [FigureAxes]
  /// The entries of the key.
  func key(_ style: FigureStyle) -> [KeyEntry]
  /// How many axes stand side by side; nil where their number decides.
  var columns: Int? { get }
  /// Whether one set of axes is as wide as the page.
  var isWide: Bool { get }
  /// The height of a row of axes in millimetres; nil for the style's.
  var rowHeight: Double? { get }
  /// The figure as a table for people; nil where a table says less than the picture.
  var reading: TextTable? { get }
}

extension FigureKind {
  var columns: Int? { nil }
  var isWide: Bool { false }
  var rowHeight: Double? { nil }
  var reading: TextTable? { nil }
}

/// What an axis measures.
public struct FigureAxis: Sendable, Hashable {
  /// Its label, with the unit.
  public var label: String
  /// Whether it is logarithmic.
  public var isLog: Bool
  /// The categories along it, for numbers 0, 1, …; empty where numbers are numbers.
  public var categories: [String]

  /// Makes an axis; see the properties.
  public init(_ label: String, isLog: Bool = false, categories: [String] = []) {
    self.label = label
    self.isLog = isLog
    self.categories = categories
  }
}

/// What a mark is coloured by.
public enum FigureInk: Sendable, Hashable {
  /// The series of this number, in the spec's order.
  case series(Int)
  /// The series of this number among so many that have an order, such as epochs.
  case ordered(Int, of: Int)
  /// Something all series share.
  case neutral
}

/// A point with an interval.
public struct FigurePoint: Sendable, Hashable {
  /// The horizontal position.
  public var x: Double
  /// The estimate.
  public var y: Double
  /// The interval's lower end; nil without an interval.
  public var low: Double?
  /// The interval's upper end.
  public var high: Double?

  /// Makes a point.
  public init(x: Double, y: Double, low: Double? = nil, high: Double? = nil) {
    self.x = x
    self.y = y
    self.low = low
    self.high = high
  }
}
