import Base
import GRDB

/// The numbers of cells in a few words each: one for each measure, quantity and epoch of a stage.
///
/// They come from `summary`, so no list reads millions of rows.
public struct CellMetrics: Sendable {
  /// A quantity of a stage of a cell.
  public struct Entry: Sendable, Hashable {
    /// The cell's number in the store.
    public var cell: Int64
    /// The measure node; `training` of training curves.
    public var measure: String
    /// The model node.
    public var model: String?
    /// The second model of a comparison.
    public var reference: String?
    /// The epoch.
    public var checkpoint: Int?
    /// An index into `quantities`.
    public var quantity: Int
    /// Whether the rows are of single samples.
    public var isOfSamples: Bool
    /// Number of rows.
    public var rows: Int
    /// Their mean.
    public var mean: Double
    /// Their standard deviation, divisor n − 1; nil of one row.
    public var deviation: Double?
    /// The last row's value.
    public var last: Double
  }

  /// Which epochs of measured models.
  public enum Checkpoint: Sendable, Hashable {
    /// The last that the plan measures, of each cell and measure: one that is not measured yet has no
    /// numbers, and an earlier one does not pass for it.
    case last
    /// One epoch.
    case at(Int)
    /// All.
    case all
  }

  /// The quantities entries refer to.
  public var quantities: [MetricQuantity] = []
  /// The numbers, by cell, then in the order of the plan.
  public var entries: [Entry] = []
}

extension ResultsStore {
  /// The numbers of the cells of a study, of one cell where it is named, or of all studies, for the
  /// quantities that `isWanted`.
  public func cellMetrics(
    study: String? = nil, cell: String? = nil, at checkpoint: CellMetrics.Checkpoint,
    where isWanted: (MetricQuantity) -> Bool = { _ in true }
  ) throws(StoreError) -> CellMetrics {
    try connection.read { database in
      var metrics = CellMetrics()
      var places: [Int64: Int] = [:]
      for (id, quantity) in try Self.allQuantities(database) where isWanted(quantity) {
        places[id] = metrics.quantities.count
        metrics.quantities.append(quantity)
      }
      guard !places.isEmpty else { return metrics }
      var conditions = ["cell_stage.measure IS NOT NULL"]
      var arguments: StatementArguments = []
      if let study {
        conditions.append("cell.study = (SELECT id FROM study WHERE name = ?)")
        arguments += [study]
      }
      if let cell {
        conditions.append("cell.label = ?")
        arguments += [cell]
      }
      switch checkpoint {
      case .all: break
      case .at(let epoch):
        conditions.append("(cell_stage.checkpoint IS NULL OR cell_stage.checkpoint = ?)")
        arguments += [epoch]
      case .last:
        conditions.append(
          """
          (cell_stage.checkpoint IS NULL OR cell_stage.checkpoint = (
            SELECT epoch FROM last_planned
            WHERE last_planned.cell = cell.id AND last_planned.measure = cell_stage.measure))
          """)
      }
      // The order of the joins is given: without statistics SQLite might begin with the summaries.
      // The last epochs are found once: for every stage anew that is the square of a cell's stages.
      let rows = try Row.fetchCursor(
        database,
        sql: """
          WITH last_planned AS MATERIALIZED (
            SELECT cell, measure, max(checkpoint) AS epoch FROM cell_stage
            WHERE measure IS NOT NULL GROUP BY cell, measure)
          SELECT cell.id, cell_stage.measure, cell_stage.model, cell_stage.reference,
            coalesce(summary.checkpoint, cell_stage.checkpoint), summary.quantity,
            summary.of_samples, summary.rows, summary.mean, summary.sd, summary.last
          FROM cell CROSS JOIN cell_stage ON cell_stage.cell = cell.id
          CROSS JOIN summary ON summary.stage = cell_stage.stage
          WHERE \(conditions.joined(separator: " AND "))
          ORDER BY cell.id, cell_stage.id, summary.position
          """, arguments: arguments)
      while let row = try rows.next() {
        guard let quantity = places[row[5]] else { continue }
        metrics.entries.append(
          CellMetrics.Entry(
            cell: row[0], measure: row[1], model: row[2],
            reference: metrics.quantities[quantity].reference ?? row[3], checkpoint: row[4],
            quantity: quantity, isOfSamples: row[6], rows: row[7], mean: row[8], deviation: row[9],
            last: row[10]))
      }
      return metrics
    }
  }

  /// All quantities ever recorded.
  public func quantities() throws(StoreError) -> [MetricQuantity] {
    try connection.read { try Self.allQuantities($0).map(\.quantity) }
  }

  /// The measures of the plan of a study, or of all studies, sorted.
  public func measures(study: String?) throws(StoreError) -> [String] {
    try connection.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT DISTINCT cell_stage.measure FROM study JOIN cell ON cell.study = study.id
          JOIN cell_stage ON cell_stage.cell = cell.id
          WHERE cell_stage.measure IS NOT NULL AND (?1 IS NULL OR study.name = ?1) ORDER BY 1
          """, arguments: [study])
    }
  }

  static func allQuantities(_ database: Database) throws -> [(
    id: Int64, quantity: MetricQuantity
  )] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT id, name, split, layer, class, label_kind, part, context_order, interaction_order,
          exact, unit, reference FROM quantity ORDER BY id
        """
    ).map { row in
      (
        row[0],
        MetricQuantity(
          name: row[1], split: row[2], layer: row[3], className: row[4], labelKind: row[5],
          part: row[6], contextOrder: row[7], interactionOrder: row[8], exact: row[9],
          unit: row[10],
          reference: row[11])
      )
    }
  }
}
