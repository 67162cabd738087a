import Base
import GRDB

extension ResultsStore {
  /// The stages that the studies' plans and runs name, by study.
  public func stagesByStudy() throws(StoreError) -> [String: Set<ContentHash>] {
    try connection.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT study.name, stage.key FROM study JOIN cell ON cell.study = study.id
          JOIN cell_stage ON cell_stage.cell = cell.id JOIN stage ON stage.id = cell_stage.stage
          UNION
          SELECT study.name, stage.key FROM study JOIN run ON run.study = study.id
          JOIN run_stage ON run_stage.run = run.id JOIN stage ON stage.id = run_stage.stage
          """)
      var stages: [String: Set<ContentHash>] = [:]
      while let row = try rows.next() {
        guard let key = ContentHash(hex: row[1]) else { continue }
        stages[row[0], default: []].insert(key)
      }
      return stages
    }
  }

  /// What the store holds of a study.
  public struct StudyExtent: Sendable, Hashable {
    /// Number of runs.
    public var runs = 0
    /// Number of cells of its plan.
    public var cells = 0
    /// Number of claims ever registered, by name.
    public var claims = 0

    /// Makes the extent of a study of which nothing is known.
    public init() {}

    init(runs: Int, cells: Int, claims: Int) {
      self.runs = runs
      self.cells = cells
      self.claims = claims
    }
  }

  /// What the store holds of `study`; nothing of a study it does not know.
  public func extent(of study: String) throws(StoreError) -> StudyExtent {
    try connection.read { database in
      func count(_ what: String, in table: String) throws -> Int {
        try Int.fetchOne(
          database,
          sql: """
            SELECT count(\(what)) FROM \(table)
            WHERE study = (SELECT id FROM study WHERE name = ?)
            """, arguments: [study]) ?? 0
      }
      return StudyExtent(
        runs: try count("*", in: "run"), cells: try count("*", in: "cell"),
        claims: try count("DISTINCT name", in: "claim_registration"))
    }
  }

  /// Removes a study: its runs, plan, claims and verdicts; and the rows of `stages`, which no other
  /// study may use.
  public func remove(study: String, stages: some Sequence<ContentHash>) throws(StoreError) {
    try connection.write { database in
      let id = try Int64.fetchOne(
        database, sql: "SELECT id FROM study WHERE name = ?", arguments: [study])
      if let id {
        for table in ["cell", "run", "measured", "claim_registration", "claim_verdict"] {
          try database.execute(sql: "DELETE FROM \(table) WHERE study = ?", arguments: [id])
        }
        try database.execute(sql: "DELETE FROM study WHERE id = ?", arguments: [id])
      }
      for key in stages { try Self.forget(try Self.stageID(key, database), database) }
      // What nothing names any more and what has no rows is not worth a line.
      try database.execute(
        sql: """
          DELETE FROM stage WHERE finished_at IS NULL
            AND id NOT IN (SELECT input FROM stage_input)
            AND id NOT IN (SELECT stage FROM cell_stage)
            AND id NOT IN (SELECT stage FROM run_stage)
            AND id NOT IN (SELECT stage FROM event WHERE stage IS NOT NULL)
          """)
    }
  }
}
