import Base
import GRDB

/// What became of the stages of a run: how far it is, or how far it came.
public struct RunStages: Sendable, Hashable {
  /// One stage of the run.
  public struct Stage: Sendable, Hashable {
    /// The stage's key.
    public var key: String
    /// What people call it.
    public var label: String
    /// A `RunStageState`.
    public var state: String
    /// Why it had to run, or why it failed.
    public var reason: String
    /// The attempt under way, or the last one.
    public var attempt: String?
    /// Seconds since 1970 at the start of that.
    public var startedAt: Double?
    /// How far it is, from 0 to 1.
    public var progress: Double?
    /// What it does.
    public var message: String?
  }

  /// Number of stages by `RunStageState`.
  public var counts: [String: Int] = [:]
  /// The expected costs of all stages, added up.
  public var weight = 0.0
  /// The part of `weight` that is done; of running stages as far as they are.
  public var weightDone = 0.0
  /// The stages that run or wait, in the plan's order, those in a cluster's queue last.
  public var active: [Stage] = []
  /// The stages that failed, in the plan's order.
  public var failed: [Stage] = []
  /// Seconds since 1970 at the last start or end of a stage; nil before the first.
  public var lastSign: Double?

  /// Number of stages in some states.
  public func count(_ states: RunStageState...) -> Int {
    states.reduce(0) { $0 + (counts[$1.rawValue] ?? 0) }
  }
}

extension ResultsStore {
  /// How far the run `id` is; of no stages when it did not plan yet.
  public func stages(ofRun id: String) throws(StoreError) -> RunStages {
    try connection.read { database in
      let run = try Self.runID(id, database)
      var stages = RunStages()
      let sums = try Row.fetchCursor(
        database,
        sql: """
          SELECT state, count(*), total(weight),
            total(CASE state WHEN 'planned' THEN 0 WHEN 'queued' THEN 0 WHEN 'waiting' THEN 0
              WHEN 'running' THEN weight * coalesce(progress, 0) ELSE weight END),
            max(max(coalesce(started_at, 0), coalesce(ended_at, 0)))
          FROM run_stage WHERE run = ? GROUP BY state
          """, arguments: [run])
      while let row = try sums.next() {
        stages.counts[row[0]] = row[1]
        stages.weight += row[2]
        stages.weightDone += row[3]
        let sign: Double = row[4]
        if sign > 0 { stages.lastSign = max(stages.lastSign ?? 0, sign) }
      }
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT stage.key, run_stage.label, state, reason, attempt, started_at, progress, message
          FROM run_stage JOIN stage ON stage.id = run_stage.stage
          WHERE run = ? AND state IN ('running', 'queued', 'waiting', 'failed')
          ORDER BY state = 'queued', position
          """, arguments: [run])
      while let row = try rows.next() {
        let stage = RunStages.Stage(
          key: row[0], label: row[1], state: row[2], reason: row[3], attempt: row[4],
          startedAt: row[5], progress: row[6], message: row[7])
        if stage.state == RunStageState.failed.rawValue {
          stages.failed.append(stage)
        } else {
          stages.active.append(stage)
        }
      }
      return stages
    }
  }
}
