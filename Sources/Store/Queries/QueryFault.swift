import Base
import GRDB
import GRDBSQLite

/// What SQLite said when it did not accept or finish a query.
struct QueryFault {
  private let code: Int32
  private let message: String
  private let offset: Int?

  /// Reads the last fault of a connection.
  init(_ code: Int32, _ handle: OpaquePointer) {
    self.code = code & 0xFF
    message = String(cString: sqlite3_errmsg(handle))
    let place = Int(sqlite3_error_offset(handle))
    offset = place < 0 ? nil : place
  }

  /// Functions that people know from SQLite's shell or that are switched off.
  private static let forbidden = ["load_extension", "readfile", "writefile", "edit"]

  /// The fault as a refusal; a name that is not there gets the legal ones.
  func refusal(of query: GuardedQuery, _ database: Database) -> QueryRefusal {
    switch code {
    case SQLITE_INTERRUPT: return .timeout(seconds: query.timeoutSeconds)
    case SQLITE_NOMEM: return .tooMuchMemory(limit: GuardedQuery.memoryLimit)
    case SQLITE_TOOBIG: return .tooLongValue(limit: GuardedQuery.valueLimit)
    default: break
    }
    let names = QueryNames(database)
    if let column = name(after: "no such column: ") {
      let name = column.split(separator: ".").last.map(String.init) ?? column
      let tables = names.tables(in: query.sql)
      let columns = tables.map { (table: $0, columns: names.columns(of: $0)) }
      let near = NearestName.suggestion(for: name, among: columns.flatMap(\.columns))
      return .unknown(
        .column, column, nearest: near,
        legal: columns.isEmpty
          ? [names.documented]
          : columns.map { "columns of \($0.table): \($0.columns.joined(separator: ", "))" },
        offset: offset)
    }
    if let table = name(after: "no such table: ") {
      return .unknown(
        .table, table, nearest: NearestName.suggestion(for: table, among: names.all),
        legal: [names.documented], offset: offset)
    }
    if let function = name(after: "no such function: ") ?? unauthorizedFunction {
      if Self.forbidden.contains(function.lowercased()) { return .forbiddenFunction(function) }
      return .unknown(
        .function, function, nearest: NearestName.suggestion(for: function, among: names.functions),
        legal: ["of ours: \(SQLFunctions.names.joined(separator: ", "))"], offset: offset)
    }
    return .invalid(message, offset: offset)
  }

  private func name(after prefix: String) -> String? {
    message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : nil
  }

  /// What SQLite says of `load_extension`, which is there but switched off.
  private var unauthorizedFunction: String? {
    message == "not authorized" ? "load_extension" : nil
  }
}

/// The names a query may use on a connection.
struct QueryNames {
  /// The views that are documented and stay, whatever becomes of the tables below.
  static let views = ["metrics", "strength", "cells", "stages", "runs", "artifacts"]

  /// All tables and views, the documented ones first.
  let all: [String]
  private let database: Database

  init(_ database: Database) {
    self.database = database
    let found = try? String.fetchAll(
      database,
      sql: """
        SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'
        UNION SELECT name FROM sqlite_temp_schema WHERE type = 'view' ORDER BY name
        """)
    all = Self.views + (found ?? []).filter { !Self.views.contains($0) }
  }

  var documented: String { "views: \(Self.views.joined(separator: ", "))" }

  /// The functions of the connection.
  var functions: [String] {
    (try? String.fetchAll(database, sql: "SELECT DISTINCT name FROM pragma_function_list")) ?? []
  }

  /// The tables and views whose names stand in a query, in their order there.
  func tables(in sql: String) -> [String] {
    let known = Set(all)
    var seen: Set<String> = []
    return sql.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
      .filter { known.contains($0) && seen.insert($0).inserted }
  }

  func columns(of table: String) -> [String] {
    (try? String.fetchAll(
      database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])) ?? []
  }
}
