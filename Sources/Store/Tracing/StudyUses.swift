import Base
import GRDB

/// Whose rows the stages of a study's current plan hold.
public struct StudyUses: Sendable {
  /// A stage in the role it plays in a cell.
  public struct Use: Sendable, Hashable {
    /// The cell, an index into `cells`.
    public var cell: Int
    /// The store's number of the stage.
    public var stage: Int64
    /// The measure node whose rows it holds.
    public var measure: String?
    /// The model measured or trained.
    public var model: String?
    /// The epoch measured; nil where rows say it themselves.
    public var checkpoint: Int?
    /// The second model of a comparison.
    public var reference: String?
  }

  /// The study.
  public let study: String
  /// The cells, in the plan's order.
  public let cells: [StudyCell]
  /// The stages whose rows are some cell's, by cell.
  public let uses: [Use]

  /// The measures that have stages in the plan, each once, in its order.
  public var measures: [String] {
    var seen: Set<String> = []
    return uses.compactMap(\.measure).filter { seen.insert($0).inserted }
  }

  /// The dimensions by which rows of this study may be chosen.
  public var dimensions: [String] {
    MetricSelection.dimensions + ["variant", "seed", "cell"]
      + Set(cells.flatMap { $0.coordinates.keys }).subtracting(["seed"]).sorted()
  }

  /// The uses that `filters` leave of some measures, as far as cell, model and epoch decide.
  ///
  /// The epoch `last` is, in each cell and for each model, the last at which the measure is planned.
  public func chosen(measures: Set<String>, _ filters: [Claim.Filter]) -> [Use] {
    let candidates = uses.filter { use in use.measure.map { measures.contains($0) } ?? false }
    let last = Self.last(of: candidates)
    let ofUses = Set(["measure", "model", "reference", "checkpoint"])
    let ofRows = Set(MetricSelection.dimensions).subtracting(ofUses)
    let deciding = filters.filter { !ofRows.contains($0.dimension) }
    return candidates.filter { use in
      deciding.allSatisfy { filter in
        filter.values.contains { wanted in
          switch filter.dimension {
          case "measure": use.measure == wanted.text
          case "model": use.model == nil || use.model == wanted.text
          case "reference": use.reference == nil || use.reference == wanted.text
          case "checkpoint":
            use.checkpoint == nil
              || (wanted == "last"
                ? use.checkpoint == last[Place(use)] : use.checkpoint == wanted.integer)
          default:
            cells[use.cell].value(of: filter.dimension).map { $0.agrees(with: wanted) } ?? false
          }
        }
      }
    }
  }

  /// Those of some uses that are, in each cell and for each model, of the last epoch at which their
  /// measure is planned, or of none.
  public static func atLastEpoch(_ uses: [Use]) -> [Use] {
    let last = last(of: uses)
    return uses.filter { $0.checkpoint == nil || $0.checkpoint == last[Place($0)] }
  }

  /// What has a last epoch of its own.
  struct Place: Hashable {
    var cell: Int
    var measure: String?
    var model: String?

    init(_ use: Use) {
      cell = use.cell
      measure = use.measure
      model = use.model
    }
  }

  /// The last epoch of each cell, measure and model among `uses`.
  static func last(of uses: [Use]) -> [Place: Int] {
    var last: [Place: Int] = [:]
    for use in uses {
      guard let checkpoint = use.checkpoint else { continue }
      last[Place(use)] = max(checkpoint, last[Place(use)] ?? checkpoint)
    }
    return last
  }
}

extension Value {
  /// Whether two values are the same, 1 and 1.0 included.
  public func agrees(with other: Value) -> Bool {
    if let first = number, let second = other.number { return first == second }
    return self == other
  }
}

extension ResultsStore {
  /// Whose rows the stages of a study's current plan hold; throws when there is no such study.
  public func uses(study: String) throws(StoreError) -> StudyUses {
    try connection.read { database in
      guard
        let id = try Int64.fetchOne(
          database, sql: "SELECT id FROM study WHERE name = ?", arguments: [study])
      else {
        let names = try String.fetchAll(database, sql: "SELECT name FROM study ORDER BY name")
        throw StoreError.unknownStudy(
          study, nearest: NearestName.suggestion(for: study, among: names))
      }
      let cells = try StudyCell.all(study: id, database)
      let places = try Int64.fetchAll(
        database, sql: "SELECT id FROM cell WHERE study = ? ORDER BY position", arguments: [id])
      let index = Dictionary(zip(places, places.indices), uniquingKeysWith: { first, _ in first })
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT cell.id, stage, measure, model, checkpoint, reference
          FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
          WHERE cell.study = ? ORDER BY cell.position, cell_stage.id
          """, arguments: [id])
      var uses: [StudyUses.Use] = []
      while let row = try rows.next() {
        guard let cell = index[row[0]] else { continue }
        uses.append(
          StudyUses.Use(
            cell: cell, stage: row[1], measure: row[2], model: row[3], checkpoint: row[4],
            reference: row[5]))
      }
      return StudyUses(study: study, cells: cells, uses: uses)
    }
  }

  /// Those of `stages` that hold rows of some metrics (or any) at the values `filters` name of what
  /// a quantity says, such as `context_order`; other dimensions are passed over.
  public func stages(
    among stages: Set<Int64>, holding metrics: [String]?, _ filters: [Claim.Filter]
  ) throws(StoreError) -> Set<Int64> {
    try connection.read { database in
      var quantities: [Value] = []
      let rows = try Row.fetchCursor(database, sql: "SELECT * FROM quantity")
      while let row = try rows.next() {
        let name: String = row["name"]
        guard metrics?.contains(name) ?? true else { continue }
        let isWanted = filters.allSatisfy { filter in
          guard Self.quantityColumns.contains(filter.dimension) else { return true }
          let value: DatabaseValue = row[filter.dimension]
          return filter.values.contains { wanted in
            switch value.storage {
            case .int64(let integer):
              filter.dimension == "exact"
                ? wanted.boolean == (integer == 1) || wanted.integer == Int(integer)
                : wanted.integer == Int(integer)
            case .string(let text): wanted.text == text || wanted.json == text
            default: wanted == .null
            }
          }
        }
        if isWanted { quantities.append(.integer(Int(row["id"] as Int64))) }
      }
      return try Set(
        Int64.fetchAll(
          database,
          sql: """
            SELECT DISTINCT summary.stage FROM json_each(?) AS wanted
            JOIN summary ON summary.stage = wanted.value
            WHERE summary.quantity IN (SELECT value FROM json_each(?))
            """, arguments: [Self.list(stages), Value.list(quantities).json]))
    }
  }

  /// The columns of `quantity` that filters may name.
  private static let quantityColumns: Set<String> = [
    "name", "split", "layer", "class", "label_kind", "part", "context_order", "interaction_order",
    "exact", "unit",
  ]

  /// Numbers of stages as SQLite's `json_each` reads them.
  static func list(_ stages: some Sequence<Int64>) -> String {
    "[" + stages.map(String.init).joined(separator: ",") + "]"
  }
}
