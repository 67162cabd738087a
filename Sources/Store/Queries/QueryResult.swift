/// A cell of a query's answer.
public enum QueryValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case number(Double)
  case text(String)
  case blob(byteCount: Int)

  /// The number, also of an integer; nil for anything else.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value as text; nothing for NULL.
  public var text: String {
    switch self {
    case .null: ""
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value
    case .blob(let count): "(\(count) bytes)"
    }
  }
}

/// The answer to a query.
public struct QueryResult: Sendable, Hashable {
  /// The columns' names.
  public var columns: [String]
  /// The rows.
  public var rows: [[QueryValue]]

  /// Makes an answer.
  public init(columns: [String], rows: [[QueryValue]]) {
    self.columns = columns
    self.rows = rows
  }
}
