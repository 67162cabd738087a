import Base
import Foundation
import GRDB
import Testing

@testable import Store

/// Databases that released schemas left, kept as SQL in `Schemas/`, open in this program.
@Suite struct MigrationTests {
  /// The database of a schema, in a folder that goes with the fixture.
  private func database(ofVersion version: Int) throws -> (folder: StoreFixture, path: String) {
    let fixture = try StoreFixture()
    let stored = try #require(
      Bundle.module.url(
        forResource: "version-\(version)", withExtension: "sql", subdirectory: "Schemas"))
    let path = fixture.folder + "/old.sqlite"
    var configuration = Configuration()
    // Tables stand in the order of their names, not of their references.
    configuration.foreignKeysEnabled = false
    try DatabaseQueue(path: path, configuration: configuration).writeWithoutTransaction {
      try $0.execute(sql: try String(contentsOf: stored, encoding: .utf8))
    }
    return (fixture, path)
  }

  private func rows(_ path: String) throws -> [String] {
    try DatabaseQueue(path: path).read { database in
      try Row.fetchAll(
        database,
        sql:
          "SELECT * FROM metrics ORDER BY cell, name, checkpoint, split, context_order, sample, value"
      )
      .map { "\($0)" }
    }
  }

  @Test func everyOlderSchemaHasAStoredDatabase() throws {
    for version in 1..<Migrations.version {
      let (fixture, path) = try database(ofVersion: version)
      let found = try DatabaseQueue(path: path).read {
        try Int.fetchOne($0, sql: "PRAGMA user_version")
      }
      #expect(found == version)
      withExtendedLifetime(fixture) {}
    }
  }

  @Test(arguments: 1..<Migrations.version)
  func olderDatabasesKeepEveryRow(version: Int) throws {
    let (fixture, path) = try database(ofVersion: version)
    let before = try rows(path)
    #expect(before.count == 118)
    let store = try ResultsStore(at: path, mode: .readWrite)
    #expect(try store.settings().schemaVersion == Migrations.version)
    #expect(try rows(path) == before)
    withExtendedLifetime(fixture) {}
  }

  /// Summaries hold what SQLite's own functions say of the rows, up to their rounding.
  static let roundingTolerance = 1e-12

  @Test(arguments: 1..<Migrations.version)
  func olderDatabasesGetTheSummariesOfTheirRows(version: Int) throws {
    let (fixture, path) = try database(ofVersion: version)
    _ = try ResultsStore(at: path, mode: .readWrite)
    try DatabaseQueue(path: path).read { database in
      let expected = try Row.fetchAll(
        database,
        sql: """
          SELECT stage, quantity, checkpoint, sample IS NOT NULL AS of_samples, count(*) AS rows,
            avg(value) AS mean, min(value) AS minimum, max(value) AS maximum
          FROM metric GROUP BY 1, 2, 3, 4 ORDER BY stage, min(row)
          """)
      let found = try Row.fetchAll(
        database,
        sql: """
          SELECT stage, quantity, checkpoint, of_samples, rows, mean, minimum, maximum, position, sd
          FROM summary ORDER BY stage, position
          """)
      #expect(found.count == expected.count && found.count > 10)
      for (found, expected) in zip(found, expected) {
        for column in ["stage", "quantity", "checkpoint", "of_samples", "rows"] {
          #expect(found[column] as Int64? == expected[column], "\(column)")
        }
        for column in ["mean", "minimum", "maximum"] {
          let difference = abs((found[column] as Double) - (expected[column] as Double))
          #expect(difference <= Self.roundingTolerance * abs(expected[column] as Double))
        }
        #expect((found["sd"] as Double? == nil) == (found["rows"] as Int == 1))
      }
    }
    withExtendedLifetime(fixture) {}
  }

  @Test func migratedAndNewDatabasesHaveOneSchema() throws {
    let (fixture, path) = try database(ofVersion: 1)
    _ = try ResultsStore(at: path, mode: .readWrite)
    func schema(_ path: String) throws -> [String] {
      try DatabaseQueue(path: path).read {
        try String.fetchAll(
          $0, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql")
      }
    }
    #expect(try schema(path) == schema(fixture.path))
  }
}
