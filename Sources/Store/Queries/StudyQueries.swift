import Base
import GRDB

/// The rows of one study's current plan, on a read-only connection.
///
/// The documented views (`metrics`, `strength`, `cells`, `stages`, `runs`, `artifacts`) are restricted
/// to the study here; `all_metrics` is everything. The functions of `SQLFunctions` are there.
public final class StudyQueries: Sendable {
  /// The study.
  public let study: String
  /// The cells of the plan, in its order.
  public let cells: [StudyCell]
  let studyID: Int64
  let connection: Connection

  /// Opens the store at `path` for questions about `study`.
  public init(at path: String, study: String, isImmutable: Bool = false) throws(StoreError) {
    self.study = study
    let opened = try Connection(reading: path, isImmutable: isImmutable)
    studyID = try opened.read { try Self.id(of: study, $0) }
    let id = studyID
    connection = try Connection(reading: path, isImmutable: isImmutable) { database in
      try database.execute(sql: Self.restrictedViews(study: id))
      GuardedQuery.limit(database)
    }
    cells = try opened.read { try StudyCell.all(study: id, $0) }
  }

  static func id(of study: String, _ database: Database) throws -> Int64 {
    let id = try Int64.fetchOne(
      database, sql: "SELECT id FROM study WHERE name = ?", arguments: [study])
    guard let id else {
      let names = try String.fetchAll(database, sql: "SELECT name FROM study ORDER BY name")
      throw StoreError.unknownStudy(
        study, nearest: NearestName.suggestion(for: study, among: names))
    }
    return id
  }

  static func restrictedViews(study: Int64) -> String {
    """
    CREATE TEMP VIEW metrics AS
      SELECT \(metricColumns) FROM \(orderedMetrics) WHERE study.id = \(study);
    CREATE TEMP VIEW cells AS
      SELECT \(cellColumns) FROM cell JOIN study ON study.id = cell.study
      WHERE study.id = \(study);
    CREATE TEMP VIEW strength AS SELECT * FROM metrics WHERE context_order IS NOT NULL;
    CREATE TEMP VIEW runs AS
      SELECT * FROM main.runs WHERE study = (SELECT name FROM study WHERE id = \(study));
    CREATE TEMP VIEW stages AS
      SELECT * FROM main.stages WHERE key IN (\(stagesOfStudy(study)));
    CREATE TEMP VIEW artifacts AS
      SELECT * FROM main.artifacts WHERE key IN (\(stagesOfStudy(study)));
    """
  }
}

/// The keys of the stages of a study: those of its current plan, and those its plans ever named.
private func stagesOfStudy(_ study: Int64) -> String {
  """
  SELECT stage.key FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
      JOIN stage ON stage.id = cell_stage.stage WHERE cell.study = \(study)
      UNION SELECT stage.key FROM stage_label JOIN stage ON stage.id = stage_label.stage
      WHERE stage_label.study = \(study)
  """
}

/// A cell of a study's current plan as the store knows it.
public struct StudyCell: Sendable, Hashable {
  /// The cell's name, such as `variant=low-order,seed=0`.
  public var label: String
  /// The variant; nil when the study has none.
  public var variant: String?
  /// The swept seed.
  public var seed: Int?
  /// The swept coordinates by dotted path.
  public var coordinates: [String: Value]

  /// Makes a cell; see the properties.
  public init(label: String, variant: String?, seed: Int?, coordinates: [String: Value]) {
    self.label = label
    self.variant = variant
    self.seed = seed
    self.coordinates = coordinates
  }

  /// The value of `variant`, `cell`, `seed` or a swept coordinate here; nil where there is none.
  public func value(of dimension: String) -> Value? {
    switch dimension {
    case "variant": variant.map { .text($0) }
    case "cell": .text(label)
    case "seed": seed.map { .integer($0) } ?? coordinates["seed"]
    default: coordinates[dimension]
    }
  }

  /// A cell as a plan has it.
  public init(_ cell: PlannedCell) {
    label = cell.label
    variant = cell.variant
    seed = cell.seed
    coordinates = cell.coordinates
  }

  static func all(study: Int64, _ database: Database) throws -> [StudyCell] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT label, variant, seed, coordinates FROM cell WHERE study = ? ORDER BY position
        """, arguments: [study])
    return try rows.map { row in
      let coordinates: String = row[3]
      return StudyCell(
        label: row[0], variant: row[1], seed: row[2],
        coordinates: try Value(json: Array(coordinates.utf8)).map ?? [:])
    }
  }
}
