import Base
import GRDB
import Synchronization

/// The results of all studies of a results folder in one SQLite file.
///
/// One process writes through one queue, in short transactions; any number read. Everything in it
/// can be built again from the stage folders and the run files, so commits are not synced to the
/// disk one by one (`synchronous` NORMAL).
public final class ResultsStore: Sendable {
  /// What a store is opened for.
  public enum Mode: Sendable, Hashable {
    /// Reading and writing; the file is made or migrated where needed.
    case readWrite
    /// Reading, while another process may write.
    case readOnly
    /// Reading a file in a folder that may not be written to; nobody writes meanwhile.
    case immutable
  }

  /// Settings of the connection as SQLite reports them.
  public struct Settings: Sendable, Hashable {
    /// `wal`.
    public var journalMode: String
    /// 1 is NORMAL.
    public var synchronous: Int
    /// Whether foreign keys are enforced.
    public var foreignKeys: Bool
    /// Milliseconds waited for another process's transaction.
    public var busyTimeout: Int
    /// The version of the schema.
    public var schemaVersion: Int
  }

  /// The version of the schema this program writes.
  public static var schemaVersion: Int { Migrations.version }

  /// The database file.
  public let path: String
  /// What it was opened for.
  public let mode: Mode
  let connection: Connection
  /// The ids of quantities known to be committed.
  let quantityIDs = Mutex<[MetricQuantity: Int64]>([:])

  /// Opens the store at `path`.
  public init(at path: String, mode: Mode) throws(StoreError) {
    self.path = path
    self.mode = mode
    switch mode {
    case .readWrite: connection = try Connection(writing: path)
    case .readOnly: connection = try Connection(reading: path, isImmutable: false)
    case .immutable: connection = try Connection(reading: path, isImmutable: true)
    }
    guard mode == .readWrite, !Connection.isInMemory(path) else { return }
    let settings = try self.settings()
    guard settings.journalMode == "wal" else {
      throw .setting(
        path: path, name: "journal_mode", expected: "wal", found: settings.journalMode)
    }
    guard settings.synchronous == 1 else {
      throw .setting(
        path: path, name: "synchronous", expected: "1", found: "\(settings.synchronous)")
    }
  }

  /// A store in memory, gone with its last connection.
  public static func inMemory() throws(StoreError) -> ResultsStore {
    try ResultsStore(at: Connection.newInMemory(), mode: .readWrite)
  }

  /// The settings in force.
  public func settings() throws(StoreError) -> Settings {
    try connection.read { database in
      Settings(
        journalMode: try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "",
        synchronous: try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1,
        foreignKeys: try Int.fetchOne(database, sql: "PRAGMA foreign_keys") == 1,
        busyTimeout: try Int.fetchOne(database, sql: "PRAGMA busy_timeout") ?? -1,
        schemaVersion: try Int.fetchOne(database, sql: "PRAGMA user_version") ?? -1)
    }
  }

  /// Closes the store for good, with all it holds in its one file and no journal beside it, so that
  /// the file can be renamed.
  public func close() throws(StoreError) {
    if mode == .readWrite {
      try connection.withoutTransaction { database in
        try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      }
    }
    try connection.close()
  }

  /// What SQLite finds wrong with the file, read in full or (`quick`) without the indexes; empty
  /// when it is sound.
  public func faults(quick: Bool) throws(StoreError) -> [String] {
    try connection.read { database in
      let lines = try String.fetchAll(
        database, sql: "PRAGMA \(quick ? "quick_check" : "integrity_check")")
      return lines == ["ok"] ? [] : lines
    }
  }

  /// The names of the studies in the store, sorted.
  public func studies() throws(StoreError) -> [String] {
    try connection.read { try String.fetchAll($0, sql: "SELECT name FROM study ORDER BY name") }
  }

  /// Writes all that is committed into a new file, which is a store itself.
  func copy(to file: String) throws(StoreError) {
    do {
      try connection.queue.writeWithoutTransaction { database in
        try database.execute(sql: "VACUUM INTO ?", arguments: [file])
      }
    } catch {
      throw .database(path: file, reason: (error as? DatabaseError)?.message ?? "\(error)")
    }
  }

  /// The rows of one study's current plan, on a connection of their own.
  public func queries(study: String) throws(StoreError) -> StudyQueries {
    try StudyQueries(at: path, study: study, isImmutable: mode == .immutable)
  }

  /// The id of `study`, made where it is new.
  static func studyID(_ study: String, _ database: Database) throws -> Int64 {
    try database.execute(
      sql: "INSERT INTO study(name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [study])
    guard
      let id = try Int64.fetchOne(
        database, sql: "SELECT id FROM study WHERE name = ?", arguments: [study])
    else { throw StoreError.unknownStudy(study, nearest: nil) }
    return id
  }

  /// The id of the stage with `key`; a stage heard of for the first time gets a row of nulls.
  static func stageID(_ key: ContentHash, _ database: Database) throws -> Int64 {
    let find = try database.cachedStatement(sql: "SELECT id FROM stage WHERE key = ?")
    if let id = try Int64.fetchOne(find, arguments: [key.hex]) { return id }
    let insert = try database.cachedStatement(sql: "INSERT INTO stage(key) VALUES (?)")
    try insert.execute(arguments: [key.hex])
    return database.lastInsertedRowID
  }
}
