import Base

/// A data file of the user's own, named in the spec.
struct LocalDataFile: Sendable, Hashable {
  /// The longest file read, 16 GiB.
  static let limit = 16 << 30

  /// The path as it is opened.
  let path: String

  init(_ path: String, in environment: DataEnvironment) { self.path = environment.expanded(path) }

  /// Its bytes.
  func read() throws(DatasetError) -> [UInt8] {
    do { return try LocalFileSystem().read(path, limit: Self.limit) } catch {
      throw .unreadable(error)
    }
  }

  /// The digest of its bytes.
  func hash() throws(DatasetError) -> ContentHash { ContentHash(of: try read()) }
}
