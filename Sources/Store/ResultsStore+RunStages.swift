import Base
import GRDB

extension ResultsStore {
  /// Records the stages that the run `id` has to run, in the plan's order, and how many it has not to.
  public func plan(_ stages: [PlannedRunStage], cached: Int, run id: String) throws(StoreError) {
    try connection.write { database in
      let run = try Self.runID(id, database)
      // A run may plan again when it knows more.
      let known =
        try Int.fetchOne(
          database, sql: "SELECT count(*) FROM run_stage WHERE run = ?", arguments: [run]) ?? 0
      try database.execute(
        sql: """
          UPDATE run SET planned = ?1, cached = ?2 - (SELECT count(*) FROM run_stage
            WHERE run = ?3 AND state IN ('finished', 'finished-elsewhere')) WHERE id = ?3
          """, arguments: [known + stages.count, cached, run])
      let insert = try database.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO run_stage(run, stage, position, label, weight, state, reason)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """)
      for (position, stage) in stages.enumerated() {
        try insert.execute(arguments: [
          run, try Self.stageID(stage.key, database), known + position, stage.label,
          stage.weight,
          RunStageState.planned.rawValue, stage.reason,
        ])
      }
    }
  }

  /// What happened since the last commit of a run.
  public struct RunNews: Sendable {
    /// Changes of stages, in order.
    public var changes: [RunStageChange] = []
    /// Stages that are no result any more.
    public var forgotten: [ContentHash] = []
    /// Stages that have results, with their rows.
    public var collected: [(stage: CollectedStage, table: MetricTable)] = []

    /// No news.
    public init() {}

    /// Whether there is nothing to record.
    public var isEmpty: Bool { changes.isEmpty && forgotten.isEmpty && collected.isEmpty }
  }

  /// Records stages and their rows in one transaction; returns whether any was not there already.
  @discardableResult
  public func collect(_ stages: [(stage: CollectedStage, table: MetricTable)]) throws(StoreError)
    -> Bool
  {
    try withQuantities { database, quantities in
      let writer = try StageWriter(database)
      var isAnyNew = false
      for (stage, table) in stages {
        let isNew = try writer.write(stage, table, [], quantities: &quantities)
        isAnyNew = isAnyNew || isNew
      }
      return isAnyNew
    }
  }

  /// Records news of the run `id` in one transaction.
  public func record(_ news: RunNews, run id: String) throws(StoreError) {
    try withQuantities { database, quantities in
      for key in news.forgotten {
        try Self.forget(try Self.stageID(key, database), database)
      }
      if !news.collected.isEmpty {
        let writer = try StageWriter(database)
        for (stage, table) in news.collected {
          _ = try writer.write(stage, table, [], quantities: &quantities)
        }
      }
      try Self.record(news.changes, run: try Self.runID(id, database), database)
    }
  }

  static func runID(_ id: String, _ database: Database) throws -> Int64 {
    let find = try database.cachedStatement(sql: "SELECT id FROM run WHERE name = ?")
    guard let run = try Int64.fetchOne(find, arguments: [id]) else {
      throw StoreError.unknownRun(id)
    }
    return run
  }

  /// Records changes of stages of one run inside a transaction.
  static func record(_ changes: [RunStageChange], run: Int64, _ database: Database) throws {
    guard !changes.isEmpty else { return }
    let update = try database.cachedStatement(
      sql: """
        UPDATE run_stage SET state = ?1, reason = coalesce(?2, reason),
          attempt = coalesce(?3, attempt),
          attempts = attempts + (?3 IS NOT NULL),
          started_at = CASE WHEN ?3 IS NOT NULL THEN ?4 ELSE started_at END,
          ended_at = CASE WHEN ?1 IN (\(RunStageState.unended)) THEN NULL ELSE ?4 END,
          output = coalesce(?5, output), progress = coalesce(?6, progress),
          message = coalesce(?7, message)
        WHERE run = ?8 AND stage = (SELECT id FROM stage WHERE key = ?9)
        """)
    for change in changes {
      try update.execute(arguments: [
        change.state.rawValue, change.reason, change.attempt, change.at, change.output,
        change.progress, change.message, run, change.key.hex,
      ])
    }
  }
}
