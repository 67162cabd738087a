import Base
import GRDB

/// A stage that finished once, with what it cost.
public struct FinishedStage: Sendable, Hashable {
  /// Its kind.
  public var kind: String
  /// Its parameters.
  public var parameters: Value
  /// The kinds of its inputs by role, each kind once, sorted: `data:dataset`.
  public var inputKinds: [String]
  /// Its expected cost as a run's plan gave it; nil where no run had to run it.
  public var weight: Double?
  /// Seconds from start to end.
  public var wallSeconds: Double
  /// Bytes of its outputs.
  public var bytes: Int
  /// Inputs that networks evaluated for it; nil where none did.
  public var forwardPasses: Int?
}

extension ResultsStore {
  /// The stages of some kinds that have finished, the last first, at most `limit`.
  public func finishedStages(kinds: Set<String>, limit: Int = 20_000) throws(StoreError)
    -> [FinishedStage]
  {
    try connection.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT kind, parameters, wall_seconds, forward_passes,
            (SELECT total(size) FROM artifact WHERE artifact.stage = stage.id),
            (SELECT weight FROM run_stage WHERE run_stage.stage = stage.id ORDER BY run DESC LIMIT 1),
            (SELECT group_concat(DISTINCT role || ':' || input_stage.kind)
             FROM stage_input JOIN stage AS input_stage ON input_stage.id = stage_input.input
             WHERE stage_input.stage = stage.id)
          FROM stage
          WHERE finished_at IS NOT NULL AND kind IN (SELECT value FROM json_each(?))
          ORDER BY finished_at DESC LIMIT ?
          """,
        arguments: [Value.list(kinds.sorted().map { .text($0) }).json, limit])
      var stages: [FinishedStage] = []
      while let row = try rows.next() {
        let parameters: String = row[1]
        let inputs: String? = row[6]
        stages.append(
          FinishedStage(
            kind: row[0], parameters: try Value(json: Array(parameters.utf8)),
            inputKinds: (inputs ?? "").split(separator: ",").map(String.init).sorted(),
            weight: row[5], wallSeconds: row[2], bytes: Int(row[4] as Double),
            forwardPasses: row[3]))
      }
      return stages
    }
  }

  /// The most bytes of memory a stage of each kind had in use, as far as it was recorded.
  public func peakBytes(kinds: Set<String>) throws(StoreError) -> [String: Int] {
    try connection.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT kind, max(peak_bytes) FROM stage
          WHERE peak_bytes IS NOT NULL AND kind IN (SELECT value FROM json_each(?)) GROUP BY kind
          """,
        arguments: [Value.list(kinds.sorted().map { .text($0) }).json])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
  }
}
