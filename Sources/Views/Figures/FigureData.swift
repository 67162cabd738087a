/// A figure as numbers and words: what is drawn, before any program draws it.
public struct FigureData: Sendable, Hashable {
  /// The figure's name in the spec.
  public var name: String
  /// The title above the panels; empty for none.
  public var title: String
  /// Label of the horizontal axes.
  public var xLabel: String
  /// What the horizontal dimension is: `context_order` or `checkpoint`.
  public var x: String
  /// The panels, left to right.
  public var panels: [Panel]
  /// What a reader must know: what is averaged, how many seeds and images, what the band is.
  public var caption: String
  /// The part of the caption that belongs below the axes.
  public var note: String

  /// One set of axes.
  public struct Panel: Sendable, Hashable {
    /// Text above the axes.
    public var title: String
    /// Label of the vertical axis.
    public var yLabel: String
    /// Whether the vertical axis starts at 0.
    public var startsAtZero: Bool
    /// The curves, back to front.
    public var curves: [Curve]

    /// A little above what was measured, when the null leaves the axes there; else nil.
    var measuredTop: Double? {
      let measured = curves.filter { $0.stroke != .dotted }.flatMap(\.points)
      let null = curves.filter { $0.stroke == .dotted }.flatMap(\.points)
      guard let highest = measured.map({ $0.high ?? $0.y }).max(), highest > 0,
        let highestNull = null.map(\.y).max(), highestNull > highest * 1.1
      else { return nil }
      return highest * 1.1
    }
  }

  /// How a curve is drawn.
  public enum Stroke: String, Sendable, Hashable {
    /// A trained model.
    case solid
    /// The untrained control.
    case dashed
    /// The null of independent values.
    case dotted
  }

  /// What a curve is coloured by.
  public enum Ink: Sendable, Hashable {
    /// The series of this number, in the spec's order.
    case series(Int)
    /// Something all series share.
    case neutral
  }

  /// One curve.
  public struct Curve: Sendable, Hashable {
    /// The series, as in the key.
    public var label: String
    /// How it is drawn.
    public var stroke: Stroke
    /// Its colour.
    public var ink: Ink
    /// The number of seeds behind it.
    public var seeds: Int
    /// The number of images behind it.
    public var images: Int
    /// Its points by increasing x.
    public var points: [Point]
  }

  /// One point with its band.
  public struct Point: Sendable, Hashable {
    /// The horizontal position.
    public var x: Double
    /// The estimate.
    public var y: Double
    /// The band's lower end; nil without a band.
    public var low: Double?
    /// The band's upper end.
    public var high: Double?
  }
}
