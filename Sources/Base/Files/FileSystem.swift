/// What went wrong with a file: the path and the reason, fit to show a person.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path as it was asked for.
  public var path: String
  /// The reason, lower case, no full stop.
  public var reason: String

  /// Makes an error for `path`.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// `path: reason`.
  public var description: String { "\(path): \(reason)" }
}

/// The few file operations the readers of specs need, so that tests can run them in memory.
public protocol FileSystem: Sendable {
  /// The bytes of the file at `path`; throws `FileError` when it is absent, unreadable or longer
  /// than `limit` bytes.
  func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]
  /// Whether there is a file or folder at `path`.
  func exists(_ path: String) -> Bool
  /// The names in the folder at `path`, sorted; throws `FileError` when it cannot be listed.
  func list(_ path: String) throws(FileError) -> [String]
}
