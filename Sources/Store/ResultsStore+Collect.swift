import Base
import GRDB
import GRDBSQLite
import Synchronization

extension ResultsStore {
  /// Records a finished stage and its rows in one transaction; false when it was there already.
  @discardableResult
  public func collect(
    _ stage: CollectedStage, _ table: MetricTable, samples: [SampleRow] = []
  ) throws(StoreError) -> Bool {
    var added: [MetricQuantity: Int64] = [:]
    let isNew = try connection.write { database in
      let id = try Self.stageID(stage.key, database)
      guard try !Self.isFinished(id, database) else { return false }
      try Self.insert(stage, id: id, rowCount: table.rowCount, database)
      let known = quantityIDs.withLock { $0 }
      var quantities: [Int64] = []
      for quantity in table.quantities {
        if let found = known[quantity] {
          quantities.append(found)
        } else {
          let found = try Self.quantityID(quantity, database)
          added[quantity] = found
          quantities.append(found)
        }
      }
      try Self.insert(table, stage: id, quantities: quantities, database)
      for sample in samples {
        let statement = try database.cachedStatement(
          sql: """
            INSERT INTO sample(stage, sample, split, label, given_label) VALUES (?, ?, ?, ?, ?)
            """)
        try statement.execute(arguments: [
          id, sample.sample, sample.split, sample.label, sample.givenLabel,
        ])
      }
      try Self.noteMeasured(database, stage: id)
      return true
    }
    // Only now: ids of a transaction that was rolled back are not there.
    let committed = added
    quantityIDs.withLock { $0.merge(committed) { _, new in new } }
    return isNew
  }

  /// The keys of the stages collected so far.
  public func collectedKeys() throws(StoreError) -> Set<ContentHash> {
    try connection.read { database in
      let keys = try String.fetchAll(
        database, sql: "SELECT key FROM stage WHERE finished_at IS NOT NULL")
      return Set(keys.compactMap(ContentHash.init(hex:)))
    }
  }

  /// Forgets a stage's rows and facts, as when its folder was found damaged; the plan keeps it.
  public func forget(_ key: ContentHash) throws(StoreError) {
    try connection.write { database in
      let id = try Self.stageID(key, database)
      for table in ["metric", "sample", "artifact", "stage_input"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE stage = ?", arguments: [id])
      }
      try database.execute(
        sql: "UPDATE stage SET finished_at = NULL, row_count = NULL WHERE id = ?",
        arguments: [id])
    }
  }

  private static func isFinished(_ stage: Int64, _ database: Database) throws -> Bool {
    let statement = try database.cachedStatement(
      sql: "SELECT finished_at IS NOT NULL FROM stage WHERE id = ?")
    return try Bool.fetchOne(statement, arguments: [stage]) ?? false
  }

  private static func insert(
    _ stage: CollectedStage, id: Int64, rowCount: Int, _ database: Database
  ) throws {
    let update = try database.cachedStatement(
      sql: """
        UPDATE stage SET kind = ?, version = ?, label = ?, parameters = ?, binary = ?,
          environment = ?, wall_seconds = ?, cpu_seconds = ?, finished_at = ?, row_count = ?
        WHERE id = ?
        """)
    try update.execute(arguments: [
      stage.kind, stage.version, stage.label, stage.parameters.json, stage.binary?.hex,
      Value.map(stage.environment.mapValues { .text($0) }).json, stage.wallSeconds,
      stage.cpuSeconds, stage.finishedAt, rowCount, id,
    ])
    let input = try database.cachedStatement(
      sql: "INSERT INTO stage_input(stage, role, position, input) VALUES (?, ?, ?, ?)")
    for (role, keys) in stage.inputs.sorted(by: { $0.key < $1.key }) {
      for (position, key) in keys.enumerated() {
        try input.execute(arguments: [id, role, position, try stageID(key, database)])
      }
    }
    let artifact = try database.cachedStatement(
      sql: "INSERT INTO artifact(stage, name, size, sha256) VALUES (?, ?, ?, ?)")
    for file in stage.artifacts {
      try artifact.execute(arguments: [id, file.name, file.size, file.sha256.hex])
    }
  }

  private static func quantityID(_ quantity: MetricQuantity, _ database: Database) throws -> Int64 {
    let arguments: StatementArguments = [
      quantity.name, quantity.split, quantity.layer, quantity.className, quantity.labelKind,
      quantity.part, quantity.contextOrder, quantity.interactionOrder, quantity.exact ? 1 : 0,
      quantity.unit, quantity.reference,
    ]
    let find = try database.cachedStatement(
      sql: """
        SELECT id FROM quantity WHERE name = ? AND split IS ? AND layer IS ? AND class IS ?
          AND label_kind IS ? AND part IS ? AND context_order IS ? AND interaction_order IS ?
          AND exact = ? AND unit IS ? AND reference IS ?
        """)
    if let id = try Int64.fetchOne(find, arguments: arguments) { return id }
    let insert = try database.cachedStatement(
      sql: """
        INSERT INTO quantity(name, split, layer, class, label_kind, part, context_order,
          interaction_order, exact, unit, reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try insert.execute(arguments: arguments)
    return database.lastInsertedRowID
  }

  /// Binds the columns straight to one prepared statement: this is where a run's rows go through.
  private static func insert(
    _ table: MetricTable, stage: Int64, quantities: [Int64], _ database: Database
  ) throws {
    guard table.rowCount > 0 else { return }
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO metric(stage, row, quantity, sample, checkpoint, step, value, std_error, count)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    let raw = statement.sqliteStatement
    defer {
      sqlite3_reset(raw)
      sqlite3_clear_bindings(raw)
    }
    func bind(_ place: Int32, _ value: Int64) {
      if value == MetricTable.noInteger {
        sqlite3_bind_null(raw, place)
      } else {
        sqlite3_bind_int64(raw, place, value)
      }
    }
    sqlite3_bind_int64(raw, 1, stage)
    for row in 0..<table.rowCount {
      sqlite3_bind_int64(raw, 2, Int64(row))
      sqlite3_bind_int64(raw, 3, quantities[Int(table.quantity[row])])
      bind(4, table.sample[row])
      bind(5, table.checkpoint[row])
      bind(6, table.step[row])
      sqlite3_bind_double(raw, 7, table.value[row])
      // SQLite binds NaN, which stands for nil here, as NULL.
      sqlite3_bind_double(raw, 8, table.standardError[row])
      bind(9, table.count[row])
      guard sqlite3_step(raw) == SQLITE_DONE else {
        throw DatabaseError(
          resultCode: database.lastErrorCode, message: database.lastErrorMessage)
      }
      sqlite3_reset(raw)
    }
  }
}
