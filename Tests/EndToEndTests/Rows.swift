import GRDB

/// Rows of a store as texts, doubles to their last digit; any SQL tool would do.
enum Rows {
  static func of(_ sql: String, in path: String) throws -> [String] {
    var configuration = Configuration()
    configuration.readonly = true
    let database = try DatabaseQueue(path: path, configuration: configuration)
    return try database.read { try Row.fetchAll($0, sql: sql) }.map { "\($0)" }
  }
}
