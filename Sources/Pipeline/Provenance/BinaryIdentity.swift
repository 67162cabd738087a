import Base
import Glibc

/// Which program computed a result: the SHA-256 of the running image.
public enum BinaryIdentity {
  /// The digest of `/proc/self/exe`.
  ///
  /// Reading a large image takes a tenth of a second, so the digest is kept in the results
  /// folder's cache with what tells the file from every other one (device, inode, size, times).
  public static func current(cachedIn folder: ResultsFolder) throws -> ContentHash {
    let image = "/proc/self/exe"
    var status = stat()
    guard stat(image, &status) == 0 else { throw FileTree.failure(image) }
    let identity: Value = .text(
      "\(status.st_dev) \(status.st_ino) \(status.st_size) "
        + "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) "
        + "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)")
    let path = folder.cache + "/binary.json"
    if let bytes = try? FileTree.read(path), let value = try? Value(json: bytes),
      value["file"] == identity, let hash = StageRecord.hash(value["sha256"])
    {
      return hash
    }
    let hash = try FileTree.digest(of: image).hash
    let value: Value = ["file": identity, "sha256": .text(hash.hex)]
    // The cache only saves time: a folder that cannot be written is told of elsewhere.
    let temporary = path + ".\(getpid())"
    try? FileTree.makeFolder(folder.cache)
    if (try? FileTree.write(value.jsonBytes, to: temporary)) != nil { rename(temporary, path) }
    return hash
  }
}
