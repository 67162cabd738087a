import Base
import Glibc

extension ResultsFolder {
  /// The keys of all stage folders there are, sorted, whether their content holds or not.
  public func stageKeys() throws(FileError) -> [ContentHash] {
    var keys: [ContentHash] = []
    for group in try FileTree.names(in: path + "/stages") where group.utf8.count == 2 {
      for name in try FileTree.names(in: path + "/stages/" + group) {
        if let key = ContentHash(hex: name), name.hasPrefix(group) { keys.append(key) }
      }
    }
    return keys
  }

  /// A file or folder that lies in the results folder and is no result.
  public struct Leftover: Sendable, Hashable {
    /// Where it lies.
    public var path: String
    /// The bytes of its files.
    public var bytes: Int
    /// Seconds since 1970 when it was put there or changed.
    public var changedAt: Double

    /// Looks at what lies at `path`; nil when nothing does, as after another run removed it.
    init?(_ path: String) throws(FileError) {
      var status = stat()
      guard lstat(path, &status) == 0 else {
        guard errno == ENOENT else { throw FileTree.failure(path) }
        return nil
      }
      self.path = path
      changedAt = Double(status.st_ctim.tv_sec)
      bytes = try FileTree.bytes(of: path)
    }
  }

  /// The attempts whose process is gone.
  ///
  /// Attempts of other hosts are not among them, since nothing is known about their processes.
  public func abandonedAttempts() throws(FileError) -> [Leftover] {
    try leftovers(in: attempts) { name in
      guard name.utf8.count > 65 else { return false }
      // <64 digits>.<attempt>, and perhaps the end of a spare log's name; hosts may have dots too.
      let rest = name.dropFirst(65)
      let attempt = AttemptID(rest) ?? rest.lastIndex(of: ".").flatMap { AttemptID(rest[..<$0]) }
      return attempt?.isAbandoned == true
    }
  }

  /// Removes the empty logs that workers of this process kept for their next stages and left when they
  /// were killed; all of them are gone.
  func removeSpareLogs() {
    for name in (try? FileTree.names(in: attempts)) ?? [] where name.hasSuffix(Self.spareSuffix) {
      let attempt = AttemptID(name.dropFirst(65).dropLast(Self.spareSuffix.count))
      if attempt?.isOurs == true { unlink(attempts + "/" + name) }
    }
  }

  /// What ends the name of an empty log that waits for the next stage of a worker.
  static let spareSuffix = ".spare"

  /// The stages that failed their check and were taken out of the way.
  public func damagedStages() throws(FileError) -> [Leftover] { try leftovers(in: damaged) }

  /// What can be recomputed cheaply.
  public func cacheEntries() throws(FileError) -> [Leftover] { try leftovers(in: cache) }

  /// The journals of failed attempts at stages that have a result by now.
  public func outdatedFailures() throws(FileError) -> [Leftover] {
    try leftovers(in: path + "/stages/failed") { name in
      ContentHash(hex: name).map { published($0) != nil } ?? false
    }
  }

  private func leftovers(
    in folder: String, where isOne: (String) -> Bool = { _ in true }
  ) throws(FileError) -> [Leftover] {
    var found: [Leftover] = []
    for name in try FileTree.names(in: folder) where isOne(name) {
      if let leftover = try Leftover(folder + "/" + name) { found.append(leftover) }
    }
    return found
  }

  /// The folder of a study's figures; nil when there is none.
  public func figures(of study: String) throws(FileError) -> Leftover? {
    try Leftover("\(path)/figures/\(study)")
  }

  /// Removes what is no result.
  public func remove(_ leftover: Leftover) throws(FileError) { try FileTree.remove(leftover.path) }

  /// Removes a cache entry.
  public func removeCache(_ name: String) throws(FileError) {
    try FileTree.remove("\(cache)/\(name)")
  }

  /// Removes the file of a run, and its folder.
  public func remove(run id: String) throws(FileError) {
    try FileTree.remove("\(runs)/\(id).json")
    try FileTree.remove("\(runs)/\(id)")
  }

  /// The bytes of all files of a stage's folder; 0 when it is not there.
  public func bytes(of key: ContentHash) throws(FileError) -> Int {
    try FileTree.bytes(of: stage(key))
  }

  /// The size of one output of a stage; nil when it is not there.
  public func size(of output: String, in key: ContentHash) -> Int? {
    FileTree.size(of: stage(key) + "/" + output)
  }

  /// Removes a stage with all that is known of failures and damage of it.
  ///
  /// It is renamed first, so it is whole or not there at any moment; what a kill leaves is an
  /// abandoned attempt.
  public func removeStage(_ key: ContentHash, attempt: AttemptID) throws(FileError) {
    let aside = self.attempt(key, attempt)
    try FileTree.makeFolder(attempts)
    guard rename(stage(key), aside) == 0 || errno == ENOENT else {
      throw FileTree.failure(stage(key))
    }
    try FileTree.remove(aside)
    try FileTree.remove(failed(key))
    for name in try FileTree.names(in: damaged) where name.hasPrefix(key.hex) {
      try FileTree.remove(damaged + "/" + name)
    }
  }
}
