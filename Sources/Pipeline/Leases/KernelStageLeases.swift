import Base
import Glibc

/// Leases of stages that are locks of the kernel: on file systems of this machine alone.
///
/// All leases are locks on ranges of one file, `locks/stages`: a stage's range is one byte at the
/// place its key names. The kernel frees them when the process dies, the file holds nothing, and
/// no file per stage has to be made and removed. They are locks of the open file description, so
/// two schedulers in one process exclude each other too.
final class KernelStageLeases: StageLeasing {
  // F_OFD_SETLK of fcntl(2), which the Glibc module hides behind _GNU_SOURCE.
  private static let setOpenFileLock: Int32 = 37

  private let path: String
  private let descriptor: Int32

  init(_ folder: ResultsFolder) throws(FileError) {
    path = folder.locks + "/stages"
    try FileTree.makeFolder(folder.locks)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileTree.failure(path) }
  }

  deinit { close(descriptor) }

  func take(_ key: ContentHash) throws(FileError) -> Bool {
    if set(key, Int16(F_WRLCK)) { return true }
    guard errno == EAGAIN || errno == EACCES else { throw FileTree.failure(path) }
    return false
  }

  func release(_ key: ContentHash) { _ = set(key, Int16(F_UNLCK)) }

  private func set(_ key: ContentHash, _ type: Int16) -> Bool {
    // 60 bits of the key: two keys that share them (never seen) would only wait for each other.
    var lock = flock()
    lock.l_type = type
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = key.prefix60
    lock.l_len = 1
    return fcntl(descriptor, Self.setOpenFileLock, &lock) == 0
  }
}
