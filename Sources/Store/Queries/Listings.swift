import Base
import GRDB

/// A cell of a study's plan, with how far its stages are.
public struct ListedCell: Sendable, Hashable {
  /// Its number in the store.
  public var id: Int64
  /// The study.
  public var study: String
  /// The cell as the plan has it.
  public var cell: StudyCell
  /// Stages whose rows are its own.
  public var planned: Int
  /// Those that have a result.
  public var finished: Int
  /// Seconds since 1970 when the first of them began; nil before.
  public var startedAt: Double?
  /// Seconds since 1970 when the last of them ended; nil before all have.
  public var finishedAt: Double?
}

/// A stage, with what it cost.
public struct ListedStage: Sendable, Hashable {
  /// The key.
  public var key: String
  /// What people call it.
  public var label: String
  /// The kind; nil of one that has no result.
  public var kind: String?
  /// The version of the kind.
  public var version: Int?
  /// Seconds since 1970 at its end; nil when it has no result.
  public var finishedAt: Double?
  /// Seconds from start to end.
  public var wallSeconds: Double?
  /// Processor seconds.
  public var cpuSeconds: Double?
  /// The largest resident size of its process, in bytes.
  public var peakBytes: Int?
  /// Inputs sent through networks.
  public var forwardPasses: Int?
  /// Rows measured.
  public var rows: Int?
}

/// A stage of a cell.
public struct CellStage: Sendable, Hashable {
  /// The key.
  public var key: String
  /// What people call it.
  public var label: String
  /// Whether it has a result.
  public var isFinished: Bool
  /// The measure whose rows it holds.
  public var measure: String?
  /// The epoch measured.
  public var checkpoint: Int?
  /// Rows measured; nil without a result.
  public var rows: Int?
}

extension ResultsStore {
  /// The cells of one study's plan, of all plans, or one cell, in the order of the plans.
  public func cells(study: String? = nil, label: String? = nil) throws(StoreError) -> [ListedCell] {
    try connection.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT cell.id, study.name, cell.label, cell.variant, cell.seed, cell.coordinates,
            count(cell_stage.stage), count(stage.finished_at),
            min(stage.finished_at - stage.wall_seconds), max(stage.finished_at)
          FROM study JOIN cell ON cell.study = study.id
          LEFT JOIN cell_stage ON cell_stage.cell = cell.id
          LEFT JOIN stage ON stage.id = cell_stage.stage
          WHERE (?1 IS NULL OR study.name = ?1) AND (?2 IS NULL OR cell.label = ?2)
          GROUP BY cell.id ORDER BY study.name, cell.position
          """, arguments: [study, label])
      var cells: [ListedCell] = []
      while let row = try rows.next() {
        let coordinates: String = row[5]
        let (planned, finished): (Int, Int) = (row[6], row[7])
        cells.append(
          ListedCell(
            id: row[0], study: row[1],
            cell: StudyCell(
              label: row[2], variant: row[3], seed: row[4],
              coordinates: try Value(json: Array(coordinates.utf8)).map ?? [:]),
            planned: planned, finished: finished, startedAt: row[8],
            finishedAt: finished == planned ? row[9] : nil))
      }
      return cells
    }
  }

  /// The stages of one study's plans, or all that the store knows, by label.
  public func stages(study: String? = nil) throws(StoreError) -> [ListedStage] {
    try connection.read { database in
      let ofStudy = """
        IN (SELECT stage FROM stage_label WHERE study = (SELECT id FROM study WHERE name = ?1))
        """
      return try Row.fetchAll(
        database,
        sql: """
          SELECT stage.key, coalesce(stage.label, (SELECT label FROM stage_label
            WHERE stage_label.stage = stage.id ORDER BY seen_at DESC LIMIT 1), ''),
            kind, version, finished_at, wall_seconds, cpu_seconds, peak_bytes, forward_passes,
            row_count
          FROM stage WHERE ?1 IS NULL OR stage.id \(ofStudy) ORDER BY 2, 1
          """, arguments: [study]
      ).map { row in
        ListedStage(
          key: row[0], label: row[1], kind: row[2], version: row[3], finishedAt: row[4],
          wallSeconds: row[5], cpuSeconds: row[6], peakBytes: row[7], forwardPasses: row[8],
          rows: row[9])
      }
    }
  }

  /// The stages of the cell with a number, in the order of the plan.
  public func stages(ofCell id: Int64) throws(StoreError) -> [CellStage] {
    try connection.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT stage.key, coalesce(stage.label, (SELECT label FROM stage_label
            WHERE stage_label.stage = stage.id ORDER BY seen_at DESC LIMIT 1), ''),
            stage.finished_at IS NOT NULL, measure, checkpoint, stage.row_count
          FROM cell_stage JOIN stage ON stage.id = cell_stage.stage
          WHERE cell_stage.cell = ? ORDER BY cell_stage.id
          """, arguments: [id]
      ).map { row in
        CellStage(
          key: row[0], label: row[1], isFinished: row[2], measure: row[3], checkpoint: row[4],
          rows: row[5])
      }
    }
  }

  /// What became of the stages of each run, by the run's name: finished, failed, skipped, and what
  /// the run left out.
  public func runCounts() throws(StoreError) -> [String: [String: Int]] {
    try connection.read { database in
      var counts: [String: [String: Int]] = [:]
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT run.name, state, count(*) FROM run JOIN run_stage ON run_stage.run = run.id
          GROUP BY run.id, state
          UNION ALL SELECT run.name, 'excluded', count(*) FROM run
          JOIN exclusion ON exclusion.run = run.id GROUP BY run.id
          """)
      while let row = try rows.next() { counts[row[0], default: [:]][row[1]] = row[2] }
      return counts
    }
  }
}
