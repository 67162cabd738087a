import GRDB

/// Rows of a store, through a connection of our own: any SQL tool would do.
enum Rows {
  /// Each row as a text, doubles to their last digit.
  static func of(_ sql: String, in path: String) throws -> [String] {
    try database(path).read { try Row.fetchAll($0, sql: sql) }.map { "\($0)" }
  }

  /// The numbers of the only column.
  static func numbers(_ sql: String, in path: String) throws -> [Double] {
    try database(path).read { try Double.fetchAll($0, sql: sql) }
  }

  private static func database(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: path, configuration: configuration)
  }
}
