import Base
import Glibc

/// The shared file system as the controller of a cluster's run sees it.
///
/// It shows what other hosts wrote late and in any order, so every look opens anew.
public protocol SharedFiles: AnyObject {
  /// Writes a whole file and makes the folders above it.
  func write(_ bytes: [UInt8], to path: String) throws(FileError)
  /// The names in a folder; empty when it is not there.
  func names(in path: String) -> [String]
  /// The bytes of a file from `offset` on; empty when it is not there or no longer.
  func read(_ path: String, from offset: Int) -> [UInt8]
  /// Whether the result of a stage is visible and complete.
  func isPublished(_ key: ContentHash) -> Bool
  /// Removes what an attempt that was cut off left; nothing when it left nothing.
  func removeAttempt(_ attempt: AttemptID, of key: ContentHash)
}

/// The shared file system as this host mounts it.
public final class MountedFiles: SharedFiles {
  private let results: ResultsFolder

  /// The files of a results folder.
  public init(_ results: ResultsFolder) { self.results = results }

  /// Writes under another name first, so that a node never reads half a file.
  public func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    if let slash = path.lastIndex(of: "/") { try FileTree.makeFolder(String(path[..<slash])) }
    let temporary = "\(path).\(getpid())"
    try FileTree.write(bytes, to: temporary)
    guard rename(temporary, path) == 0 else { throw FileTree.failure(path) }
  }

  /// Lists the folder.
  public func names(in path: String) -> [String] { (try? FileTree.names(in: path)) ?? [] }

  /// Opens the file, which asks the server for its size, and reads its end.
  public func read(_ path: String, from offset: Int) -> [UInt8] {
    do {
      let file = try OpenFile(reading: path)
      let size = try file.size()
      guard size > offset else { return [] }
      try file.seek(to: offset)
      return try file.read(size - offset)
    } catch { return [] }
  }

  /// Lists the folder the stage's own lies in, since this host may remember that it was not there.
  public func isPublished(_ key: ContentHash) -> Bool {
    if case .published = results.inspect(key) { return true }
    let parent = results.stage(key).dropLast(key.hex.count + 1)
    guard names(in: String(parent)).contains(key.hex) else { return false }
    if case .published = results.inspect(key) { return true }
    return false
  }

  /// Removes the attempt's folder; what cannot be removed is in nobody's way.
  public func removeAttempt(_ attempt: AttemptID, of key: ContentHash) {
    try? FileTree.remove(results.attempt(key, attempt))
  }
}
