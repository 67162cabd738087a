import Base
import GRDB

extension ResultsStore {
  /// Adds annotations; one that is there already stays as it is.
  public func add(_ annotations: [Annotation]) throws(StoreError) {
    guard !annotations.isEmpty else { return }
    try connection.write { database in
      for annotation in annotations {
        try database.execute(
          sql: """
            INSERT INTO annotation(name, kind, subject_kind, study, subject, text, author, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
          arguments: [
            annotation.id, annotation.kind.rawValue, annotation.subject.kind.rawValue,
            annotation.subject.study, annotation.subject.name, annotation.text, annotation.author,
            annotation.at,
          ])
      }
    }
  }

  /// Removes annotations by their names.
  public func remove(annotations ids: [String]) throws(StoreError) {
    guard !ids.isEmpty else { return }
    try connection.write { database in
      for id in ids {
        try database.execute(sql: "DELETE FROM annotation WHERE name = ?", arguments: [id])
      }
    }
  }

  /// The annotations of one kind, of one subject, or of all, the oldest first.
  public func annotations(
    _ kind: Annotation.Kind? = nil, of subject: Annotation.Subject? = nil
  ) throws(StoreError) -> [Annotation] {
    try connection.read { database in
      // Subject by subject through the index; of all, by time.
      let condition = subject == nil ? "" : "AND subject_kind = ?2 AND subject = ?3 AND study IS ?4"
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT name, kind, subject_kind, study, subject, text, author, at FROM annotation
          WHERE (?1 IS NULL OR kind = ?1) \(condition) ORDER BY at, name
          """,
        arguments: subject.map {
          [kind?.rawValue, $0.kind.rawValue, $0.name, $0.study]
        } ?? [kind?.rawValue])
      return rows.compactMap { row in
        guard let kind = Annotation.Kind(rawValue: row[1]),
          let subject = Annotation.Subject.Kind(rawValue: row[2])
        else { return nil }
        return Annotation(
          id: row[0], kind: kind,
          subject: Annotation.Subject(subject, study: row[3], name: row[4]), text: row[5],
          author: row[6], at: row[7])
      }
    }
  }
}
