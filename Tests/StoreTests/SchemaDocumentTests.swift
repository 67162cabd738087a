import Foundation
import GRDB
import Testing

@testable import Store

/// `results/README.md` against the schema it describes.
@Suite struct SchemaDocumentTests {
  private static let page = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("results/README.md")

  /// The lines that speak of a view or a table: a table's row, or a view's paragraph and what
  /// follows it up to the next.
  private func passage(on name: String, isView: Bool) throws -> String {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    guard isView else {
      let line = text.split(separator: "\n").last { $0.hasPrefix("| `\(name)` |") }
      return try #require(line.map(String.init), "no row on the table \(name)")
    }
    let start = try #require(text.range(of: "\n`\(name)` – "), "no paragraph on the view \(name)")
    let rest = text[start.upperBound...]
    let ends = ["\n\n`", "\n## "].compactMap { rest.range(of: $0)?.lowerBound }
    let end = ends.min() ?? rest.endIndex
    return String(rest[..<end])
  }

  @Test func everyTableViewAndColumnIsDescribed() throws {
    let fixture = try StoreFixture()
    let database = try DatabaseQueue(path: fixture.path)
    try database.read { database in
      let names = try Row.fetchAll(
        database,
        sql: """
          SELECT name, type FROM sqlite_schema
          WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY name
          """)
      #expect(names.count > 25)
      for row in names {
        let name: String = row["name"]
        // Same columns as another view, as the page says.
        if ["all_metrics", "strength"].contains(name) { continue }
        let passage = try passage(on: name, isView: row["type"] == "view")
        for column in try database.columns(in: name).map(\.name)
        where !["id", "exact"].contains(column) {
          // What a stage is, the view of that name says.
          if name == "stage", column != "row_count" { continue }
          #expect(passage.contains("`\(column)`"), "\(name).\(column)")
        }
      }
    }
  }

  @Test func theVersionIsTheOneInForce() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    #expect(text.contains("(now \(Migrations.version))"))
  }
}
