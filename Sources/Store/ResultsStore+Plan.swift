import Base
import GRDB

extension ResultsStore {
  /// Makes `cells` the study's current plan: what its figures, claims and queries see.
  ///
  /// Stages not in it keep their rows. A stage need not have run: its rows appear in the views as
  /// they are collected.
  public func replaceCells(study: String, _ cells: [PlannedCell]) throws(StoreError) {
    try connection.write { database in
      let study = try Self.studyID(study, database)
      try database.execute(sql: "UPDATE study SET plan = NULL WHERE id = ?", arguments: [study])
      try database.execute(sql: "DELETE FROM cell WHERE study = ?", arguments: [study])
      let insert = try database.cachedStatement(
        sql: """
          INSERT INTO cell_stage(cell, stage, measure, model, checkpoint, reference)
          VALUES (?, ?, ?, ?, ?, ?)
          """)
      for (position, cell) in cells.enumerated() {
        try database.execute(
          sql: """
            INSERT INTO cell(study, position, label, variant, seed, coordinates)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            study, position, cell.label, cell.variant, cell.seed,
            Value.map(cell.coordinates).json,
          ])
        let id = database.lastInsertedRowID
        for stage in cell.stages {
          try insert.execute(arguments: [
            id, try Self.stageID(stage.key, database), stage.measure, stage.model,
            stage.checkpoint, stage.reference,
          ])
        }
      }
      try Self.noteMeasured(database)
    }
  }

  /// The study's current plan, as `replaceCells` put it there; empty of an unknown study.
  public func plannedCells(study: String) throws(StoreError) -> [PlannedCell] {
    try connection.read { database in
      guard
        let study = try Int64.fetchOne(
          database, sql: "SELECT id FROM study WHERE name = ?", arguments: [study])
      else { return [] }
      return try Self.cells(study: study, database)
    }
  }

  /// What the store knows of a study's plan.
  public struct StudyState: Sendable, Hashable {
    /// The digest of the plan whose stages are all collected; nil when there is none.
    public var plan: String?
    /// Whether a run of the study never ended.
    public var hasUnendedRun: Bool
  }

  /// What the store knows of a study's plan; of an unknown study, nothing.
  public func state(of study: String) throws(StoreError) -> StudyState {
    try connection.read { database in
      let plan = try String.fetchOne(
        database, sql: "SELECT plan FROM study WHERE name = ?", arguments: [study])
      let unended = try Bool.fetchOne(
        database,
        sql: """
          SELECT EXISTS(SELECT 1 FROM run JOIN study ON study.id = run.study
          WHERE study.name = ? AND run.status = 'running')
          """, arguments: [study])
      return StudyState(plan: plan, hasUnendedRun: unended ?? false)
    }
  }

  /// Notes that every stage of the study's plan is collected; `digest` tells the plan.
  public func markCollected(study: String, plan digest: ContentHash) throws(StoreError) {
    try connection.write { database in
      try database.execute(
        sql: "UPDATE study SET plan = ? WHERE name = ?", arguments: [digest.hex, study])
    }
  }

  /// Notes which measures of which studies have rows, now or ever: a claim first seen after that
  /// is post hoc, whatever becomes of the plan.
  static func noteMeasured(_ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO measured(study, measure)
        SELECT DISTINCT cell.study, cell_stage.measure
        FROM cell_stage JOIN cell ON cell.id = cell_stage.cell
        JOIN stage ON stage.id = cell_stage.stage
        WHERE cell_stage.measure IS NOT NULL AND stage.row_count > 0
        ON CONFLICT DO NOTHING
        """)
    try statement.execute()
  }
}
