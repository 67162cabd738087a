import Base
import GRDB
import GRDBSQLite
import Synchronization

extension ResultsStore {
  /// Records a finished stage and its rows in one transaction; false when it was there already.
  ///
  /// Rows of the same stage that came from other files are replaced.
  @discardableResult
  public func collect(
    _ stage: CollectedStage, _ table: MetricTable, samples: [SampleRow] = []
  ) throws(StoreError) -> Bool {
    try withQuantities { database, quantities in
      try Self.collect(stage, table, samples, quantities: &quantities, database)
    }
  }

  /// Runs a transaction that may meet new quantities; their ids are kept once it is committed.
  func withQuantities<Result>(
    _ body: (Database, inout [MetricQuantity: Int64]) throws -> Result
  ) throws(StoreError) -> Result {
    let known = quantityIDs.withLock { $0 }
    var quantities = known
    let result = try connection.write { database in
      // A transaction that is tried again begins with what the one before left in the store.
      quantities = known
      return try body(database, &quantities)
    }
    // Only now: ids of a transaction that was rolled back are not there.
    if quantities.count > known.count {
      let committed = quantities
      quantityIDs.withLock { $0.merge(committed) { _, new in new } }
    }
    return result
  }

  /// Records a stage inside a transaction; false when it was there already.
  static func collect(
    _ stage: CollectedStage, _ table: MetricTable, _ samples: [SampleRow] = [],
    quantities: inout [MetricQuantity: Int64], _ database: Database
  ) throws -> Bool {
    let id = try stageID(stage.key, database)
    if try isFinished(id, database) {
      let known = try artifacts(of: id, database)
      guard known != Set(stage.artifacts) else { return false }
      try forget(id, database)
    }
    try insert(stage, id: id, rowCount: table.rowCount, database)
    var ids: [Int64] = []
    for quantity in table.quantities {
      let found = try quantities[quantity] ?? quantityID(quantity, database)
      quantities[quantity] = found
      ids.append(found)
    }
    try insert(table, stage: id, quantities: ids, database)
    try insert(MetricSummary.all(of: table), stage: id, quantities: ids, database)
    for sample in samples {
      let statement = try database.cachedStatement(
        sql: """
          INSERT INTO sample(stage, sample, split, label, given_label) VALUES (?, ?, ?, ?, ?)
          """)
      try statement.execute(arguments: [
        id, sample.sample, sample.split, sample.label, sample.givenLabel,
      ])
    }
    if table.rowCount > 0 { try noteMeasured(database, stage: id) }
    return true
  }

  /// The keys of the stages collected so far.
  public func collectedKeys() throws(StoreError) -> Set<ContentHash> {
    try connection.read { database in
      let texts = try String.fetchCursor(
        database, sql: "SELECT key FROM stage WHERE finished_at IS NOT NULL")
      var keys: Set<ContentHash> = []
      while let text = try texts.next() {
        if let key = ContentHash(hex: text) { keys.insert(key) }
      }
      return keys
    }
  }

  /// The stages collected so far, each with the files its rows came with.
  public func collectedStages() throws(StoreError) -> [ContentHash: Set<CollectedStage.Artifact>] {
    try connection.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT key, name, size, sha256 FROM stage LEFT JOIN artifact ON artifact.stage = stage.id
          WHERE finished_at IS NOT NULL
          """)
      var stages: [ContentHash: Set<CollectedStage.Artifact>] = [:]
      while let row = try rows.next() {
        guard let key = ContentHash(hex: row["key"]) else { continue }
        if let artifact = Self.artifact(row) {
          stages[key, default: []].insert(artifact)
        } else {
          stages[key] = stages[key] ?? []
        }
      }
      return stages
    }
  }

  private static func artifacts(of stage: Int64, _ database: Database) throws
    -> Set<CollectedStage.Artifact>
  {
    let rows = try Row.fetchAll(
      database, sql: "SELECT name, size, sha256 FROM artifact WHERE stage = ?", arguments: [stage])
    return Set(rows.compactMap(artifact))
  }

  private static func artifact(_ row: Row) -> CollectedStage.Artifact? {
    guard let name: String = row["name"], let size: Int = row["size"],
      let hex: String = row["sha256"], let sha256 = ContentHash(hex: hex)
    else { return nil }
    return CollectedStage.Artifact(name: name, size: size, sha256: sha256)
  }

  /// Forgets a stage's rows and facts, as when they were found damaged; plans keep it, and are no
  /// longer taken to be collected.
  public func forget(_ key: ContentHash) throws(StoreError) {
    try connection.write { database in
      try Self.forget(try Self.stageID(key, database), database)
      try database.execute(sql: "UPDATE study SET plan = NULL")
    }
  }

  static func forget(_ stage: Int64, _ database: Database) throws {
    for table in [
      "metric", "summary", "sample", "tensor", "artifact", "stage_file", "stage_input",
    ] {
      try database.execute(sql: "DELETE FROM \(table) WHERE stage = ?", arguments: [stage])
    }
    try database.execute(
      sql: "UPDATE stage SET finished_at = NULL, row_count = NULL WHERE id = ?",
      arguments: [stage])
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
          environment = ?, wall_seconds = ?, cpu_seconds = ?, finished_at = ?, row_count = ?,
          peak_bytes = ?, forward_passes = ?
        WHERE id = ?
        """)
    try update.execute(arguments: [
      stage.kind, stage.version, stage.label, stage.parameters.json, stage.binary?.hex,
      Value.map(stage.environment.mapValues { .text($0) }).json, stage.wallSeconds,
      stage.cpuSeconds, stage.finishedAt, rowCount, stage.peakBytes, stage.forwardPasses, id,
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
    let read = try database.cachedStatement(
      sql: "INSERT INTO stage_file(stage, name, sha256) VALUES (?, ?, ?)")
    for (name, sha256) in stage.files { try read.execute(arguments: [id, name, sha256.hex]) }
    let tensor = try database.cachedStatement(
      sql: """
        INSERT INTO tensor(stage, artifact, name, dtype, shape, axes) VALUES (?, ?, ?, ?, ?, ?)
        """)
    for array in stage.tensors {
      try tensor.execute(arguments: [
        id, array.artifact, array.name, array.type,
        Value.list(array.shape.map { .integer($0) }).json,
        array.axes.map { Value.list($0.map { .text($0) }).json },
      ])
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

  private static func insert(
    _ summaries: [MetricSummary], stage: Int64, quantities: [Int64], _ database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO summary(stage, position, quantity, checkpoint, of_samples, rows, mean, sd,
          minimum, maximum, last)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for (position, summary) in summaries.enumerated() {
      try statement.execute(arguments: [
        stage, position, quantities[summary.quantity], summary.checkpoint, summary.isOfSamples,
        summary.rows, summary.mean, summary.deviation, summary.minimum, summary.maximum,
        summary.last,
      ])
    }
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
