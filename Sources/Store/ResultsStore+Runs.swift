import Base
import GRDB

extension ResultsStore {
  /// Records that a run begins.
  public func beginRun(_ run: RunRecord) throws(StoreError) {
    _ = try connection.write { try Self.begin(run, $0) }
  }

  /// Records that a run begins and returns the id of its study.
  static func begin(_ run: RunRecord, _ database: Database) throws -> Int64 {
    let study = try studyID(run.study, database)
    try database.execute(
      sql: "UPDATE study SET title = ? WHERE id = ?", arguments: [run.title, study])
    try database.execute(
      sql: """
        INSERT INTO run(name, study, spec_text, resolved_spec, command, started_at, status, host,
          pid, jobs, git_commit, git_diff)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run.id, study, run.specText, run.resolvedSpec, run.command, run.startedAt,
        RunStatus.running.rawValue, run.host, run.pid, run.jobs, run.gitCommit, run.gitDiff,
      ])
    let id = database.lastInsertedRowID
    for (name, value) in run.environment.sorted(by: { $0.key < $1.key }) {
      try database.execute(
        sql: "INSERT INTO environment(run, name, value) VALUES (?, ?, ?)",
        arguments: [id, name, value])
    }
    for file in run.files {
      try database.execute(
        sql: "INSERT INTO run_file(run, role, path, size, sha256, text) VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [id, file.role, file.path, file.size, file.sha256.hex, file.text])
    }
    for (position, exclusion) in run.exclusions.enumerated() {
      try database.execute(
        sql: "INSERT INTO exclusion(run, position, subject, reason) VALUES (?, ?, ?, ?)",
        arguments: [id, position, exclusion.subject, exclusion.reason])
    }
    return study
  }

  /// Calls the study's runs that never ended `killed`, their unfinished stages `stopped`; returns
  /// how many there were.
  ///
  /// To be called by who holds the study's lease: then none of them can be alive, but those of other
  /// parts of the study, which `isAlive` tells by host and process.
  public func endKilledRuns(
    of study: String, at time: Double, unless isAlive: (String, Int) -> Bool = { _, _ in false }
  ) throws(StoreError) -> Int {
    try connection.write { database in
      let runs = try Row.fetchAll(
        database,
        sql: """
          SELECT run.id, run.host, run.pid FROM run JOIN study ON study.id = run.study
          WHERE study.name = ? AND run.status = ?
          """, arguments: [study, RunStatus.running.rawValue]
      ).compactMap { row -> Int64? in
        // Runs of older versions do not say which process they were.
        if let host: String = row["host"], let pid: Int = row["pid"], isAlive(host, pid) {
          return nil
        }
        return row["id"]
      }
      for run in runs {
        try database.execute(
          sql: "UPDATE run SET status = ?, ended_at = ? WHERE id = ?",
          arguments: [RunStatus.killed.rawValue, time, run])
        try database.execute(
          sql: """
            UPDATE run_stage SET state = ?, ended_at = ?
            WHERE run = ? AND state IN (\(RunStageState.unended))
            """, arguments: [RunStageState.stopped.rawValue, time, run])
      }
      return runs.count
    }
  }

  /// Records how the run `id` ended; what did not run is `stopped`.
  public func endRun(_ id: String, status: RunStatus, at time: Double) throws(StoreError) {
    try connection.write { database in
      try database.execute(
        sql: "UPDATE run SET status = ?, ended_at = ? WHERE name = ?",
        arguments: [status.rawValue, time, id])
      guard database.changesCount == 1 else { throw StoreError.unknownRun(id) }
      try database.execute(
        sql: """
          UPDATE run_stage SET state = ?, ended_at = ?
          WHERE run = (SELECT id FROM run WHERE name = ?)
            AND state IN (\(RunStageState.unended))
          """, arguments: [RunStageState.stopped.rawValue, time, id])
    }
  }

  /// Adds lines to the history of the run `id`.
  public func record(_ events: [RunEvent], run id: String) throws(StoreError) {
    try connection.write { database in
      guard
        let run = try Int64.fetchOne(
          database, sql: "SELECT id FROM run WHERE name = ?", arguments: [id])
      else { throw StoreError.unknownRun(id) }
      for event in events {
        let stage = try event.stage.map { try Self.stageID($0, database) }
        try database.execute(
          sql: "INSERT INTO event(run, at, kind, stage, text) VALUES (?, ?, ?, ?, ?)",
          arguments: [run, event.at, event.kind, stage, event.text])
      }
    }
  }
}
