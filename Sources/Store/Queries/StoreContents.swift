import Base
import GRDB
import GRDBSQLite

/// What a store holds as digests by subject: equal digests mean equal contents, whatever numbers
/// SQLite gave its rows.
public struct StoreContents: Sendable, Hashable {
  /// The digest of each subject, such as `metrics`.
  public var digests: [String: ContentHash]

  /// The subjects in which two stores differ, sorted.
  public func differences(from other: StoreContents) -> [String] {
    Set(digests.keys).union(other.digests.keys).filter { digests[$0] != other.digests[$0] }.sorted()
  }

  /// Each subject in an order of its own, without one row number in it.
  ///
  /// A stage that was only heard of, as a part of a plan, is no content of its own.
  static let subjects: [(name: String, sql: String)] = [
    ("studies", "SELECT name, title FROM study ORDER BY name"),
    (
      "runs",
      """
      SELECT run.name, study.name, spec_text, resolved_spec, command, started_at, ended_at, status,
        host, pid, jobs, cached, planned, git_commit, git_diff
      FROM run JOIN study ON study.id = run.study ORDER BY run.name
      """
    ),
    (
      "environments",
      """
      SELECT run.name, environment.name, value
      FROM environment JOIN run ON run.id = environment.run ORDER BY 1, 2
      """
    ),
    (
      "stages of runs",
      """
      SELECT run.name, position, stage.key, run_stage.label, weight, state, reason, attempt,
        attempts, started_at, ended_at, progress, message, output
      FROM run_stage JOIN (SELECT id, name FROM run) AS run ON run.id = run_stage.run
      JOIN stage ON stage.id = run_stage.stage ORDER BY run.name, position, stage.key
      """
    ),
    (
      "events",
      """
      SELECT run.name, event.at, event.kind, stage.key, text
      FROM event JOIN run ON run.id = event.run LEFT JOIN stage ON stage.id = event.stage
      ORDER BY run.name, event.id
      """
    ),
    (
      "stages",
      """
      SELECT key, kind, version, label, parameters, binary, environment, wall_seconds, cpu_seconds,
        finished_at, row_count, peak_bytes, forward_passes
      FROM stage WHERE finished_at IS NOT NULL ORDER BY key
      """
    ),
    (
      "inputs",
      """
      SELECT stage.key, role, position, input.key FROM stage_input
      JOIN stage ON stage.id = stage_input.stage JOIN stage AS input ON input.id = stage_input.input
      ORDER BY stage.key, role, position
      """
    ),
    (
      "artifacts",
      """
      SELECT key, name, size, sha256 FROM artifact JOIN stage ON stage.id = artifact.stage
      ORDER BY key, name
      """
    ),
    (
      "cells",
      """
      SELECT study.name, position, label, variant, seed, coordinates
      FROM cell JOIN study ON study.id = cell.study ORDER BY study.name, position
      """
    ),
    (
      "stages of cells",
      """
      SELECT study.name, cell.position, stage.key, measure, model, checkpoint, reference
      FROM cell_stage JOIN cell ON cell.id = cell_stage.cell JOIN study ON study.id = cell.study
      JOIN stage ON stage.id = cell_stage.stage ORDER BY study.name, cell.position, cell_stage.id
      """
    ),
    (
      "metrics",
      """
      SELECT stage.key, metric.row, quantity.name, split, layer, class, label_kind, part,
        context_order, interaction_order, exact, unit, reference, sample, checkpoint, step, value,
        std_error, count
      FROM stage JOIN metric ON metric.stage = stage.id
      JOIN quantity ON quantity.id = metric.quantity ORDER BY stage.key, metric.row
      """
    ),
    (
      "summaries",
      """
      SELECT stage.key, position, quantity.name, part, context_order, interaction_order, split,
        checkpoint, of_samples, rows, mean, sd, minimum, maximum, last
      FROM stage JOIN summary ON summary.stage = stage.id
      JOIN quantity ON quantity.id = summary.quantity ORDER BY stage.key, position
      """
    ),
    (
      "tensors",
      """
      SELECT key, artifact, name, dtype, shape, axes
      FROM tensor JOIN stage ON stage.id = tensor.stage ORDER BY key, artifact, name
      """
    ),
    (
      "files of runs",
      """
      SELECT run.name, role, path, size, sha256, text FROM run_file JOIN run ON run.id = run_file.run
      ORDER BY 1, 2, 3
      """
    ),
    (
      "files of stages",
      """
      SELECT key, name, sha256 FROM stage_file JOIN stage ON stage.id = stage_file.stage
      ORDER BY key, name
      """
    ),
    (
      "exclusions",
      """
      SELECT run.name, position, subject, reason
      FROM exclusion JOIN run ON run.id = exclusion.run ORDER BY 1, 2
      """
    ),
    (
      "annotations",
      "SELECT name, kind, subject_kind, study, subject, text, author, at FROM annotation ORDER BY name"
    ),
    (
      "samples",
      """
      SELECT key, sample, split, sample.label, given_label
      FROM sample JOIN stage ON stage.id = sample.stage ORDER BY key, sample
      """
    ),
    (
      "measures",
      """
      SELECT study.name, measure FROM measured JOIN study ON study.id = measured.study
      ORDER BY 1, 2
      """
    ),
    (
      "labels",
      """
      SELECT study.name, stage_label.label, stage.key, seen_at
      FROM stage_label JOIN study ON study.id = stage_label.study
      JOIN stage ON stage.id = stage_label.stage ORDER BY 1, 2, 3
      """
    ),
    (
      "claims",
      """
      SELECT study.name, claim_registration.name, position, hash, text, seen_at, data_existed
      FROM claim_registration JOIN study ON study.id = claim_registration.study ORDER BY 1, 2, 3
      """
    ),
    (
      "verdicts",
      """
      SELECT study.name, claim_verdict.name, claim_hash, inputs_hash, judged_at, run, verdict,
        registration, estimate, low, high, p, adjusted_p, units, document
      FROM claim_verdict JOIN study ON study.id = claim_verdict.study ORDER BY 1, 2
      """
    ),
  ]
}

extension ResultsStore {
  /// Reads everything and tells its digests.
  public func contents() throws(StoreError) -> StoreContents {
    try connection.read { database in
      var digests: [String: ContentHash] = [:]
      for subject in StoreContents.subjects {
        digests[subject.name] = try Self.digest(subject.sql, database)
      }
      return StoreContents(digests: digests)
    }
  }

  /// The digest of a query's rows, each value with its type and length.
  private static func digest(_ sql: String, _ database: Database) throws -> ContentHash {
    let prepared = try database.makeStatement(sql: sql)
    // It is finalised with the object, which nothing below mentions.
    defer { withExtendedLifetime(prepared) {} }
    let statement = prepared.sqliteStatement
    let columns = sqlite3_column_count(statement)
    var hasher = ContentHasher()
    var bytes: [UInt8] = []
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else {
        throw DatabaseError(
          resultCode: database.lastErrorCode, message: database.lastErrorMessage)
      }
      for column in 0..<columns { append(statement, column, to: &bytes) }
      if bytes.count > 1 << 16 {
        hasher.update(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    hasher.update(bytes)
    return hasher.finish()
  }

  private static func append(_ row: OpaquePointer, _ column: Int32, to bytes: inout [UInt8]) {
    let type = sqlite3_column_type(row, column)
    bytes.append(UInt8(truncatingIfNeeded: type))
    switch type {
    case SQLITE_NULL: break
    case SQLITE_INTEGER:
      withUnsafeBytes(of: sqlite3_column_int64(row, column).littleEndian) { bytes += $0 }
    case SQLITE_FLOAT:
      let pattern = sqlite3_column_double(row, column).bitPattern
      withUnsafeBytes(of: pattern.littleEndian) { bytes += $0 }
    default:
      let start = sqlite3_column_blob(row, column)
      let count = Int(sqlite3_column_bytes(row, column))
      withUnsafeBytes(of: Int64(count).littleEndian) { bytes += $0 }
      bytes += UnsafeRawBufferPointer(start: start, count: count)
    }
  }
}
