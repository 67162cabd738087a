import GRDBSQLite

/// The SQLite this program runs with.
public enum SQLiteFacts {
  /// Such as `3.40.1`.
  public static var version: String { String(cString: sqlite3_libversion()) }

  /// How it was compiled: `THREADSAFE=1`, `ENABLE_FTS5` and the like.
  public static var options: [String] {
    var options: [String] = []
    while let option = sqlite3_compileoption_get(Int32(options.count)) {
      options.append(String(cString: option))
    }
    return options
  }
}
