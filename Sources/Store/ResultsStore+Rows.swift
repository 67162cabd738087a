import Base
import GRDB

extension ResultsStore {
  /// What people call a stage; nil when it was never collected.
  public func label(of stage: ContentHash) throws(StoreError) -> String? {
    try connection.read {
      try String.fetchOne(
        $0, sql: "SELECT label FROM stage WHERE key = ? AND label IS NOT NULL",
        arguments: [stage.hex])
    }
  }

  /// The rows of a stage as they were collected; without rows for a stage that is not known.
  ///
  /// Its rows equal those of the file that was collected; only of −0 SQLite keeps no sign.
  public func table(of stage: ContentHash) throws(StoreError) -> MetricTable {
    try connection.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT quantity.name, split, layer, class, label_kind, part, context_order,
            interaction_order, exact, unit, reference, sample, metric.checkpoint, step, value,
            std_error, count
          FROM stage JOIN metric ON metric.stage = stage.id
          JOIN quantity ON quantity.id = metric.quantity
          WHERE key = ? ORDER BY metric.row
          """, arguments: [stage.hex])
      var found: [MetricRow] = []
      while let row = try rows.next() {
        found.append(
          MetricRow(
            name: row[0], value: row[14], split: row[1], checkpoint: row[12], step: row[13],
            layer: row[2], sample: row[11], className: row[3], labelKind: row[4], part: row[5],
            contextOrder: row[6], interactionOrder: row[7], standardError: row[15], count: row[16],
            exact: row[8], unit: row[9], reference: row[10]))
      }
      return try MetricTable(found)
    }
  }
}
