/// A file system of a few named byte strings, for tests.
public struct InMemoryFileSystem: FileSystem {
  /// Path to content.
  public var files: [String: [UInt8]]

  /// Makes a file system of UTF-8 texts.
  public init(_ texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

  /// The bytes of `path`.
  public func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    guard let bytes = files[path] else {
      throw FileError(path: path, reason: "no such file or directory")
    }
    guard bytes.count <= limit else {
      throw FileError(path: path, reason: "longer than the limit of \(limit) bytes")
    }
    return bytes
  }

  /// Whether `path` is a file or a folder with files in it.
  public func exists(_ path: String) -> Bool {
    files[path] != nil || files.keys.contains { $0.hasPrefix(path + "/") }
  }

  /// The names directly in `path`, sorted.
  public func list(_ path: String) throws(FileError) -> [String] {
    let inside = files.keys.filter { $0.hasPrefix(path + "/") }
    guard !inside.isEmpty else { throw FileError(path: path, reason: "no such file or directory") }
    return Set(inside.map { $0.dropFirst(path.count + 1).prefix { $0 != "/" } }.map(String.init))
      .sorted()
  }
}
