import Base
import GRDB

/// Summaries of a study's stages in the roles they play in its cells.
public struct SummaryRows: Sendable {
  /// The mean of a quantity's rows in one stage.
  public struct Entry: Sendable, Hashable {
    /// The cell, an index into `cells`.
    public var cell: Int
    /// The quantity, an index into `quantities`.
    public var quantity: Int
    /// The measure node.
    public var measure: String
    /// The model node.
    public var model: String?
    /// The second model of a comparison.
    public var reference: String?
    /// The epoch.
    public var checkpoint: Int?
    /// Whether the rows are of single samples.
    public var isOfSamples: Bool
    /// How many rows there are.
    public var rows: Int
    /// Of rows of several samples together: how many each summarises; nil where it is not told.
    public var count: Int?
    /// Their mean.
    public var mean: Double
  }

  /// The cells of the plan, in its order.
  public let cells: [StudyCell]
  /// The quantities entries refer to.
  public let quantities: [MetricQuantity]
  /// The entries: by cell, then stage and position as recorded.
  public let entries: [Entry]
}

extension StudyQueries {
  /// The summaries of the plan's stages: of measures of checkpoints those of the last one planned,
  /// of everything else – such as training curves – all.
  public func lastSummaries() throws(StoreError) -> SummaryRows {
    try connection.read { database in
      let (quantities, places) = try Self.quantities(names: nil, database)
      let cellIDs = try Int64.fetchAll(
        database, sql: "SELECT id FROM cell WHERE study = ? ORDER BY position",
        arguments: [studyID])
      let cellPlaces = Dictionary(
        zip(cellIDs, cellIDs.indices), uniquingKeysWith: { first, _ in first })
      let cursor = try Row.fetchCursor(
        database,
        sql: """
          WITH last AS (
            SELECT cell, measure, model, max(checkpoint) AS checkpoint
            FROM cell_stage WHERE cell IN (SELECT id FROM cell WHERE study = ?)
            GROUP BY cell, measure, model),
          counted AS (
            SELECT stage, quantity, max(count) AS count FROM metric
            WHERE sample IS NULL AND stage IN (
              SELECT cell_stage.stage FROM last JOIN cell_stage
                ON cell_stage.cell = last.cell AND cell_stage.measure = last.measure
                AND cell_stage.model IS last.model AND cell_stage.checkpoint IS last.checkpoint
                AND EXISTS (SELECT 1 FROM summary
                  WHERE summary.stage = cell_stage.stage AND NOT summary.of_samples))
            GROUP BY stage, quantity)
          SELECT cell.id, summary.quantity, cell_stage.measure, cell_stage.model,
            cell_stage.reference, coalesce(summary.checkpoint, cell_stage.checkpoint),
            summary.of_samples, summary.rows, counted.count, summary.mean
          FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
            JOIN last ON last.cell = cell_stage.cell AND last.measure = cell_stage.measure
              AND last.model IS cell_stage.model AND last.checkpoint IS cell_stage.checkpoint
            JOIN summary ON summary.stage = cell_stage.stage
            LEFT JOIN counted ON NOT summary.of_samples AND counted.stage = summary.stage
              AND counted.quantity = summary.quantity
          WHERE cell.study = ?
          ORDER BY cell.position, cell_stage.id, summary.position
          """, arguments: [studyID, studyID])
      var entries: [SummaryRows.Entry] = []
      while let row = try cursor.next() {
        guard let cell = cellPlaces[row[0]], let quantity = places[row[1]] else { continue }
        entries.append(
          SummaryRows.Entry(
            cell: cell, quantity: quantity, measure: row[2], model: row[3],
            reference: quantities[quantity].reference ?? row[4], checkpoint: row[5],
            isOfSamples: row[6], rows: row[7], count: row[8], mean: row[9]))
      }
      return SummaryRows(cells: cells, quantities: quantities, entries: entries)
    }
  }
}
