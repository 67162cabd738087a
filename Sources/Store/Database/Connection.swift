import Base
import Foundation
import GRDB
import Synchronization

/// One serial connection to the store's database file, its errors typed.
struct Connection: Sendable {
  let path: String
  let queue: DatabaseQueue

  /// Opens the file for writing, creates it where it is absent, and migrates it.
  init(writing path: String) throws(StoreError) {
    self.path = path
    var configuration = Self.configuration()
    if !Self.isInMemory(path) { configuration.journalMode = .wal }
    do {
      queue = try DatabaseQueue(path: Self.plain(path), configuration: configuration)
      try queue.writeWithoutTransaction { try Migrations.migrate($0, path: path) }
    } catch {
      throw Self.typed(error, path: path)
    }
  }

  /// Opens an existing file for reading; `prepare` runs before anything else.
  ///
  /// An immutable file is read without locks or a journal beside it, as in a folder one may only
  /// read; whoever asks for it promises that nobody writes.
  init(
    reading path: String, isImmutable: Bool,
    prepare: @escaping @Sendable (Database) throws -> Void = { _ in }
  ) throws(StoreError) {
    self.path = path
    guard Self.isInMemory(path) || access(path, R_OK) == 0 else {
      throw .database(path: path, reason: LocalFileSystem.reason(errno))
    }
    var configuration = Self.configuration()
    configuration.readonly = true
    configuration.prepareDatabase { database in
      let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      guard found <= Migrations.version else {
        throw StoreError.newerSchema(path: path, version: found, known: Migrations.version)
      }
      SQLFunctions.register(on: database)
      try prepare(database)
    }
    do {
      queue = try DatabaseQueue(
        path: isImmutable ? Self.immutable(path) : Self.plain(path), configuration: configuration)
    } catch {
      throw Self.typed(error, path: path)
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    do { return try queue.read(body) } catch { throw Self.typed(error, path: path) }
  }

  func write<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    var patience = Self.fullDiskTries
    while true {
      do { return try queue.write(body) } catch {
        patience -= 1
        guard (error as? DatabaseError)?.resultCode == .SQLITE_FULL, patience > 0 else {
          throw Self.typed(error, path: path)
        }
        // A stage that fills the disk fails, and then its space comes back.
        usleep(Self.fullDiskPause)
      }
    }
  }

  private static let fullDiskTries = 20
  /// Microseconds.
  private static let fullDiskPause: UInt32 = 100_000

  func withoutTransaction(_ body: (Database) throws -> Void) throws(StoreError) {
    do { try queue.writeWithoutTransaction(body) } catch { throw Self.typed(error, path: path) }
  }

  /// Closes the file; nothing works afterwards.
  func close() throws(StoreError) {
    do { try queue.close() } catch { throw Self.typed(error, path: path) }
  }

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(Double(busySeconds))
    return configuration
  }

  /// How long a connection waits for another process's transaction.
  static let busySeconds = 10

  /// The path such that SQLite does not read a URI out of it.
  private static func plain(_ path: String) -> String {
    path.hasPrefix("file:") && !isInMemory(path) ? "./" + path : path
  }

  /// The databases in memory that this process made, by the paths they are opened under.
  private static let inMemory = Mutex<Set<String>>([])

  /// The path of a new database in memory; it lives as long as a connection to it.
  static func newInMemory() -> String {
    let path = "file:\(UUID().uuidString)?mode=memory&cache=shared"
    inMemory.withLock { _ = $0.insert(path) }
    return path
  }

  static func isInMemory(_ path: String) -> Bool { inMemory.withLock { $0.contains(path) } }

  private static func immutable(_ path: String) -> String {
    let reserved: [(String, String)] = [("%", "%25"), ("?", "%3f"), ("#", "%23")]
    let escaped = reserved.reduce(path) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    return "file:\(escaped)?immutable=1"
  }

  private static func typed(_ error: any Error, path: String) -> StoreError {
    switch error {
    case let error as StoreError: error
    case let error as QueryRefusal: .query(error)
    case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
      .database(path: path, reason: "the disk is full: make room, then the same command continues")
    case let error as DatabaseError
    where error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB:
      .damaged(path: path, reason: error.message ?? "damaged")
    case let error as DatabaseError:
      .database(path: path, reason: error.message ?? "error \(error.resultCode.rawValue)")
    default: .database(path: path, reason: "\(error)")
    }
  }
}
