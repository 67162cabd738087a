import Base

/// A table of texts with aligned columns, for a terminal or a file.
public struct TextTable: Sendable, Hashable {
  /// How a column is aligned.
  public enum Alignment: Sendable, Hashable {
    case left, right
  }

  /// One column.
  public struct Column: Sendable, Hashable {
    /// Text above it.
    public var title: String
    /// How its texts are aligned; numbers to the right.
    public var alignment: Alignment

    /// Makes a column.
    public init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// The columns.
  public var columns: [Column]
  /// The rows, each with one text a column.
  public var rows: [[String]]

  /// Makes a table.
  public init(columns: [Column], rows: [[String]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// The lines: titles, then rows, columns two spaces apart, no space at the end of a line.
  public var lines: [String] {
    let cells = [columns.map(\.title)] + rows
    let widths = columns.indices.map { column in
      cells.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
    }
    return cells.map { row in
      var line = ""
      for (column, text) in row.enumerated() where column < columns.count {
        let padding = String(repeating: " ", count: widths[column] - Self.width(text))
        if column > 0 { line += "  " }
        line += columns[column].alignment == .left ? text + padding : padding + text
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The columns of a terminal that a text takes.
  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + DisplayWidth.columns(of: $1) }
  }

  /// The lines as one text, ended by a newline.
  public var text: String { lines.joined(separator: "\n") + "\n" }
}
