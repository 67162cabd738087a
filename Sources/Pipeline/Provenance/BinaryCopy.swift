import Base
import Glibc

/// The program as it lies in a results folder, for machines that share it: `bin/<sha256>/runexp`.
///
/// A run on several machines computes with the one program it began with, whatever is built or
/// installed meanwhile.
public enum BinaryCopy {
  /// Has a copy of the running image in the folder, and returns its absolute path.
  ///
  /// A copy that is there is read in full; one that does not hold is replaced, and whoever runs it
  /// goes on with the old one. `hash` is the image's digest.
  public static func place(in folder: ResultsFolder, hash: ContentHash) throws(FileError) -> String
  {
    try place("/proc/self/exe", in: folder, hash: hash)
  }

  static func place(_ image: String, in folder: ResultsFolder, hash: ContentHash)
    throws(FileError) -> String
  {
    let home = folder.binary(hash)
    let path = home + "/" + name
    guard !isWhole(path, size: FileTree.size(of: image), hash) else { return AbsolutePath.of(path) }
    try FileTree.makeFolder(home)
    let temporary = "\(path).\(LeaseNote.freshToken())"
    do throws(FileError) {
      guard try copy(image, to: temporary) == hash else {
        throw FileError(path: image, reason: "not the program that was started")
      }
      guard rename(temporary, path) == 0 else { throw FileTree.failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    return AbsolutePath.of(path)
  }

  /// Where the copy of the image with this digest lies, or would.
  public static func path(in folder: ResultsFolder, hash: ContentHash) -> String {
    AbsolutePath.of("\(folder.binary(hash))/\(name)")
  }

  private static let name = "runexp"

  private static func isWhole(_ path: String, size: Int?, _ hash: ContentHash) -> Bool {
    guard size != nil, FileTree.size(of: path) == size, access(path, X_OK) == 0 else {
      return false
    }
    return (try? FileTree.digest(of: path))?.hash == hash
  }

  /// Copies a file to a new one that may be executed, and returns the digest of what was copied.
  private static func copy(_ source: String, to target: String) throws(FileError) -> ContentHash {
    let reading = open(source, O_RDONLY | O_CLOEXEC)
    guard reading >= 0 else { throw FileTree.failure(source) }
    defer { close(reading) }
    let writing = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o755)
    guard writing >= 0 else { throw FileTree.failure(target) }
    defer { close(writing) }
    var hasher = ContentHasher()
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(reading, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileTree.failure(source) }
      guard count > 0 else { break }
      chunk.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      guard FileTree.writeAll(Array(chunk[..<count]), to: writing) else {
        throw FileTree.failure(target)
      }
    }
    // Else the name could be on the disk before what it names.
    guard fsync(writing) == 0 else { throw FileTree.failure(target) }
    return hasher.finish()
  }
}

extension ResultsFolder {
  /// The folder of a program that runs of several machines compute with.
  func binary(_ hash: ContentHash) -> String { "\(path)/bin/\(hash.hex)" }

  /// The programs that lie in the folder, by their digests.
  public func binaries() throws(FileError) -> [ContentHash: Leftover] {
    var found: [ContentHash: Leftover] = [:]
    for name in try FileTree.names(in: path + "/bin") {
      guard let hash = ContentHash(hex: name) else { continue }
      found[hash] = try Leftover(binary(hash))
    }
    return found
  }

  /// Those of `binaries` that jobs of submissions which are not closed may still start.
  public func submitted(_ binaries: some Collection<ContentHash>) throws(FileError)
    -> Set<ContentHash>
  {
    var started: Set<ContentHash> = []
    for run in try FileTree.names(in: runs) where FileTree.isFolder("\(runs)/\(run)") {
      for number in try FileTree.names(in: "\(runs)/\(run)/slurm") {
        let submission = "\(runs)/\(run)/slurm/\(number)"
        guard access(submission + "/closed", F_OK) != 0,
          let script = try? FileTree.read(submission + "/script.sh")
        else { continue }
        let text = String(decoding: script, as: UTF8.self)
        started.formUnion(binaries.filter { text.contains($0.hex) })
      }
    }
    return started
  }
}
