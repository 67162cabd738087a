import Base
import GRDB

/// What the store knows of one run besides its overview and its stages.
public struct RunFacts: Sendable, Hashable {
  /// Something the run's study left out.
  public struct Exclusion: Sendable, Hashable {
    /// What.
    public var subject: String
    /// Why.
    public var reason: String
  }

  /// A verdict reached in the run.
  public struct Verdict: Sendable, Hashable {
    /// The claim.
    public var claim: String
    /// The verdict.
    public var verdict: String
    /// Whether the claim was there before its data: `registered`, `post hoc`, `exploratory`.
    public var registration: String
    /// The effect; nil where there is none.
    public var estimate: Double?
    /// The lower end of its interval.
    public var low: Double?
    /// The upper end of its interval.
    public var high: Double?
  }

  /// The run in a few words.
  public var overview: RunOverview
  /// The host that ran it.
  public var host: String?
  /// The commit of the working folder; nil where it was none, or was not recorded.
  public var commit: String?
  /// Whether the working folder differed from the commit.
  public var isDirty: Bool
  /// Host, processor, library versions, program hash: by name.
  public var environment: [String: String]
  /// What became of its stages.
  public var stages: RunStages
  /// What it left out.
  public var exclusions: [Exclusion]
  /// The verdicts it reached, as far as no later run reached them anew.
  public var verdicts: [Verdict]
}

/// A study in a few numbers.
public struct StudyOverview: Sendable, Hashable {
  /// The name.
  public var name: String
  /// The title its last run gave it.
  public var title: String
  /// Cells of its plan.
  public var cells: Int
  /// Stages whose rows the cells own, each once.
  public var stages: Int
  /// Those that have a result.
  public var finished: Int
  /// Runs.
  public var runs: Int
  /// Rows measured, of stages of its plan.
  public var rows: Int
}

/// A store in a few numbers.
public struct StoreOverview: Sendable, Hashable {
  /// Its studies, by name.
  public var studies: [StudyOverview]
  /// Stages that have a result.
  public var stages: Int
  /// Rows measured.
  public var rows: Int
  /// Bytes of all outputs.
  public var outputBytes: Int
}

extension ResultsStore {
  /// What is known of the run `id`.
  public func facts(ofRun id: String) throws(StoreError) -> RunFacts {
    guard let overview = try run(id) else { throw .unknownRun(id) }
    let stages = try stages(ofRun: id)
    return try connection.read { database in
      let run = try Self.runID(id, database)
      let row = try Row.fetchOne(
        database,
        sql: "SELECT host, git_commit, git_diff IS NOT NULL AND git_diff <> '' FROM run"
          + " WHERE id = ?", arguments: [run])
      let facts = try Row.fetchAll(
        database, sql: "SELECT name, value FROM environment WHERE run = ?", arguments: [run])
      return RunFacts(
        overview: overview, host: row?[0], commit: row?[1], isDirty: row?[2] ?? false,
        environment: Dictionary(
          facts.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first }),
        stages: stages,
        exclusions: try Row.fetchAll(
          database, sql: "SELECT subject, reason FROM exclusion WHERE run = ? ORDER BY position",
          arguments: [run]
        ).map { RunFacts.Exclusion(subject: $0[0], reason: $0[1]) },
        verdicts: try Self.verdicts("run = ?", [id], database))
    }
  }

  /// The last verdicts on the claims of a study.
  public func lastVerdicts(study: String) throws(StoreError) -> [RunFacts.Verdict] {
    try connection.read {
      try Self.verdicts("study = (SELECT id FROM study WHERE name = ?)", [study], $0)
    }
  }

  private static func verdicts(
    _ condition: String, _ arguments: StatementArguments, _ database: Database
  ) throws -> [RunFacts.Verdict] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT name, verdict, registration, estimate, low, high FROM claim_verdict
        WHERE \(condition) ORDER BY name
        """, arguments: arguments
    ).map {
      RunFacts.Verdict(
        claim: $0[0], verdict: $0[1], registration: $0[2], estimate: $0[3], low: $0[4],
        high: $0[5])
    }
  }

  /// The studies of the store, or one, in a few numbers.
  public func overviews(study: String? = nil) throws(StoreError) -> [StudyOverview] {
    try connection.read { try Self.overviews(study: study, $0) }
  }

  /// The store in a few numbers.
  public func overview() throws(StoreError) -> StoreOverview {
    try connection.read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT count(finished_at), coalesce(sum(row_count), 0),
            (SELECT coalesce(sum(size), 0) FROM artifact) FROM stage
          """)
      return StoreOverview(
        studies: try Self.overviews(study: nil, database), stages: row?[0] ?? 0, rows: row?[1] ?? 0,
        outputBytes: row?[2] ?? 0)
    }
  }

  private static func overviews(study: String?, _ database: Database) throws -> [StudyOverview] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT name, coalesce(title, ''),
          (SELECT count(*) FROM cell WHERE cell.study = study.id),
          count(stage.id), count(stage.finished_at),
          (SELECT count(*) FROM run WHERE run.study = study.id), coalesce(sum(stage.row_count), 0)
        FROM study LEFT JOIN (
          SELECT DISTINCT cell.study AS study, cell_stage.stage AS stage
          FROM cell JOIN cell_stage ON cell_stage.cell = cell.id) AS used ON used.study = study.id
        LEFT JOIN stage ON stage.id = used.stage
        WHERE ?1 IS NULL OR name = ?1 GROUP BY study.id ORDER BY name
        """, arguments: [study]
    ).map { row in
      StudyOverview(
        name: row[0], title: row[1], cells: row[2], stages: row[3], finished: row[4], runs: row[5],
        rows: row[6])
    }
  }
}
