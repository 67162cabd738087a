import Base
import Glibc

extension PublishedFile {
  /// How the file at `path` differs from the published one; nil when it does not.
  ///
  /// What a person can see is told before the checksum: a file cut short, or a web page saved
  /// under the name of the data.
  func fault(at path: String) throws(DatasetError) -> DatasetError.FileFault? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    defer { close(descriptor) }
    var hasher = ContentHasher()
    var beginning: [UInt8] = []
    var length = 0
    let size = 1 << 20
    let complete = withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { chunk in
      while true {
        let count = read(descriptor, chunk.baseAddress, size)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count == 0 }
        let bytes = UnsafeRawBufferPointer(rebasing: chunk[..<count])
        if length == 0 { beginning = Array(bytes.prefix(16)) }
        length += count
        guard length <= self.bytes else { return true }
        hasher.update(bytes)
      }
    }
    guard complete else { throw Self.unreadable(path) }
    guard !name.hasSuffix("gz") || beginning.isEmpty || beginning.starts(with: [0x1F, 0x8B]) else {
      return .notGzip(beginning: beginning)
    }
    guard length >= bytes else { return .truncated(expected: bytes, found: length) }
    guard length == bytes else { return .tooLong(expected: bytes) }
    let found = hasher.finish()
    return found == hash ? nil : .checksum(expected: hash, found: found)
  }

  private static func unreadable(_ path: String) -> DatasetError {
    .unreadable(FileError(path: path, reason: LocalFileSystem.reason(errno)))
  }
}
