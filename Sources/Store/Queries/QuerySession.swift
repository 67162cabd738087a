import GRDB

/// A connection for queries that people write, over the whole store or one study.
///
/// It is read-only and limited, and what a query sorts stays in memory, so that no query fills a disk.
public final class QuerySession: Sendable {
  private let connection: Connection

  /// Opens the store at `path`; with a study, the documented views show its rows alone.
  public init(at path: String, study: String? = nil, isImmutable: Bool = false) throws(StoreError) {
    var views: String?
    if let study {
      let opened = try Connection(reading: path, isImmutable: isImmutable)
      let id = try opened.read { try StudyQueries.id(of: study, $0) }
      try opened.close()
      views = StudyQueries.restrictedViews(study: id)
    }
    let sql = views
    connection = try Connection(reading: path, isImmutable: isImmutable) { database in
      // First: it drops what is temporary.
      try database.execute(sql: "PRAGMA temp_store = MEMORY")
      if let sql { try database.execute(sql: sql) }
      GuardedQuery.limit(database)
    }
  }

  /// Answers a query row by row: the columns' names first, then every row until `receive` says that
  /// it has enough.
  public func answer(
    _ query: GuardedQuery, deadline: QueryDeadline, columns: ([String]) throws -> Void,
    row receive: (QueryRow) throws -> Bool
  ) throws {
    try connection.queue.read {
      do {
        try query.run(on: $0, deadline: deadline, columns: columns, row: receive)
      } catch let refusal as QueryRefusal {
        throw StoreError.query(refusal)
      }
    }
  }
}

extension ResultsStore {
  /// A connection for queries that people write.
  public func querySession(study: String?) throws(StoreError) -> QuerySession {
    try QuerySession(at: path, study: study, isImmutable: mode == .immutable)
  }
}
