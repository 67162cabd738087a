import Base

/// A published value and where it comes from.
public struct PublishedMark: Sendable, Hashable {
  /// How a value is known.
  public enum Evidence: String, Sendable, Hashable, CaseIterable {
    /// Printed in the paper.
    case paper
    /// Computed by the authors' code.
    case code
    /// Printed in another paper.
    case secondary
    /// Measured off a curve.
    case readOff = "read-off"

    /// gnuplot's number of its marker, all open: values that were not measured here.
    var marker: Int {
      switch self {
      case .paper: 12
      case .code: 4
      case .secondary: 8
      case .readOff: 2
      }
    }
  }

  /// The model it is of, as the file calls it.
  public var label: String
  /// The horizontal position; nil for a value of no position, drawn across the axes.
  public var x: Double?
  /// The value.
  public var value: Double
  /// How it is known.
  public var evidence: Evidence
  /// Where it stands.
  public var source: String
  /// The series of the same name, or neutral.
  public var ink: FigureInk

  /// The entries of the key: one for each kind of evidence there is.
  static func key(_ marks: [PublishedMark], _ style: FigureStyle) -> [KeyEntry] {
    Evidence.allCases.filter { evidence in marks.contains { $0.evidence == evidence } }.map {
      KeyEntry(
        label: "published (\($0.rawValue))", mark: .marker($0.marker), colour: style.neutral)
    }
  }
}

extension FigureAxes {
  /// Draws published values over what is there; `x` are the ends of the horizontal axis.
  ///
  /// Over bars they are black with a white rim: a mark of the bar's colour would vanish in it.
  mutating func add(
    _ marks: [PublishedMark], index: Int, x: (Double, Double), _ style: FigureStyle,
    isOverBars: Bool = false
  ) {
    for (place, mark) in marks.enumerated() {
      let name = "$published\(index)_\(place)"
      let colour = "linecolor rgb '\(isOverBars ? "#111111" : style.colour(mark.ink))'"
      let xs = mark.x.map { [$0] } ?? [x.0, x.1]
      blocks.append(
        (name, xs.map { "\(GnuplotText.number($0)) \(GnuplotText.number(mark.value))" }))
      let point = "pointtype \(mark.evidence.marker) pointsize 0.7"
      if isOverBars, mark.x != nil {
        elements.append(
          "\(name) using 1:2 with points linecolor rgb '#FFFFFF' linewidth 3.5 \(point)")
      }
      elements.append(
        mark.x == nil
          ? "\(name) using 1:2 with linespoints \(colour) linewidth 0.6 dashtype (8,3,1,3) \(point)"
          : "\(name) using 1:2 with points \(colour) linewidth 1 \(point)")
    }
  }
}
