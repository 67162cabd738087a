import GRDB
import GRDBSQLite

/// A prepared statement whose values are bound straight to SQLite.
///
/// GRDB's own arguments cost a microsecond a value, more than SQLite's work with it.
struct FastStatement {
  private let statement: Statement
  private let database: Database
  private let raw: OpaquePointer

  init(_ database: Database, _ sql: String) throws {
    self.database = database
    statement = try database.cachedStatement(sql: sql)
    raw = statement.sqliteStatement
    // Whoever used it last may have left it on a row, where nothing can be bound.
    sqlite3_reset(raw)
  }

  func bind(_ place: Int32, _ value: Int64?) {
    if let value { sqlite3_bind_int64(raw, place, value) } else { sqlite3_bind_null(raw, place) }
  }

  func bind(_ place: Int32, _ value: Int?) { bind(place, value.map(Int64.init)) }

  /// NaN is bound as NULL.
  func bind(_ place: Int32, _ value: Double?) {
    if let value { sqlite3_bind_double(raw, place, value) } else { sqlite3_bind_null(raw, place) }
  }

  func bind(_ place: Int32, _ value: String?) {
    guard var value else {
      sqlite3_bind_null(raw, place)
      return
    }
    value.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        // SQLite copies the text before the call ends (SQLITE_TRANSIENT).
        _ = sqlite3_bind_text(
          raw, place, characters.baseAddress, Int32(characters.count),
          unsafeBitCast(-1, to: sqlite3_destructor_type.self))
      }
    }
  }

  /// Runs it with what is bound, for its effect.
  func run() throws {
    let code = sqlite3_step(raw)
    sqlite3_reset(raw)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure }
  }

  /// The first column of the first row; nil without a row.
  func integer() throws -> Int64? {
    defer { sqlite3_reset(raw) }
    switch sqlite3_step(raw) {
    case SQLITE_ROW: return sqlite3_column_int64(raw, 0)
    case SQLITE_DONE: return nil
    default: throw failure
    }
  }

  private var failure: DatabaseError {
    DatabaseError(resultCode: database.lastErrorCode, message: database.lastErrorMessage)
  }
}
