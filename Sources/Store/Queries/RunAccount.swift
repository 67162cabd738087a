import Base
import GRDB

/// A run of a study with how it ended, for a history.
public struct RunAccount: Sendable, Hashable {
  /// The run's name.
  public var id: String
  /// How it ended: a `RunStatus`.
  public var status: String
  /// The command line.
  public var command: String
  /// Seconds since 1970 at its start.
  public var startedAt: Double
  /// Seconds since 1970 at its end; nil while it runs.
  public var endedAt: Double?
  /// The host.
  public var host: String?
  /// Worker processes.
  public var jobs: Int?
  /// Stages it had not to run.
  public var cached: Int?
  /// Stages it had to run.
  public var planned: Int?
  /// Stages it or another run at the time finished.
  public var finished: Int
  /// Stages that failed.
  public var failed: Int
  /// Stages not run because of one they need.
  public var skipped: Int
  /// The commit of the working copy it ran in.
  public var gitCommit: String?

  /// Makes an account; see the properties.
  public init(
    id: String, status: String, command: String, startedAt: Double, endedAt: Double? = nil,
    host: String? = nil, jobs: Int? = nil, cached: Int? = nil, planned: Int? = nil,
    finished: Int = 0, failed: Int = 0, skipped: Int = 0, gitCommit: String? = nil
  ) {
    self.id = id
    self.status = status
    self.command = command
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.host = host
    self.jobs = jobs
    self.cached = cached
    self.planned = planned
    self.finished = finished
    self.failed = failed
    self.skipped = skipped
    self.gitCommit = gitCommit
  }
}

/// What a run was made from, and what it left out.
public struct RunOrigin: Sendable, Hashable {
  /// A fact about the machine or the program.
  public struct Fact: Sendable, Hashable {
    /// Such as `blas_core`.
    public var name: String
    /// Its text.
    public var value: String

    /// Makes a fact.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The text of the spec file.
  public var specText: String
  /// The resolved spec, as `runexp config` prints it.
  public var resolvedSpec: String
  /// The commit of the working copy.
  public var gitCommit: String?
  /// What the working copy changed since that commit; empty when nothing.
  public var gitDiff: String?
  /// Host, processor, library versions, program hash: by name, sorted.
  public var environment: [Fact]
  /// The files read.
  public var files: [RunFile]
  /// What was left out.
  public var exclusions: [Exclusion]

  /// Makes an origin; see the properties.
  public init(
    specText: String = "", resolvedSpec: String = "", gitCommit: String? = nil,
    gitDiff: String? = nil, environment: [Fact] = [],
    files: [RunFile] = [], exclusions: [Exclusion] = []
  ) {
    self.specText = specText
    self.resolvedSpec = resolvedSpec
    self.gitCommit = gitCommit
    self.gitDiff = gitDiff
    self.environment = environment
    self.files = files
    self.exclusions = exclusions
  }
}

/// A tag or a note as a person wrote it.
public struct AnnotationAccount: Sendable, Hashable {
  /// `tag` or `note`.
  public var kind: String
  /// What kind of thing it is written on.
  public var subjectKind: String
  /// The thing's name.
  public var subject: String
  /// The tag or the note.
  public var text: String
  /// Who wrote it.
  public var author: String?
  /// Seconds since 1970.
  public var at: Double

  /// Makes an annotation; see the properties.
  public init(
    kind: String, subjectKind: String, subject: String, text: String, author: String? = nil,
    at: Double
  ) {
    self.kind = kind
    self.subjectKind = subjectKind
    self.subject = subject
    self.text = text
    self.author = author
    self.at = at
  }
}

extension StudyQueries {
  /// The runs of the study, newest first.
  public func runAccounts() throws(StoreError) -> [RunAccount] {
    try connection.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT run, status, command, started_at, ended_at, host, jobs, cached, planned, finished,
            failed, skipped, git_commit
          FROM runs WHERE study = ? ORDER BY started_at DESC, run DESC
          """, arguments: [study])
      return rows.map { row in
        RunAccount(
          id: row[0], status: row[1], command: row[2], startedAt: row[3], endedAt: row[4],
          host: row[5], jobs: row[6], cached: row[7], planned: row[8], finished: row[9],
          failed: row[10], skipped: row[11], gitCommit: row[12])
      }
    }
  }

  /// What the run `id` of the study was made from.
  public func origin(ofRun id: String) throws(StoreError) -> RunOrigin {
    try connection.read { database in
      let run = try Row.fetchOne(
        database,
        sql: """
          SELECT id, spec_text, resolved_spec, git_commit, git_diff FROM run
          WHERE name = ? AND study = ?
          """, arguments: [id, studyID])
      guard let run else { throw StoreError.unknownRun(id) }
      let number: Int64 = run[0]
      var origin = RunOrigin(
        specText: run[1], resolvedSpec: run[2], gitCommit: run[3], gitDiff: run[4])
      origin.environment = try Row.fetchAll(
        database, sql: "SELECT name, value FROM environment WHERE run = ? ORDER BY name",
        arguments: [number]
      ).map { RunOrigin.Fact(name: $0[0], value: $0[1]) }
      origin.files = try Row.fetchAll(
        database,
        sql:
          "SELECT role, path, size, sha256, text FROM run_file WHERE run = ? ORDER BY role, path",
        arguments: [number]
      ).compactMap { row in
        ContentHash(hex: row[3]).map {
          RunFile(role: row[0], path: row[1], size: row[2], sha256: $0, text: row[4])
        }
      }
      origin.exclusions = try Row.fetchAll(
        database, sql: "SELECT subject, reason FROM exclusion WHERE run = ? ORDER BY position",
        arguments: [number]
      ).map { Exclusion(subject: $0[0], reason: $0[1]) }
      return origin
    }
  }

  /// The tags and notes on the study, its runs, cells, stages and claims, oldest first.
  public func annotations() throws(StoreError) -> [AnnotationAccount] {
    try connection.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT kind, subject_kind, subject, text, author, at FROM annotation
          WHERE study = ?1 OR (subject_kind = 'study' AND subject = ?1)
            OR (subject_kind = 'run' AND subject IN (SELECT run FROM runs WHERE study = ?1))
          ORDER BY at, name
          """, arguments: [study])
      return rows.map { row in
        AnnotationAccount(
          kind: row[0], subjectKind: row[1], subject: row[2], text: row[3], author: row[4],
          at: row[5])
      }
    }
  }
}
