/// The numbers of a figure as a table: what its CSV file holds.
public struct FigureTable: Sendable, Hashable {
  /// A cell.
  public enum Cell: Sendable, Hashable {
    case text(String)
    case number(Double)
    case empty

    /// A number that may be absent.
    static func optional(_ value: Double?) -> Cell { value.map { .number($0) } ?? .empty }
    /// A count; nothing for none.
    static func count(_ value: Int) -> Cell { value > 0 ? .number(Double(value)) : .empty }

    /// As it stands in a file: the shortest text that reads back the same.
    public var text: String {
      switch self {
      case .text(let text): text
      case .number(let value): GnuplotText.number(value)
      case .empty: ""
      }
    }
  }

  /// The columns' names.
  public var columns: [String]
  /// The rows.
  public var rows: [[Cell]]

  /// Makes a table.
  public init(columns: [String], rows: [[Cell]] = []) {
    self.columns = columns
    self.rows = rows
  }
}
