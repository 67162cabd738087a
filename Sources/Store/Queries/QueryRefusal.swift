/// Why a person's query is refused or fails.
public enum QueryRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// No statement in the text.
  case empty
  /// More than one statement.
  case severalStatements
  /// A statement that would write.
  case writes
  /// A statement that changes settings or other databases.
  case forbidden(String)
  /// SQLite does not accept it; the words are SQLite's.
  case invalid(String)
  /// It ran longer than allowed.
  case timeout(seconds: Double)
  /// It returned more rows than allowed.
  case tooManyRows(limit: Int)

  /// The fault and the next step, one line.
  public var description: String {
    switch self {
    case .empty: "the query is empty; write one SELECT"
    case .severalStatements: "the query has several statements; write one SELECT"
    case .writes: "the query would write; only reading is allowed here"
    case .forbidden(let word): "\(word) is not allowed in a query; write one SELECT"
    case .invalid(let reason): "SQLite refuses the query: \(reason)"
    case .timeout(let seconds): "the query took longer than \(seconds) s; make it narrower"
    case .tooManyRows(let limit): "the query gives more than \(limit) rows; add a LIMIT"
    }
  }
}
