import Base
import Glibc

/// Which program computed a result: the SHA-256 of the running image.
public enum BinaryIdentity {
  /// The digest of `/proc/self/exe`.
  ///
  /// Reading a large image takes a tenth of a second, so the digest is kept in the user's cache
  /// (`$XDG_CACHE_HOME/runexp`, `~/.cache/runexp`) with what tells the file from every other one.
  public static func current() throws -> ContentHash { try current(cachedIn: cacheFolder) }

  static func current(cachedIn folder: String?) throws -> ContentHash {
    let image = "/proc/self/exe"
    guard let identity = FileIdentity(of: image) else { throw FileTree.failure(image) }
    let file = Value.text("\(identity)")
    guard let folder else { return try FileTree.digest(of: image).hash }
    let path = "\(folder)/binary-\(identity.device)-\(identity.inode).json"
    if let bytes = try? FileTree.read(path), let value = try? Value(json: bytes),
      value["file"] == file, let hash = StageRecord.hash(value["sha256"])
    {
      return hash
    }
    let hash = try FileTree.digest(of: image).hash
    let value: Value = ["file": file, "sha256": .text(hash.hex)]
    // The cache only saves time.
    let temporary = path + ".\(getpid())"
    try? FileTree.makeFolder(folder)
    if (try? FileTree.write(value.jsonBytes, to: temporary)) != nil { rename(temporary, path) }
    return hash
  }

  private static var cacheFolder: String? {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return variable("XDG_CACHE_HOME").map { $0 + "/runexp" }
      ?? variable("HOME").map { $0 + "/.cache/runexp" }
  }
}
