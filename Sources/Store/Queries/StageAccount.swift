import Base
import GRDB

/// A stage of a study's current plan: what it is, whether it has its result, what that cost.
public struct StageAccount: Sendable, Hashable {
  /// The stage's key.
  public var key: String
  /// What people call it.
  public var label: String
  /// Its kind.
  public var kind: String
  /// The measure (or relation) whose rows it holds; nil for data, training and tables.
  public var measure: String?
  /// Whether it has its result.
  public var isFinished: Bool
  /// Seconds from start to end; nil before.
  public var wallSeconds: Double?
  /// Seconds of processor time.
  public var cpuSeconds: Double?
  /// The most memory it had, in bytes; nil where not recorded.
  public var peakBytes: Int?
  /// Inputs that networks evaluated for it; nil where none did.
  public var forwardPasses: Int?
  /// Measured values it recorded.
  public var rows: Int?
  /// Bytes of its outputs.
  public var bytes: Int
  /// Places of its inputs in the list it is in.
  public var inputs: [Int]

  /// Makes an account; see the properties.
  public init(
    key: String, label: String, kind: String, measure: String? = nil, isFinished: Bool,
    wallSeconds: Double? = nil, cpuSeconds: Double? = nil, peakBytes: Int? = nil,
    forwardPasses: Int? = nil, rows: Int? = nil, bytes: Int = 0, inputs: [Int] = []
  ) {
    self.key = key
    self.label = label
    self.kind = kind
    self.measure = measure
    self.isFinished = isFinished
    self.wallSeconds = wallSeconds
    self.cpuSeconds = cpuSeconds
    self.peakBytes = peakBytes
    self.forwardPasses = forwardPasses
    self.rows = rows
    self.bytes = bytes
    self.inputs = inputs
  }
}

/// A stage of a study's current plan that has no result because of what became of it.
public struct StageTrouble: Sendable, Hashable {
  /// The stage's key.
  public var key: String
  /// What people call the stage.
  public var label: String
  /// A `RunStageState`: `failed`, `skipped` or `stopped`.
  public var state: String
  /// Why.
  public var reason: String
  /// How often it was tried.
  public var attempts: Int
  /// The end of what it printed; nil when it printed nothing.
  public var output: String?
  /// The run that tried it last.
  public var run: String

  /// Makes a trouble; see the properties.
  public init(
    key: String, label: String, state: String, reason: String, attempts: Int, output: String?,
    run: String
  ) {
    self.key = key
    self.label = label
    self.state = state
    self.reason = reason
    self.attempts = attempts
    self.output = output
    self.run = run
  }
}

extension StudyQueries {
  /// The stages of the plan that the study's labels were last noted of.
  private static let planned = """
    WITH planned AS (
      SELECT stage, min(label) AS label FROM stage_label
      WHERE study = ?1
        AND seen_at = (SELECT max(seen_at) FROM stage_label WHERE study = ?1)
      GROUP BY stage)
    """

  /// Every stage of the study's last plan, by label.
  public func stageAccounts() throws(StoreError) -> [StageAccount] {
    try connection.read { database in
      var places: [Int64: Int] = [:]
      var accounts: [StageAccount] = []
      let rows = try Row.fetchCursor(
        database,
        sql: """
          \(Self.planned)
          SELECT stage.id, stage.key, planned.label, stage.kind, stage.finished_at IS NOT NULL,
            wall_seconds, cpu_seconds, peak_bytes, forward_passes, row_count,
            (SELECT CAST(total(size) AS INTEGER) FROM artifact WHERE artifact.stage = stage.id),
            (SELECT measure FROM cell_stage JOIN cell ON cell.id = cell_stage.cell
             WHERE cell_stage.stage = stage.id AND cell.study = ?1 AND measure IS NOT NULL LIMIT 1)
          FROM planned JOIN stage ON stage.id = planned.stage ORDER BY planned.label, stage.key
          """, arguments: [studyID])
      while let row = try rows.next() {
        let label: String = row[2]
        places[row[0]] = accounts.count
        accounts.append(
          StageAccount(
            key: row[1], label: label,
            kind: row[3] ?? label.prefix { $0 != "/" }.description, measure: row[11],
            isFinished: row[4], wallSeconds: row[5], cpuSeconds: row[6], peakBytes: row[7],
            forwardPasses: row[8], rows: row[9], bytes: row[10]))
      }
      let edges = try Row.fetchCursor(
        database,
        sql: """
          \(Self.planned)
          SELECT DISTINCT stage_input.stage, stage_input.input
          FROM planned JOIN stage_input ON stage_input.stage = planned.stage ORDER BY 1, 2
          """, arguments: [studyID])
      while let edge = try edges.next() {
        guard let stage = places[edge[0]], let input = places[edge[1]] else { continue }
        accounts[stage].inputs.append(input)
      }
      return accounts
    }
  }

  /// The stages of the study's last plan that failed, were skipped or were stopped when they were
  /// last to run, and have no result since.
  public func stageTroubles() throws(StoreError) -> [StageTrouble] {
    try connection.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          \(Self.planned)
          SELECT run_stage.label, run_stage.state, run_stage.reason, run_stage.attempts,
            run_stage.output, run.name, stage.key
          FROM planned JOIN stage ON stage.id = planned.stage
            JOIN run_stage ON run_stage.stage = stage.id AND run_stage.run = (
              SELECT max(run_stage.run) FROM run_stage JOIN run ON run.id = run_stage.run
              WHERE run_stage.stage = stage.id AND run.study = ?1)
            JOIN run ON run.id = run_stage.run
          WHERE stage.finished_at IS NULL
            AND run_stage.state IN ('failed', 'skipped', 'stopped')
          ORDER BY run_stage.position
          """, arguments: [studyID])
      return rows.map { row in
        StageTrouble(
          key: row[6], label: row[0], state: row[1], reason: row[2], attempts: row[3],
          output: row[4], run: row[5])
      }
    }
  }
}
