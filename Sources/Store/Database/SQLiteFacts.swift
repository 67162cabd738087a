import GRDBSQLite

/// The library through which this program speaks to SQLite.
public enum GRDBFacts {
  /// The release the package is built with; it cannot be asked for one.
  public static let version = "7.10.0"
}

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
