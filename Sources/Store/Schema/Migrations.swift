import GRDB

/// Brings a database from any older schema to the one this program knows.
///
/// `user_version` counts the steps taken; a step once released never changes.
enum Migrations {
  /// The SQL of each step; step k leads to `user_version` k + 1.
  static let steps = [schemaVersion1, schemaVersion2, schemaVersion3]

  /// The version this program knows.
  static var version: Int { steps.count }

  /// Takes the steps missing, each in its own transaction.
  static func migrate(_ database: Database, path: String) throws {
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard found <= version else {
      throw StoreError.newerSchema(path: path, version: found, known: version)
    }
    guard found < version else { return }
    SQLFunctions.register(on: database)
    for step in found..<version {
      try database.inTransaction(.immediate) {
        // Another process may have taken the step while this one waited for the lock.
        guard try Int.fetchOne(database, sql: "PRAGMA user_version") == step else {
          return .rollback
        }
        try database.execute(sql: steps[step])
        try database.execute(sql: "PRAGMA user_version = \(step + 1)")
        return .commit
      }
    }
  }
}
