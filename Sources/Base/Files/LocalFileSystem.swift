import Foundation

/// The machine's file system.
public struct LocalFileSystem: FileSystem {
  /// Makes the file system; it holds no state.
  public init() {}

  /// The bytes of the regular file at `path`.
  public func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, reason: Self.reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(path: path, reason: Self.reason(errno))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(path: path, reason: "is a directory")
    }
    guard status.st_size <= limit else {
      throw FileError(
        path: path,
        reason: "\(status.st_size) bytes long, more than the limit of \(limit) bytes")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      guard count >= 0 else { throw FileError(path: path, reason: Self.reason(errno)) }
      guard count > 0 else { return bytes }
      bytes += chunk.prefix(count)
      guard bytes.count <= limit else {
        throw FileError(path: path, reason: "more than the limit of \(limit) bytes")
      }
    }
  }

  /// Whether anything is at `path`.
  public func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The names in the folder at `path`, sorted.
  public func list(_ path: String) throws(FileError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
      throw FileError(path: path, reason: exists(path) ? "cannot be listed" : Self.reason(ENOENT))
    }
  }

  /// Why nothing can be written into the folder at `path`; nil when it can, or there is no folder.
  public static func writeFault(of path: String) -> FileError? {
    guard access(path, F_OK) == 0, access(path, W_OK) != 0 else { return nil }
    return FileError(path: path, reason: reason(errno))
  }

  /// The system's words for an error number, lower case.
  public static func reason(_ code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
