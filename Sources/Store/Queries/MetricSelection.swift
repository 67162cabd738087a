import Base
import GRDB
import GRDBSQLite

/// Rows of a study, lean enough for a figure's hundred thousands.
public struct MetricSelection: Sendable {
  /// One row; what it shares with others is referred to.
  public struct Entry: Sendable, Hashable {
    /// The cell, an index into `cells`.
    public var cell: Int
    /// The quantity, an index into `quantities`.
    public var quantity: Int
    /// The measure node.
    public var measure: String?
    /// The model node.
    public var model: String?
    /// The second model of a comparison.
    public var reference: String?
    /// The epoch.
    public var checkpoint: Int?
    /// The training step.
    public var step: Int?
    /// The sample; nil when the number is of several together.
    public var sample: Int64?
    /// The number.
    public var value: Double
    /// Its standard error.
    public var standardError: Double?
    /// How many numbers it summarises.
    public var count: Int?
  }

  /// The study's cells, in the plan's order.
  public let cells: [StudyCell]
  /// The quantities the rows refer to.
  public let quantities: [MetricQuantity]
  /// The rows: by cell, then stage and row as recorded.
  public let entries: [Entry]

  /// Holds rows, such as some of another selection.
  public init(cells: [StudyCell], quantities: [MetricQuantity], entries: [Entry]) {
    self.cells = cells
    self.quantities = quantities
    self.entries = entries
  }

  /// The value of a dimension of `entry` by its column name in the view `metrics`, or a swept
  /// coordinate; nil where it does not apply.
  public func value(of dimension: String, _ entry: Entry) -> Value? {
    let quantity = quantities[entry.quantity]
    func text(_ text: String?) -> Value? { text.map { .text($0) } }
    func integer(_ integer: Int?) -> Value? { integer.map { .integer($0) } }
    return switch dimension {
    case "measure": text(entry.measure)
    case "model": text(entry.model)
    case "reference": text(entry.reference)
    case "name": .text(quantity.name)
    case "split": text(quantity.split)
    case "checkpoint": integer(entry.checkpoint)
    case "step": integer(entry.step)
    case "layer": text(quantity.layer)
    case "sample": integer(entry.sample.map(Int.init))
    case "class": text(quantity.className)
    case "label_kind": text(quantity.labelKind)
    case "part": text(quantity.part)
    case "context_order": integer(quantity.contextOrder)
    case "interaction_order": integer(quantity.interactionOrder)
    case "exact": .boolean(quantity.exact)
    case "unit": text(quantity.unit)
    default: cells[entry.cell].value(of: dimension)
    }
  }

  /// The dimensions of a row besides its cell and its number.
  public static let dimensions = [
    "measure", "model", "reference", "name", "split", "checkpoint", "step", "layer", "sample",
    "class", "label_kind", "part", "context_order", "interaction_order", "exact", "unit",
  ]
}

extension StudyQueries {
  /// Which rows by what they are of.
  public enum Extent: Sendable, Hashable {
    /// Rows of single samples.
    case samples
    /// Rows of several samples together.
    case aggregates
    /// Both.
    case all
  }

  /// The rows of the current plan: of one measure, of some names and of some epochs where given.
  ///
  /// Stages without such a row are not read: their summaries tell.
  public func rows(
    measure: String? = nil, names: [String]? = nil, checkpoints: Set<Int>? = nil,
    extent: Extent = .all
  ) throws(StoreError) -> MetricSelection {
    try connection.read { database in
      let (quantities, places) = try Self.quantities(names: names, database)
      let stages = try stages(
        measure: measure, quantities: names == nil ? nil : Array(places.keys),
        checkpoints: checkpoints, database)
      var entries: [MetricSelection.Entry] = []
      let read = try MetricReading(database, checkpoints: checkpoints, extent: extent)
      for stage in stages {
        try read.append(stage, quantities: quantities, places: places, to: &entries)
      }
      return MetricSelection(cells: cells, quantities: quantities, entries: entries)
    }
  }

  /// The stages of the plan that hold rows of these, by cell and then in the plan's order.
  private func stages(
    measure: String?, quantities: [Int64]?, checkpoints: Set<Int>?, _ database: Database
  ) throws -> [MetricReading.Stage] {
    var conditions = ["cell.study = ?"]
    var arguments: StatementArguments = [studyID]
    if let measure {
      conditions.append("cell_stage.measure = ?")
      arguments += [measure]
    }
    func list(_ numbers: some Sequence<Int64>) -> String {
      numbers.sorted().map(String.init).joined(separator: ", ")
    }
    if let quantities {
      conditions.append(
        """
        EXISTS (SELECT 1 FROM summary WHERE summary.stage = cell_stage.stage
          AND summary.quantity IN (\(list(quantities))))
        """)
    }
    if let checkpoints {
      let epochs = list(checkpoints.map(Int64.init))
      conditions.append(
        """
        (cell_stage.checkpoint IN (\(epochs)) OR EXISTS (SELECT 1 FROM summary
          WHERE summary.stage = cell_stage.stage AND summary.checkpoint IN (\(epochs))))
        """)
    }
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT cell.position, cell_stage.stage, cell_stage.measure, cell_stage.model,
          cell_stage.reference, cell_stage.checkpoint
        FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
        WHERE \(conditions.joined(separator: " AND "))
        ORDER BY cell.position, cell_stage.id
        """, arguments: arguments)
    let positions = try Int.fetchAll(
      database, sql: "SELECT position FROM cell WHERE study = ? ORDER BY position",
      arguments: [studyID])
    let places = Dictionary(
      zip(positions, positions.indices), uniquingKeysWith: { first, _ in first })
    var stages: [MetricReading.Stage] = []
    while let row = try rows.next() {
      guard let cell = places[row[0]] else { continue }
      stages.append(
        MetricReading.Stage(
          id: row[1], cell: cell, measure: row[2], model: row[3], reference: row[4],
          checkpoint: row[5]))
    }
    return stages
  }

  /// The names of the metrics recorded for `measure`, sorted.
  public func metricNames(measure: String) throws(StoreError) -> [String] {
    try connection.read { database in
      try String.fetchAll(
        database,
        sql: "SELECT DISTINCT name FROM metrics WHERE measure = ? ORDER BY name",
        arguments: [measure])
    }
  }

  /// The epochs at which the plan measures `measure`, by place in `cells`, measured yet or not.
  public func plannedCheckpoints(measure: String) throws(StoreError) -> [Int: Set<Int>] {
    try connection.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT cell.label, cell_stage.checkpoint
          FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
          WHERE cell.study = ? AND cell_stage.measure = ? AND cell_stage.checkpoint IS NOT NULL
          """, arguments: [studyID, measure])
      let places = Dictionary(
        zip(cells.map(\.label), cells.indices), uniquingKeysWith: { first, _ in first })
      var planned: [Int: Set<Int>] = [:]
      for row in rows {
        guard let place = places[row[0]] else { continue }
        planned[place, default: []].insert(row[1])
      }
      return planned
    }
  }

  /// The measures of the current plan, sorted, whether they have rows or not.
  public func measures() throws(StoreError) -> [String] {
    try connection.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT DISTINCT measure FROM cell_stage JOIN cell ON cell.id = cell_stage.cell
          WHERE cell.study = ? AND measure IS NOT NULL ORDER BY measure
          """, arguments: [studyID])
    }
  }

  /// The quantities of some names (or all) and their places by id.
  static func quantities(names: [String]?, _ database: Database) throws
    -> ([MetricQuantity], [Int64: Int])
  {
    var quantities: [MetricQuantity] = []
    var places: [Int64: Int] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, name, split, layer, class, label_kind, part, context_order, interaction_order,
          exact, unit, reference
        FROM quantity ORDER BY id
        """)
    while let row = try rows.next() {
      let quantity = MetricQuantity(
        name: row[1], split: row[2], layer: row[3], className: row[4], labelKind: row[5],
        part: row[6], contextOrder: row[7], interactionOrder: row[8], exact: row[9], unit: row[10],
        reference: row[11])
      guard names?.contains(quantity.name) ?? true else { continue }
      places[row[0]] = quantities.count
      quantities.append(quantity)
    }
    return (quantities, places)
  }
}
