import Glibc

/// What tells that a file was not touched since it was looked at; times in nanoseconds since 1970.
///
/// Whoever writes to a file, or puts another in its place, changes one of these, also when size and
/// time of modification are set back: the time of change cannot be set.
public struct FileIdentity: Sendable, Hashable, CustomStringConvertible {
  var device: UInt64
  var inode: UInt64
  var size: Int
  var modified: Int
  var changed: Int

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
  }

  init(device: UInt64, inode: UInt64, size: Int, modified: Int, changed: Int) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }

  /// The identity of a regular file; nil when there is none.
  public init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  /// All of it in words, for caches.
  public var description: String { "\(device) \(inode) \(size) \(modified) \(changed)" }

  /// Whether the last change is at least `nanoseconds` ago, so that a later one is sure to show:
  /// times move in steps, of up to 10 ms on local file systems and up to 2 s on others.
  func isSettled(for nanoseconds: Int) -> Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec - changed > nanoseconds
  }
}
