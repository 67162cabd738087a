import GRDB
import GRDBSQLite

/// Reads the metric rows of one stage after the other, straight from SQLite's columns: through
/// GRDB's rows a figure's hundred thousands take several times as long.
struct MetricReading {
  /// A stage in the role it has in a cell.
  struct Stage {
    var id: Int64
    /// An index into the plan's cells.
    var cell: Int
    var measure: String?
    var model: String?
    var reference: String?
    var checkpoint: Int?
  }

  private let statement: Statement
  private let checkpoints: Set<Int>?
  private let extent: StudyQueries.Extent

  /// Reads rows of some epochs, where given, and of one extent.
  init(_ database: Database, checkpoints: Set<Int>?, extent: StudyQueries.Extent) throws {
    statement = try database.makeStatement(
      sql: """
        SELECT quantity, sample, checkpoint, step, value, std_error, count FROM metric
        WHERE stage = ? ORDER BY row
        """)
    self.checkpoints = checkpoints
    self.extent = extent
  }

  /// Appends the rows of `stage` that are of a quantity in `places`.
  func append(
    _ stage: Stage, quantities: [MetricQuantity], places: [Int64: Int],
    to entries: inout [MetricSelection.Entry]
  ) throws {
    let raw = statement.sqliteStatement
    defer { sqlite3_reset(raw) }
    sqlite3_bind_int64(raw, 1, stage.id)
    func integer(_ column: Int32) -> Int? {
      sqlite3_column_type(raw, column) == SQLITE_NULL
        ? nil : Int(sqlite3_column_int64(raw, column))
    }
    // Rows of a quantity come in runs or by turns; looking up each would be most of the time.
    var lastQuantity: Int64 = -1
    var lastPlace: Int?
    while true {
      let code = sqlite3_step(raw)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else {
        throw DatabaseError(resultCode: ResultCode(rawValue: code))
      }
      let quantity = sqlite3_column_int64(raw, 0)
      if quantity != lastQuantity {
        lastQuantity = quantity
        lastPlace = places[quantity]
      }
      guard let place = lastPlace else { continue }
      let sample = integer(1)
      switch extent {
      case .samples where sample == nil: continue
      case .aggregates where sample != nil: continue
      default: break
      }
      let checkpoint = integer(2) ?? stage.checkpoint
      if let checkpoints {
        guard let checkpoint, checkpoints.contains(checkpoint) else { continue }
      }
      entries.append(
        MetricSelection.Entry(
          cell: stage.cell, quantity: place, measure: stage.measure, model: stage.model,
          reference: quantities[place].reference ?? stage.reference, checkpoint: checkpoint,
          step: integer(3), sample: sample.map(Int64.init), value: sqlite3_column_double(raw, 4),
          standardError: sqlite3_column_type(raw, 5) == SQLITE_NULL
            ? nil : sqlite3_column_double(raw, 5), count: integer(6)))
    }
  }
}
