import Base
import GRDB

/// All that the store knows of one stage.
public struct StageFacts: Sendable, Hashable {
  /// Another stage, by the role one plays for the other.
  public struct Neighbour: Sendable, Hashable {
    /// The role of the input.
    public var role: String
    /// The stage's key.
    public var key: String
    /// What people call it.
    public var label: String
  }

  /// A file it published.
  public struct Output: Sendable, Hashable {
    /// Path relative to the stage's folder.
    public var name: String
    /// Bytes.
    public var size: Int
    /// Digest of the content, in hexadecimal.
    public var sha256: String
    /// The arrays in it: name, type and shape.
    public var tensors: [Tensor]
  }

  /// An array in a file.
  public struct Tensor: Sendable, Hashable {
    /// Its name in the file.
    public var name: String
    /// The type of its elements.
    public var dtype: String
    /// Its shape, as JSON.
    public var shape: String
    /// The names of its axes, as JSON; nil where they have none.
    public var axes: String?
  }

  /// The rows of one quantity and epoch.
  public struct Summary: Sendable, Hashable {
    /// The quantity.
    public var quantity: MetricQuantity
    /// The epoch, where it is not that of the measured model.
    public var checkpoint: Int?
    /// Whether the rows are of single samples.
    public var isOfSamples: Bool
    /// Number of rows.
    public var rows: Int
    /// Their mean.
    public var mean: Double
    /// Their standard deviation; nil of one row.
    public var deviation: Double?
    /// The smallest value.
    public var minimum: Double
    /// The largest value.
    public var maximum: Double
  }

  /// A cell it belongs to.
  public struct Use: Sendable, Hashable {
    /// The study.
    public var study: String
    /// The cell's label.
    public var cell: String
    /// The measure whose rows it holds.
    public var measure: String?
    /// The epoch measured.
    public var checkpoint: Int?
  }

  /// Label, kind, cost.
  public var stage: ListedStage
  /// Every label that studies gave it, sorted.
  public var labels: [String]
  /// The parameters; null of a stage without a result.
  public var parameters: Value
  /// SHA-256 of the program that ran it.
  public var binary: String?
  /// What it was computed from.
  public var inputs: [Neighbour]
  /// What was computed from it.
  public var dependants: [Neighbour]
  /// The files it published.
  public var outputs: [Output]
  /// What its rows say.
  public var summaries: [Summary]
  /// The cells whose rows it holds.
  public var uses: [Use]
}

extension ResultsStore {
  /// What is known of the stage with a key; nil when nothing is.
  public func facts(ofStage key: String) throws(StoreError) -> StageFacts? {
    try connection.read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM stage WHERE key = ?", arguments: [key])
      guard let row else { return nil }
      let id: Int64 = row["id"]
      let labels = try String.fetchAll(
        database, sql: "SELECT DISTINCT label FROM stage_label WHERE stage = ? ORDER BY label",
        arguments: [id])
      let label: String? = row["label"]
      let parameters: String? = row["parameters"]
      return StageFacts(
        stage: ListedStage(
          key: key, label: label ?? labels.first ?? "", kind: row["kind"], version: row["version"],
          finishedAt: row["finished_at"], wallSeconds: row["wall_seconds"],
          cpuSeconds: row["cpu_seconds"], peakBytes: row["peak_bytes"],
          forwardPasses: row["forward_passes"], rows: row["row_count"]),
        labels: labels, parameters: try parameters.map { try Value(json: Array($0.utf8)) } ?? .null,
        binary: row["binary"],
        inputs: try Self.neighbours("stage_input.input", of: "stage_input.stage", id, database),
        dependants: try Self.neighbours("stage_input.stage", of: "stage_input.input", id, database),
        outputs: try Self.outputs(of: id, database),
        summaries: try Self.summaries(of: id, database),
        uses: try Row.fetchAll(
          database,
          sql: """
            SELECT study.name, cell.label, measure, checkpoint FROM cell_stage
            JOIN cell ON cell.id = cell_stage.cell JOIN study ON study.id = cell.study
            WHERE cell_stage.stage = ? ORDER BY study.name, cell.position, cell_stage.id
            """, arguments: [id]
        ).map { StageFacts.Use(study: $0[0], cell: $0[1], measure: $0[2], checkpoint: $0[3]) })
    }
  }

  private static func neighbours(
    _ other: String, of own: String, _ id: Int64, _ database: Database
  ) throws -> [StageFacts.Neighbour] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT role, stage.key, coalesce(stage.label, (SELECT label FROM stage_label
          WHERE stage_label.stage = stage.id ORDER BY seen_at DESC LIMIT 1), '')
        FROM stage_input JOIN stage ON stage.id = \(other)
        WHERE \(own) = ? ORDER BY role, stage_input.stage, position
        """, arguments: [id]
    ).map { StageFacts.Neighbour(role: $0[0], key: $0[1], label: $0[2]) }
  }

  private static func outputs(of id: Int64, _ database: Database) throws -> [StageFacts.Output] {
    var tensors: [String: [StageFacts.Tensor]] = [:]
    let arrays = try Row.fetchAll(
      database,
      sql: "SELECT artifact, name, dtype, shape, axes FROM tensor WHERE stage = ? ORDER BY name",
      arguments: [id])
    for row in arrays {
      tensors[row[0], default: []].append(
        StageFacts.Tensor(name: row[1], dtype: row[2], shape: row[3], axes: row[4]))
    }
    return try Row.fetchAll(
      database, sql: "SELECT name, size, sha256 FROM artifact WHERE stage = ? ORDER BY name",
      arguments: [id]
    ).map { row in
      StageFacts.Output(
        name: row[0], size: row[1], sha256: row[2], tensors: tensors[row[0]] ?? [])
    }
  }

  private static func summaries(of id: Int64, _ database: Database) throws -> [StageFacts.Summary] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT quantity.name, split, layer, class, label_kind, part, context_order,
          interaction_order, exact, unit, reference, checkpoint, of_samples, rows, mean, sd, minimum,
          maximum
        FROM summary JOIN quantity ON quantity.id = summary.quantity
        WHERE summary.stage = ? ORDER BY position
        """, arguments: [id]
    ).map { row in
      StageFacts.Summary(
        quantity: MetricQuantity(
          name: row[0], split: row[1], layer: row[2], className: row[3], labelKind: row[4],
          part: row[5], contextOrder: row[6], interactionOrder: row[7], exact: row[8], unit: row[9],
          reference: row[10]),
        checkpoint: row[11], isOfSamples: row[12], rows: row[13], mean: row[14], deviation: row[15],
        minimum: row[16], maximum: row[17])
    }
  }
}
