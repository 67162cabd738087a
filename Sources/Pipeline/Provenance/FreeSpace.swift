import Glibc

/// How much room a file system has.
public enum FreeSpace {
  /// Bytes that may still be written below `path`, or below the nearest folder above it that is
  /// there; nil when that cannot be told.
  public static func bytes(at path: String) -> Int? {
    var status = statvfs()
    var path = path
    while statvfs(path, &status) != 0 {
      guard errno == ENOENT else { return nil }
      guard let slash = path.lastIndex(of: "/") else {
        guard path != "." else { return nil }
        path = "."
        continue
      }
      path = slash == path.startIndex ? "/" : String(path[..<slash])
    }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }
}
