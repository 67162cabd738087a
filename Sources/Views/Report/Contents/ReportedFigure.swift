import Base

/// A figure as a report shows it.
public struct ReportedFigure: Sendable, Hashable {
  /// The figure's name in the spec.
  public var name: String
  /// What it shows and of how many seeds and images; empty where nothing could be drawn.
  public var caption: String
  /// The same as a table for people; nil where it would say less.
  public var table: TextTable?
  /// The picture; nil when there is none.
  public var picture: InlineFigure?
  /// Its numbers as CSV; nil when there are none.
  public var csv: String?
  /// Why there is no picture; nil when there is one.
  public var problem: String?

  /// Makes a figure; see the properties.
  public init(
    name: String, caption: String = "", table: TextTable? = nil, picture: InlineFigure? = nil,
    csv: String? = nil, problem: String? = nil
  ) {
    self.name = name
    self.caption = caption
    self.table = table
    self.picture = picture
    self.csv = csv
    self.problem = problem
  }
}
