import Foundation
import GRDB

/// Everything that matters in a store as text, without one row number: equal texts, equal stores.
enum StoreDump {
  static func of(_ path: String) throws -> [String] {
    try queries.flatMap { try Rows.of($0, in: path) }
  }

  private static let queries = [
    "SELECT * FROM metrics ORDER BY study, cell, measure, checkpoint, name, split, sample,"
      + " context_order, interaction_order, step, class, part",
    "SELECT key, kind, version, label, parameters, binary, environment, wall_seconds, cpu_seconds,"
      + " finished_at, row_count FROM stage WHERE finished_at IS NOT NULL ORDER BY key",
    "SELECT key, name, size, sha256 FROM artifact JOIN stage ON stage.id = stage ORDER BY key, name",
    "SELECT stage.key, role, position, input.key FROM stage_input"
      + " JOIN stage ON stage.id = stage_input.stage"
      + " JOIN stage AS input ON input.id = stage_input.input ORDER BY 1, 2, 3",
    "SELECT run.name, study.name, title, plan, spec_text, resolved_spec, command, started_at, ended_at,"
      + " status, host, pid, jobs, cached, planned FROM run JOIN study ON study.id = study"
      + " ORDER BY 1",
    "SELECT run.name, environment.name, value FROM environment JOIN run ON run.id = run"
      + " ORDER BY 1, 2",
    "SELECT run.name, stage.key, position, run_stage.label, weight, state, reason, attempt,"
      + " attempts, run_stage.started_at, run_stage.ended_at, progress, message, output"
      + " FROM run_stage JOIN run ON run.id = run JOIN stage ON stage.id = stage ORDER BY 1, 3",
    "SELECT study, cell, position, variant, seed, coordinates, stages, finished FROM cells"
      + " ORDER BY 1, 3",
    "SELECT study.name, cell.label, stage.key, measure, model, checkpoint, reference"
      + " FROM cell_stage JOIN cell ON cell.id = cell JOIN study ON study.id = study"
      + " JOIN stage ON stage.id = stage ORDER BY 1, 2, cell_stage.id",
    "SELECT study.name, measure FROM measured JOIN study ON study.id = study ORDER BY 1, 2",
    "SELECT study.name, claim_registration.name, position, hash, text, seen_at, data_existed"
      + " FROM claim_registration JOIN study ON study.id = study ORDER BY 1, 2, 3",
    "SELECT study.name, claim_verdict.name, claim_hash, inputs_hash, judged_at, run, verdict,"
      + " registration, estimate, low, high, p, adjusted_p, units, document"
      + " FROM claim_verdict JOIN study ON study.id = study ORDER BY 1, 2",
  ]
}

/// A study of stages that compute nothing: a tenth of a second.
enum NoopStudy {
  /// Its spec.
  static func text(
    name: String = "quiet", count: Int = 4, shape: String = "chain", bytes: Int = 100,
    more: String = ""
  ) -> String {
    """
    runexp: 1
    name: \(name)
    noop: {count: \(count), shape: \(shape), bytes: \(bytes)\(more)}
    """
  }
}
