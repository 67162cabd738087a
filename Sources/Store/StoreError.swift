/// Why the results store cannot do what was asked.
public enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The database cannot be opened, read or written; the words are SQLite's.
  case database(path: String, reason: String)
  /// The database is none, or its bytes are not those that were written; the words are SQLite's.
  case damaged(path: String, reason: String)
  /// A newer program made the database.
  case newerSchema(path: String, version: Int, known: Int)
  /// A setting the store rests on could not be made.
  case setting(path: String, name: String, expected: String, found: String)
  /// The file would lie on a network file system; a place where it could lie.
  case networkFileSystem(path: String, kind: String, alternative: String)
  /// There is no such study in the store.
  case unknownStudy(String, nearest: String?)
  /// There is no such run in the store.
  case unknownRun(String)
  /// A query of a person that is refused or fails.
  case query(QueryRefusal)

  /// The fault alone, where the next step is said by who asks.
  public var fault: String {
    if case .damaged(let path, let reason) = self { return "\(path): \(reason)" }
    return description
  }

  /// The fault and the next step, one line.
  public var description: String {
    switch self {
    case .database(let path, let reason): "\(path): \(reason)"
    case .damaged(let path, let reason):
      "\(path): \(reason); make it anew from the stage folders: runexp rebuild"
    case .newerSchema(let path, let version, let known):
      "\(path): schema \(version) of a newer runexp, this one knows up to \(known); use the newer"
        + " program, or another results folder"
    case .setting(let path, let name, let expected, let found):
      "\(path): \(name) is \(found), not \(expected); put the store on a local file system"
    case .networkFileSystem(let path, let kind, let alternative):
      "\(path) lies on \(kind), where SQLite's write-ahead log does not work; name a file on a"
        + " local disk: --store \(alternative)"
    case .unknownStudy(let name, let nearest):
      "no study `\(name)` in the store\(nearest.map { "; did you mean `\($0)`?" } ?? "")"
    case .unknownRun(let id): "no run `\(id)` in the store"
    case .query(let refusal): refusal.description
    }
  }
}
