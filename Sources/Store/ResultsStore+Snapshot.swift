import Base
import GRDB

extension ResultsStore {
  /// What the store knows of the run `id` and, as of now, of its study's plan and claims.
  public func snapshot(run id: String) throws(StoreError) -> RunSnapshot {
    var snapshot = try connection.read { try Self.snapshot(run: id, $0) }
    let study = snapshot.record.study
    snapshot.sightings = try sightings(study: study)
    snapshot.verdicts = try verdicts(study: study)
    return snapshot
  }

  private static func snapshot(run name: String, _ database: Database) throws -> RunSnapshot {
    let (row, record) = try record(run: name, database)
    let id: Int64 = row["id"]
    let study: Int64 = row["study"]
    var snapshot = RunSnapshot(
      record: record, status: row["status"], endedAt: row["ended_at"], cached: row["cached"],
      planned: row["planned"], stages: try stages(ofRun: id, database), plan: row["plan"],
      cells: try cells(study: study, database),
      measured: try String.fetchAll(
        database, sql: "SELECT measure FROM measured WHERE study = ? ORDER BY measure",
        arguments: [study]))
    snapshot.labels = try labels(study: study, seenAt: record.startedAt, database)
    return snapshot
  }

  /// What was asked of the run `name`, and its row.
  static func record(run name: String, _ database: Database) throws -> (row: Row, record: RunRecord)
  {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT run.*, study.name AS study_name, study.title, study.plan FROM run
        JOIN study ON study.id = run.study WHERE run.name = ?
        """, arguments: [name])
    guard let row else { throw StoreError.unknownRun(name) }
    let id: Int64 = row["id"]
    let facts = try Row.fetchAll(
      database, sql: "SELECT name, value FROM environment WHERE run = ?", arguments: [id])
    var record = RunRecord(
      id: name, study: row["study_name"], title: row["title"] ?? "", specText: row["spec_text"],
      resolvedSpec: row["resolved_spec"], command: row["command"], startedAt: row["started_at"],
      host: row["host"] ?? "", pid: row["pid"] ?? 0, jobs: row["jobs"] ?? 1,
      environment: Dictionary(
        facts.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first }))
    record.gitCommit = row["git_commit"]
    record.gitDiff = row["git_diff"]
    record.files = try files(ofRun: id, database)
    record.exclusions = try exclusions(ofRun: id, database)
    return (row, record)
  }

  /// The files a run was made from, by role and path.
  static func files(ofRun run: Int64, _ database: Database) throws -> [RunFile] {
    try Row.fetchAll(
      database,
      sql: "SELECT role, path, size, sha256, text FROM run_file WHERE run = ? ORDER BY role, path",
      arguments: [run]
    ).compactMap { row in
      guard let sha256 = ContentHash(hex: row[3]) else { return nil }
      return RunFile(role: row[0], path: row[1], size: row[2], sha256: sha256, text: row[4])
    }
  }

  /// What a run left out on purpose.
  static func exclusions(ofRun run: Int64, _ database: Database) throws -> [Exclusion] {
    try Row.fetchAll(
      database, sql: "SELECT subject, reason FROM exclusion WHERE run = ? ORDER BY position",
      arguments: [run]
    ).map { Exclusion(subject: $0[0], reason: $0[1]) }
  }

  private static func labels(study: Int64, seenAt time: Double, _ database: Database) throws
    -> [RunSnapshot.StageLabel]
  {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT stage.key, stage_label.label FROM stage_label JOIN stage ON stage.id = stage_label.stage
        WHERE study = ? AND seen_at = ? ORDER BY stage_label.label, stage.key
        """, arguments: [study, time])
    var labels: [RunSnapshot.StageLabel] = []
    while let row = try rows.next() {
      if let key = ContentHash(hex: row[0]) {
        labels.append(RunSnapshot.StageLabel(key: key, label: row[1]))
      }
    }
    return labels
  }

  private static func stages(ofRun run: Int64, _ database: Database) throws -> [RunSnapshot.Stage] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT stage.key, run_stage.* FROM run_stage JOIN stage ON stage.id = run_stage.stage
        WHERE run = ? ORDER BY position
        """, arguments: [run])
    var stages: [RunSnapshot.Stage] = []
    while let row = try rows.next() {
      guard let key = ContentHash(hex: row["key"]) else { continue }
      stages.append(
        RunSnapshot.Stage(
          planned: PlannedRunStage(
            key: key, label: row["label"], weight: row["weight"], reason: row["reason"]),
          state: row["state"], attempt: row["attempt"], attempts: row["attempts"],
          startedAt: row["started_at"], endedAt: row["ended_at"], progress: row["progress"],
          message: row["message"], output: row["output"]))
    }
    return stages
  }

  static func cells(study: Int64, _ database: Database) throws -> [PlannedCell] {
    var stages: [Int64: [PlannedCell.Stage]] = [:]
    let links = try Row.fetchCursor(
      database,
      sql: """
        SELECT cell_stage.cell, stage.key, measure, model, checkpoint, reference
        FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
        JOIN stage ON stage.id = cell_stage.stage
        WHERE cell.study = ? ORDER BY cell_stage.id
        """, arguments: [study])
    while let row = try links.next() {
      guard let key = ContentHash(hex: row[1]) else { continue }
      stages[row[0], default: []].append(
        PlannedCell.Stage(
          key: key, measure: row[2], model: row[3], checkpoint: row[4], reference: row[5]))
    }
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT id, label, variant, seed, coordinates FROM cell WHERE study = ? ORDER BY position
        """, arguments: [study])
    return try rows.map { row in
      let coordinates: String = row[4]
      return PlannedCell(
        label: row[1], variant: row[2], seed: row[3],
        coordinates: try Value(json: Array(coordinates.utf8)).map ?? [:],
        stages: stages[row[0]] ?? [])
    }
  }

  /// Puts back what a run's file kept of the run and of its study's claims, as a rebuild does: runs
  /// in the order in which they were started.
  ///
  /// The study's plan is put back by `replaceCells`, which only the last run needs.
  public func restore(_ snapshot: RunSnapshot) throws(StoreError) {
    try connection.write { database in
      let study = try Self.begin(snapshot.record, database)
      let run = try Self.runID(snapshot.record.id, database)
      try database.execute(
        sql: """
          UPDATE run SET status = ?, ended_at = ?, cached = ?, planned = ? WHERE id = ?
          """,
        arguments: [
          snapshot.status, snapshot.endedAt, snapshot.cached, snapshot.planned, run,
        ])
      let insert = try database.cachedStatement(
        sql: """
          INSERT INTO run_stage(run, stage, position, label, weight, state, reason, attempt,
            attempts, started_at, ended_at, progress, message, output)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for (position, stage) in snapshot.stages.enumerated() {
        try insert.execute(arguments: [
          run, try Self.stageID(stage.planned.key, database), position, stage.planned.label,
          stage.planned.weight, stage.state, stage.planned.reason, stage.attempt, stage.attempts,
          stage.startedAt, stage.endedAt, stage.progress, stage.message, stage.output,
        ])
      }
      for measure in snapshot.measured {
        try database.execute(
          sql: "INSERT INTO measured(study, measure) VALUES (?, ?) ON CONFLICT DO NOTHING",
          arguments: [study, measure])
      }
    }
    try note(
      labels: snapshot.labels.map { ($0.key, [$0.label]) }, study: snapshot.record.study,
      at: snapshot.record.startedAt)
    try restore(snapshot.sightings, study: snapshot.record.study)
    try record(snapshot.verdicts, study: snapshot.record.study)
  }
}
