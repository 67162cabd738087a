import Base
import GRDB

/// What a person means by a name: a study, a run, a cell or a stage.
public enum SubjectLookup: Sendable, Hashable {
  /// One thing.
  case found(Annotation.Subject)
  /// Several things bear the name; each with the words that tell it from the others.
  case ambiguous([String])
  /// Nothing bears it; the nearest name that something bears.
  case unknown(nearest: String?)
}

extension ResultsStore {
  /// Fewest characters of the beginning of a run's name or a stage's key that stand for the whole.
  static let shortestPrefix = 4

  /// What `name` means: `last` is the newest run; else the name of a run or a study, `STUDY:CELL`, a
  /// cell's label, a stage's label, or the beginning of a run's name or of a stage's key.
  public func subject(named name: String) throws(StoreError) -> SubjectLookup {
    try connection.read { database in
      for rule in [Self.run, Self.study, Self.cell, Self.stage, Self.prefix] {
        let found = try rule(name, database)
        if found.count == 1 { return .found(found[0].subject) }
        if found.count > 1 { return .ambiguous(found.map(\.words)) }
      }
      return .unknown(
        nearest: NearestName.suggestion(for: name, among: try Self.allNames(database)))
    }
  }

  private typealias Found = (subject: Annotation.Subject, words: String)

  private static func run(_ name: String, _ database: Database) throws -> [Found] {
    let condition = name == "last" ? "ORDER BY run.id DESC LIMIT 1" : "WHERE run.name = ?1"
    return try runs(condition, name == "last" ? [] : [name], database)
  }

  private static func runs(
    _ condition: String, _ arguments: StatementArguments, _ database: Database
  ) throws -> [Found] {
    try Row.fetchAll(
      database,
      sql: "SELECT run.name, study.name FROM run JOIN study ON study.id = run.study \(condition)",
      arguments: arguments
    ).map { (Annotation.Subject(.run, study: $0[1], name: $0[0]), $0[0]) }
  }

  private static func study(_ name: String, _ database: Database) throws -> [Found] {
    try String.fetchAll(database, sql: "SELECT name FROM study WHERE name = ?", arguments: [name])
      .map { (Annotation.Subject(.study, study: $0, name: $0), $0) }
  }

  private static func cell(_ name: String, _ database: Database) throws -> [Found] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT study.name, cell.label FROM study JOIN cell ON cell.study = study.id
        WHERE cell.label = ?1 OR study.name || ':' || cell.label = ?1 ORDER BY study.name
        """, arguments: [name]
    ).map { row in
      let study: String = row[0]
      let label: String = row[1]
      return (Annotation.Subject(.cell, study: study, name: label), "\(study):\(label)")
    }
  }

  /// The stages that studies mean by a label now: of each study the one its last plan named.
  private static func stage(_ name: String, _ database: Database) throws -> [Found] {
    let planned = try stages(
      """
      SELECT DISTINCT stage.key, ?1 FROM study JOIN stage_label ON stage_label.study = study.id
        AND stage_label.label = ?1 JOIN stage ON stage.id = stage_label.stage
      WHERE seen_at = (SELECT max(seen_at) FROM stage_label AS newer
        WHERE newer.study = study.id AND newer.label = ?1)
      """, [name], database)
    guard planned.isEmpty else { return planned }
    return try stages("SELECT key, label FROM stage WHERE label = ?", [name], database)
  }

  private static func stages(
    _ sql: String, _ arguments: StatementArguments, _ database: Database
  ) throws -> [Found] {
    try Row.fetchAll(database, sql: sql + " LIMIT 100", arguments: arguments).map { row in
      let key: String = row[0]
      let label: String? = row[1]
      return (
        Annotation.Subject(.stage, study: nil, name: key),
        "\(key.prefix(16)) \(label ?? "")".trimmed
      )
    }
  }

  private static func prefix(_ name: String, _ database: Database) throws -> [Found] {
    guard name.utf8.count >= shortestPrefix, let last = name.unicodeScalars.last,
      let next = Unicode.Scalar(last.value + 1)
    else { return [] }
    // As a range, so that the index serves.
    let end = String(name.unicodeScalars.dropLast()) + String(Character(next))
    return try runs("WHERE run.name >= ?1 AND run.name < ?2 LIMIT 100", [name, end], database)
      + stages("SELECT key, label FROM stage WHERE key >= ? AND key < ?", [name, end], database)
  }

  private static func allNames(_ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT name FROM study UNION ALL SELECT name FROM run
        UNION ALL SELECT label FROM cell UNION ALL SELECT DISTINCT label FROM stage_label
        ORDER BY 1
        """)
  }
}

extension String {
  /// Without spaces at its end.
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
