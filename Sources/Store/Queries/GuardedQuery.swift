import Base
import GRDB
import GRDBSQLite

/// One SQL statement a person wrote, which may read and nothing else, within limits.
public struct GuardedQuery: Sendable, Hashable {
  /// The text.
  public var sql: String
  /// The longest time it may take.
  public var timeoutSeconds: Double
  /// The most rows it may give.
  public var rowLimit: Int
  /// The most bytes it may give.
  public var byteLimit: Int

  /// Makes a query.
  public init(
    _ sql: String, timeoutSeconds: Double = 30, rowLimit: Int = 1_000_000,
    byteLimit: Int = 1 << 30
  ) {
    self.sql = sql
    self.timeoutSeconds = timeoutSeconds
    self.rowLimit = rowLimit
    self.byteLimit = byteLimit
  }

  /// The longest text or blob a query may make, in bytes.
  static let valueLimit = 1 << 26
  /// The longest SQL text, in bytes.
  static let textLimit = 1 << 20
  /// The most memory that SQLite may take in a process that answers queries.
  public static let memoryLimit = 1 << 30

  /// Bounds the memory that SQLite may take in this process, for good; for a process that does
  /// nothing but answer a query.
  public static func limitMemory() { sqlite3_hard_heap_limit64(Int64(memoryLimit)) }

  /// Bounds what statements of a connection may do.
  static func limit(_ database: Database) {
    // Without the first, ATTACH and VACUUM INTO could write other files.
    sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_ATTACHED, 0)
    sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, Int32(valueLimit))
    sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_SQL_LENGTH, Int32(textLimit))
  }

  /// The words a query may begin with; what they begin is then held to be read-only by SQLite.
  private static let openings = ["SELECT", "WITH", "VALUES", "EXPLAIN"]
  private static let writers = [
    "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE",
  ]
  private static let settings = [
    "PRAGMA", "ATTACH", "DETACH", "VACUUM", "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT",
    "RELEASE",
  ]

  /// Runs it on a connection that is read-only and limited, and keeps the answer.
  func run(on database: Database) throws -> QueryResult {
    var result = QueryResult(columns: [], rows: [])
    try run(on: database, deadline: QueryDeadline(seconds: timeoutSeconds)) {
      result.columns = $0
    } row: { row in
      result.rows.append((0..<row.count).map(row.value))
      return true
    }
    return result
  }

  /// Runs it on a connection that is read-only and limited, and hands out the columns' names, then
  /// row after row until `receive` says that it has enough.
  func run(
    on database: Database, deadline: QueryDeadline, columns: ([String]) throws -> Void,
    row receive: (QueryRow) throws -> Bool
  ) throws {
    try checkOpening()
    guard let handle = database.sqliteConnection else { throw QueryRefusal.empty }
    var prepared: OpaquePointer?
    defer { sqlite3_finalize(prepared) }
    var rest = ""
    let code = sql.withCString { text -> Int32 in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v2(handle, text, -1, &prepared, &tail)
      if let tail { rest = String(cString: tail) }
      return code
    }
    guard code == SQLITE_OK, let statement = prepared else {
      throw QueryFault(code, handle).refusal(of: self, database)
    }
    guard Self.firstWord(of: rest).isEmpty else { throw QueryRefusal.severalStatements }
    guard sqlite3_stmt_readonly(statement) != 0 else { throw QueryRefusal.writes }
    sqlite3_progress_handler(
      handle, 10_000,
      { context in
        guard let context else { return 0 }
        let deadline = Unmanaged<QueryDeadline>.fromOpaque(context).takeUnretainedValue()
        return deadline.isOver() ? 1 : 0
      }, Unmanaged.passUnretained(deadline).toOpaque())
    defer {
      sqlite3_progress_handler(handle, 0, nil, nil)
      withExtendedLifetime(deadline) {}
    }
    let row = QueryRow(statement)
    try columns(
      (0..<row.count).map { column in
        sqlite3_column_name(statement, Int32(column)).map { String(cString: $0) } ?? ""
      })
    var rows = 0
    var bytes = 0
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else {
        throw QueryFault(code, handle).refusal(of: self, database)
      }
      rows += 1
      guard rows <= rowLimit else { throw QueryRefusal.tooManyRows(limit: rowLimit) }
      bytes += row.size
      guard bytes <= byteLimit else { throw QueryRefusal.tooManyBytes(limit: byteLimit) }
      guard try receive(row) else { return }
    }
  }

  private func checkOpening() throws {
    guard sql.utf8.count <= Self.textLimit else {
      throw QueryRefusal.tooLongValue(limit: Self.textLimit)
    }
    let word = Self.firstWord(of: sql)
    let opening = word.uppercased()
    guard !opening.isEmpty else { throw QueryRefusal.empty }
    guard !Self.writers.contains(opening) else { throw QueryRefusal.writes }
    guard !Self.settings.contains(opening) else { throw QueryRefusal.forbidden(opening) }
    guard Self.openings.contains(opening) else {
      throw QueryRefusal.invalid("`\(word)` does not begin a SELECT", offset: nil)
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
}

extension StudyQueries {
  /// Runs a person's query over this study.
  public func answer(_ query: GuardedQuery) throws(StoreError) -> QueryResult {
    try connection.read { try query.run(on: $0) }
  }
}
