import Base
import Glibc
import Synchronization

/// Compares what a stage is about to use with what was published.
///
/// A file is read once per process for as long as it stays the same file: 260 measurements of one
/// data set hash it once in each worker.
final class InputCheck: Sendable {
  /// How long a file must have been left alone for its digest to be kept, in nanoseconds: longer than
  /// the steps in which times of local file systems move.
  private static let settledAfter = 50_000_000

  private let digests = Mutex<[FileIdentity: ContentHash]>([:])

  /// What is wrong with a stage's result; nil when every file holds what `done.json` says.
  func fault(of key: ContentHash, in folder: ResultsFolder) -> String? {
    switch folder.inspect(key, digest: { path throws(FileError) in try self.digest(of: path) }) {
    case .published: nil
    case .evicted: "its outputs were evicted"
    case .absent: "its folder is gone"
    case .damaged(let what): what
    }
  }

  private func digest(of path: String) throws(FileError) -> ContentHash {
    // Its state before the reading: a file that changes meanwhile is read again the next time.
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileTree.failure(path) }
    let identity = FileIdentity(status)
    if let known = digests.withLock({ $0[identity] }) { return known }
    let isSettled = identity.isSettled(for: Self.settledAfter)
    let hash = try FileTree.digest(of: path).hash
    guard isSettled else { return hash }
    digests.withLock { $0[identity] = hash }
    return hash
  }
}
