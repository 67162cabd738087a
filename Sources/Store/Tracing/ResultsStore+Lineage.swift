import Base
import GRDB

extension ResultsStore {
  /// Which way the inputs of stages are followed.
  public enum Direction: Sendable, Hashable {
    /// To what they were computed from.
    case back
    /// To what was computed from them.
    case forward
  }

  /// `stages` and all that inputs lead to from them.
  public func reach(from stages: Set<Int64>, _ direction: Direction) throws(StoreError)
    -> Set<Int64>
  {
    let (from, to) = direction == .back ? ("stage", "input") : ("input", "stage")
    return try connection.read { database in
      try Set(
        Int64.fetchAll(
          database,
          sql: """
            WITH RECURSIVE reached(id) AS (
              SELECT value FROM json_each(?)
              UNION SELECT stage_input.\(to) FROM reached
                JOIN stage_input ON stage_input.\(from) = reached.id
            )
            SELECT id FROM reached
            """, arguments: [Self.list(stages)]))
    }
  }

  /// All that is known of where `stages` came from.
  public func lineage(of stages: Set<Int64>) throws(StoreError) -> Lineage {
    try connection.read { database in
      var lineage = Lineage()
      let wanted = Self.list(stages)
      try Self.readStages(wanted, into: &lineage, database)
      let inputs = try Row.fetchCursor(
        database,
        sql: """
          SELECT stage, role, input FROM json_each(?) AS wanted
          JOIN stage_input ON stage_input.stage = wanted.value ORDER BY stage, role, position
          """, arguments: [wanted])
      while let row = try inputs.next() {
        let input = Lineage.Input(stage: row[0], role: row[1], input: row[2])
        if stages.contains(input.input) { lineage.inputs.append(input) }
      }
      let seeds = try Row.fetchCursor(
        database,
        sql: """
          SELECT DISTINCT parameter.key, CAST(parameter.value AS TEXT) FROM json_each(?) AS wanted
          JOIN stage ON stage.id = wanted.value, json_each(stage.parameters) AS parameter
          WHERE parameter.key LIKE 'seed%' AND instr(stage.parameters, '"seed') > 0
          """, arguments: [wanted])
      while let row = try seeds.next() { lineage.seeds[row[0], default: []].append(row[1]) }
      lineage.seeds = lineage.seeds.mapValues { values in
        values.sorted { ($0.count, $0) < ($1.count, $1) }
      }
      lineage.files = try Row.fetchAll(
        database,
        sql: """
          SELECT stage_file.sha256, name, count(*),
            (SELECT path FROM run_file WHERE run_file.sha256 = stage_file.sha256
             AND role = 'data' ORDER BY run DESC LIMIT 1),
            (SELECT size FROM run_file WHERE run_file.sha256 = stage_file.sha256
             AND role = 'data' ORDER BY run DESC LIMIT 1)
          FROM json_each(?) AS wanted JOIN stage_file ON stage_file.stage = wanted.value
          GROUP BY stage_file.sha256, name ORDER BY name, stage_file.sha256
          """, arguments: [wanted]
      ).map {
        Lineage.File(sha256: $0[0], name: $0[1], path: $0[3], size: $0[4], stages: $0[2])
      }
      lineage.runs = try Row.fetchAll(
        database,
        sql: """
          SELECT run.name, study.name, status, started_at, command, git_commit,
            (SELECT value FROM environment WHERE run = run.id AND name = 'git'), counted.stages
          FROM (
            SELECT run_stage.run AS run, count(*) AS stages FROM json_each(?) AS wanted
            JOIN run_stage ON run_stage.stage = wanted.value AND run_stage.state = 'finished'
            GROUP BY run_stage.run
          ) AS counted
          JOIN run ON run.id = counted.run JOIN study ON study.id = run.study ORDER BY run.id
          """, arguments: [wanted]
      ).map {
        Lineage.Run(
          id: $0[0], study: $0[1], status: $0[2], startedAt: $0[3], command: $0[4], commit: $0[5],
          git: $0[6], stages: $0[7])
      }
      return lineage
    }
  }

  private static func readStages(
    _ wanted: String, into lineage: inout Lineage, _ database: Database
  ) throws {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT stage.id, stage.key, stage.kind,
          coalesce(stage.label, (SELECT stage_label.label FROM stage_label
            WHERE stage_label.stage = stage.id ORDER BY seen_at DESC, stage_label.label LIMIT 1),
            substr(stage.key, 1, 16)),
          version, binary, environment, finished_at
        FROM json_each(?) AS wanted JOIN stage ON stage.id = wanted.value
        ORDER BY stage.kind, 4, stage.key
        """, arguments: [wanted])
    var machines: [[String?]: Int] = [:]
    while let row = try rows.next() {
      let binary: String? = row[5]
      let environment: String? = row[6]
      var machine: Int?
      if let environment {
        machine = machines[[binary, environment]]
        if machine == nil {
          let facts = try Value(json: Array(environment.utf8)).map ?? [:]
          machine = lineage.machines.count
          machines[[binary, environment]] = machine
          lineage.machines.append(
            Lineage.Machine(binary: binary, facts: facts.compactMapValues(\.text)))
        }
      }
      lineage.stages.append(
        Lineage.Stage(
          number: row[0], key: row[1], kind: row[2], label: row[3], version: row[4],
          machine: machine, finishedAt: row[7]))
    }
  }

  // MARK: - Names

  /// What a person calls some stages.
  public enum StageName: Sendable, Hashable {
    /// A label of a stage, or the beginning of a key.
    case stage(String)
    /// A digest of a file's content.
    case file(sha256: String)
    /// A run, which computed or found them.
    case run(String)
  }

  /// The numbers of the stages a name means, the last planned first; empty when it means none.
  public func stages(_ name: StageName) throws(StoreError) -> [Int64] {
    try connection.read { database in
      switch name {
      case .stage(let text):
        let labelled = try Int64.fetchAll(
          database,
          sql: """
            SELECT stage FROM stage_label WHERE label = ?1
            UNION SELECT id FROM stage WHERE label = ?1
            ORDER BY 1 DESC
            """, arguments: [text])
        let isKey = text.count >= Self.shortestKey && text.allSatisfy(\.isHexDigit)
        guard labelled.isEmpty, isKey else { return labelled }
        return try Int64.fetchAll(
          database, sql: "SELECT id FROM stage WHERE key >= ? AND key < ? LIMIT 100",
          arguments: [text.lowercased(), text.lowercased() + "g"])
      case .file(let sha256):
        return try Int64.fetchAll(
          database, sql: "SELECT stage FROM stage_file WHERE sha256 = ? ORDER BY stage",
          arguments: [sha256])
      case .run(let id):
        return try Int64.fetchAll(
          database,
          sql: """
            SELECT stage FROM run_stage JOIN run ON run.id = run_stage.run
            WHERE run.name = ? ORDER BY position
            """, arguments: [id])
      }
    }
  }

  /// Digits of a key that are taken for one.
  private static let shortestKey = 4

  /// The labels of a study's stages, sorted; for finding the one that was meant.
  public func stageLabels(study: String) throws(StoreError) -> [String] {
    try connection.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT DISTINCT stage_label.label FROM stage_label
          JOIN study ON study.id = stage_label.study WHERE study.name = ? ORDER BY 1
          """, arguments: [study])
    }
  }

  /// The files that runs were made from, at `path` or with the content `sha256`, the last first.
  public func runFiles(path: String, sha256: ContentHash?) throws(StoreError) -> [(
    run: String, file: RunFile
  )] {
    try connection.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT run.name, role, path, size, sha256 FROM run_file JOIN run ON run.id = run_file.run
          WHERE path = ? OR sha256 = ? ORDER BY run.id DESC
          """, arguments: [path, sha256?.hex]
      ).compactMap { row in
        guard let sha256 = ContentHash(hex: row[4]) else { return nil }
        return (
          row[0], RunFile(role: row[1], path: row[2], size: row[3], sha256: sha256, text: nil)
        )
      }
    }
  }
}
