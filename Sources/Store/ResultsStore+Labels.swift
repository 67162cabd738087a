import Base
import GRDB

extension ResultsStore {
  /// Records which stage each label of a study's plan means, as of `time` (seconds since 1970).
  public func note(
    labels: [(key: ContentHash, labels: [String])], study: String, at time: Double
  ) throws(StoreError) {
    try connection.write { database in
      let study = try Self.studyID(study, database)
      let insert = try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO stage_label(study, label, stage, seen_at) VALUES (?, ?, ?, ?)")
      for (key, labels) in labels {
        let stage = try Self.stageID(key, database)
        for label in labels { try insert.execute(arguments: [study, label, stage, time]) }
      }
    }
  }

  /// The keys of a study's stages that have had a result, by label, the last planned first; empty
  /// for a study that is not in the store.
  public func finishedKeys(study: String) throws(StoreError) -> [String: [ContentHash]] {
    try connection.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT stage_label.label, stage.key
          FROM study JOIN stage_label ON stage_label.study = study.id
            JOIN stage ON stage.id = stage_label.stage
          WHERE study.name = ? AND stage.finished_at IS NOT NULL
          ORDER BY stage_label.seen_at DESC, stage.finished_at DESC
          """, arguments: [study])
      var keys: [String: [ContentHash]] = [:]
      while let row = try rows.next() {
        guard let key = ContentHash(hex: row[1]) else { continue }
        keys[row[0], default: []].append(key)
      }
      return keys
    }
  }
}
