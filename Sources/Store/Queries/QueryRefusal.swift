import Base

/// Why a person's query is refused or fails.
public enum QueryRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is not there.
  public enum Missing: String, Sendable, Hashable {
    case column, table, function
  }

  /// No statement in the text.
  case empty
  /// More than one statement.
  case severalStatements
  /// A statement that would write.
  case writes
  /// A statement that changes settings or other databases.
  case forbidden(String)
  /// A function that would load code or touch files.
  case forbiddenFunction(String)
  /// A name that means nothing here: the nearest one, and lists of the legal ones.
  case unknown(Missing, String, nearest: String?, legal: [String], offset: Int?)
  /// SQLite does not accept it; the words are SQLite's, and where in the text (bytes) if it says.
  case invalid(String, offset: Int?)
  /// It ran longer than allowed.
  case timeout(seconds: Double)
  /// It returned more rows than allowed.
  case tooManyRows(limit: Int)
  /// It returned more bytes than allowed.
  case tooManyBytes(limit: Int)
  /// One value is longer than allowed.
  case tooLongValue(limit: Int)
  /// It needs more memory than allowed.
  case tooMuchMemory(limit: Int)

  /// What is wrong, one line.
  public var fault: String {
    switch self {
    case .empty: "the query is empty"
    case .severalStatements: "the query has several statements"
    case .writes: "the query would write; only reading is allowed here"
    case .forbidden(let word): "\(word) is not allowed in a query"
    case .forbiddenFunction(let name):
      "\(name)() is not allowed in a query: it would load code or touch files"
    case .unknown(let missing, let name, _, _, _): "no \(missing.rawValue) `\(name)`"
    case .invalid(let reason, _): "SQLite refuses the query: \(reason)"
    case .timeout(let seconds): "the query took longer than \(DurationText.text(seconds))"
    case .tooManyRows(let limit): "the query gives more than \(limit) rows"
    case .tooManyBytes(let limit): "the query gives more than \(SizeText.text(limit))"
    case .tooLongValue(let limit): "the query makes a value of more than \(SizeText.text(limit))"
    case .tooMuchMemory(let limit): "the query needs more than \(SizeText.text(limit)) of memory"
    }
  }

  /// What is legal, what is nearest, what to do; one line each.
  public var notes: [String] {
    switch self {
    case .empty, .severalStatements, .forbidden: ["write one SELECT"]
    case .writes, .forbiddenFunction, .invalid: []
    case .unknown(_, _, let nearest, let legal, _):
      (nearest.map { ["did you mean `\($0)`?"] } ?? []) + legal
    case .timeout, .tooMuchMemory, .tooLongValue, .tooManyBytes: ["make it narrower"]
    case .tooManyRows: ["add a LIMIT"]
    }
  }

  /// Bytes of the query before the fault, where its place is known.
  public var offset: Int? {
    switch self {
    case .unknown(_, _, _, _, let offset), .invalid(_, let offset): offset
    default: nil
    }
  }

  /// The fault and the next step, one line.
  public var description: String { ([fault] + notes).joined(separator: "; ") }
}
