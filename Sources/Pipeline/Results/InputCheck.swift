import Base
import Glibc
import Synchronization

/// Compares what a stage is about to use with what was published.
///
/// A file is read once per process for as long as it stays the same file: 260 measurements of one
/// data set hash it once in each worker.
final class InputCheck: Sendable {
  /// What tells that a file was not touched since it was read; times in nanoseconds since 1970.
  private struct Identity: Hashable {
    var device: UInt
    var inode: UInt
    var size: Int
    var modified: Int
    var changed: Int

    /// Whether a later change is sure to show in the times, which move in steps of up to 10 ms.
    var isSettled: Bool {
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      return now.tv_sec * 1_000_000_000 + now.tv_nsec - changed > 50_000_000
    }

    init(_ status: stat) {
      device = UInt(status.st_dev)
      inode = UInt(status.st_ino)
      size = Int(status.st_size)
      modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
      changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
    }
  }

  private let digests = Mutex<[Identity: ContentHash]>([:])

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
    let identity = Identity(status)
    if let known = digests.withLock({ $0[identity] }) { return known }
    let isSettled = identity.isSettled
    let hash = try FileTree.digest(of: path).hash
    guard isSettled else { return hash }
    digests.withLock { $0[identity] = hash }
    return hash
  }
}
