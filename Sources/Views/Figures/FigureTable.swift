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

    /// As people read it.
    var shown: String {
      guard case .number(let value) = self else { return text }
      return Int(exactly: value).map(String.init) ?? ShownNumber.text(value)
    }

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

  /// The same for people: three digits, and no column that is empty or says the same in every row.
  var shown: TextTable {
    let kept = columns.indices.filter { column in
      Set(rows.map { $0[column] }).count > 1 || rows.count < 2
    }
    return TextTable(
      columns: kept.map { column in
        let isNumber = rows.contains { if case .number = $0[column] { true } else { false } }
        return TextTable.Column(columns[column], isNumber ? .right : .left)
      }, rows: rows.map { row in kept.map { row[$0].shown } })
  }
}
