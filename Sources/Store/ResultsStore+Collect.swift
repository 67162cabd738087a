import Base
import GRDB
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
      try StageWriter(database).write(stage, table, samples, quantities: &quantities)
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

  static func artifacts(of stage: Int64, _ database: Database) throws
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

  static func quantityID(_ quantity: MetricQuantity, _ database: Database) throws -> Int64 {
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
}
