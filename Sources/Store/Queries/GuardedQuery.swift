import Base
import GRDB
import GRDBSQLite

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

/// One SQL statement a person wrote, which may read this study's rows and nothing else.
public struct GuardedQuery: Sendable, Hashable {
  /// The text.
  public var sql: String
  /// The longest time it may take.
  public var timeoutSeconds: Double
  /// The most rows it may give.
  public var rowLimit: Int

  /// Makes a query.
  public init(_ sql: String, timeoutSeconds: Double = 30, rowLimit: Int = 1_000_000) {
    self.sql = sql
    self.timeoutSeconds = timeoutSeconds
    self.rowLimit = rowLimit
  }

  /// The words a query may begin with; what they begin is then held to be read-only by SQLite.
  private static let openings = ["SELECT", "WITH", "VALUES", "EXPLAIN"]
  private static let writers = [
    "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE",
  ]

  /// Runs it on a connection that is read-only and cannot attach other files.
  func run(on database: Database, clock: some Clock = SystemClock()) throws -> QueryResult {
    let opening = Self.firstWord(of: sql).uppercased()
    guard !opening.isEmpty else { throw QueryRefusal.empty }
    guard !Self.writers.contains(opening) else { throw QueryRefusal.writes }
    guard Self.openings.contains(opening) else {
      // A word SQLite does not know either gets SQLite's own message below.
      let verbs = [
        "PRAGMA", "ATTACH", "DETACH", "VACUUM", "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT",
        "RELEASE",
      ]
      if verbs.contains(opening) { throw QueryRefusal.forbidden(opening) }
      throw QueryRefusal.invalid("`\(Self.firstWord(of: sql))` does not begin a SELECT")
    }
    guard let handle = database.sqliteConnection else { throw QueryRefusal.empty }
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    var rest = ""
    let code = sql.withCString { text -> Int32 in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v2(handle, text, -1, &statement, &tail)
      if let tail { rest = String(cString: tail) }
      return code
    }
    guard code == SQLITE_OK, let statement else {
      throw QueryRefusal.invalid(String(cString: sqlite3_errmsg(handle)))
    }
    guard Self.firstWord(of: rest).isEmpty else { throw QueryRefusal.severalStatements }
    guard sqlite3_stmt_readonly(statement) != 0 else { throw QueryRefusal.writes }
    let deadline = Deadline(clock.steadySeconds + timeoutSeconds)
    return try withExtendedLifetime(deadline) {
      sqlite3_progress_handler(
        handle, 10_000,
        { context in
          guard let context else { return 0 }
          let deadline = Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue()
          return SystemClock().steadySeconds > deadline.seconds ? 1 : 0
        }, Unmanaged.passUnretained(deadline).toOpaque())
      defer { sqlite3_progress_handler(handle, 0, nil, nil) }
      return try collect(statement, handle)
    }
  }

  private func collect(_ statement: OpaquePointer, _ handle: OpaquePointer) throws -> QueryResult {
    let columns = 0..<sqlite3_column_count(statement)
    var result = QueryResult(
      columns: columns.map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" },
      rows: [])
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_DONE: return result
      case SQLITE_ROW:
        guard result.rows.count < rowLimit else { throw QueryRefusal.tooManyRows(limit: rowLimit) }
        result.rows.append(columns.map { Self.value(statement, $0) })
      case SQLITE_INTERRUPT: throw QueryRefusal.timeout(seconds: timeoutSeconds)
      default: throw QueryRefusal.invalid(String(cString: sqlite3_errmsg(handle)))
      }
    }
  }

  private static func value(_ statement: OpaquePointer, _ column: Int32) -> QueryValue {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: .number(sqlite3_column_double(statement, column))
    case SQLITE_TEXT:
      .text(sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "")
    case SQLITE_BLOB: .blob(byteCount: Int(sqlite3_column_bytes(statement, column)))
    default: .null
    }
  }

  /// The first word after white space, comments and empty statements; empty when there is none.
  static func firstWord(of sql: String) -> String {
    var rest = Substring(sql)
    while let first = rest.first {
      if first.isWhitespace || first == ";" {
        rest = rest.dropFirst()
      } else if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else {
        let word = rest.prefix { $0.isLetter || $0 == "_" }
        return String(word.isEmpty ? rest.prefix(1) : word)
      }
    }
    return ""
  }

  private final class Deadline {
    let seconds: Double
    init(_ seconds: Double) { self.seconds = seconds }
  }
}

extension StudyQueries {
  /// Runs a person's query over this study.
  public func answer(_ query: GuardedQuery) throws(StoreError) -> QueryResult {
    try connection.read { try query.run(on: $0) }
  }
}
