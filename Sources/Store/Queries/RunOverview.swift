import Base
import GRDB

/// A run as the store knows it, without its stages.
public struct RunOverview: Sendable, Hashable {
  /// The run's name.
  public var id: String
  /// The study.
  public var study: String
  /// How it ended: a `RunStatus`, or `killed`; `running` also of a run killed since.
  public var status: String
  /// The command line.
  public var command: String
  /// Seconds since 1970 at its start.
  public var startedAt: Double
  /// Seconds since 1970 at its end; nil while it runs, or when it was killed.
  public var endedAt: Double?
  /// Stages it had to run; nil before it knew.
  public var planned: Int?
  /// Stages it had not to run; nil before it knew.
  public var cached: Int?
  /// Worker processes; nil where not recorded.
  public var jobs: Int?
  /// The host of the process that ran it; nil where not recorded.
  public var host: String?
  /// The process that ran it; nil where not recorded.
  public var pid: Int?

  fileprivate init(_ row: Row) {
    id = row["name"]
    study = row["study"]
    status = row["status"]
    command = row["command"]
    startedAt = row["started_at"]
    endedAt = row["ended_at"]
    planned = row["planned"]
    cached = row["cached"]
    jobs = row["jobs"]
    host = row["host"]
    pid = row["pid"]
  }

  fileprivate static let selection = """
    SELECT run.name, study.name AS study, status, command, started_at, ended_at, planned, cached,
      jobs, host, pid
    FROM run JOIN study ON study.id = run.study
    """
}

extension ResultsStore {
  /// The last runs, of one study where given, newest first.
  public func runs(study: String? = nil, limit: Int) throws(StoreError) -> [RunOverview] {
    try connection.read { database in
      try Row.fetchAll(
        database,
        sql: """
          \(RunOverview.selection) WHERE ?1 IS NULL OR study.name = ?1 ORDER BY run.id DESC LIMIT ?2
          """, arguments: [study, limit]
      ).map(RunOverview.init)
    }
  }

  /// The run called `id`; nil when there is none.
  public func run(_ id: String) throws(StoreError) -> RunOverview? {
    try connection.read { database in
      try Row.fetchOne(
        database, sql: "\(RunOverview.selection) WHERE run.name = ?", arguments: [id]
      ).map(RunOverview.init)
    }
  }

  /// The names of all runs, oldest first.
  public func runIDs() throws(StoreError) -> [String] {
    try connection.read { try String.fetchAll($0, sql: "SELECT name FROM run ORDER BY id") }
  }

  /// The resolved spec of the run `id`.
  public func resolvedSpec(ofRun id: String) throws(StoreError) -> String {
    try connection.read { database in
      let text = try String.fetchOne(
        database, sql: "SELECT resolved_spec FROM run WHERE name = ?", arguments: [id])
      guard let text else { throw StoreError.unknownRun(id) }
      return text
    }
  }
}
