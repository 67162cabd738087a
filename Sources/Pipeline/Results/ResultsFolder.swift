import Base
import Glibc

/// Where the results of studies lie, and the names of everything in it.
///
/// `stages/<k2>/<key>/` published stages, `stages/tmp/<key>.<attempt>/` attempts under way,
/// `stages/damaged/` what failed its check, `stages/failed/<key>/` the journals of the last failed
/// attempt, `runs/` run records, `locks/` leases, `bin/` programs that several machines run, `cache/`
/// what may be deleted at any time.
public struct ResultsFolder: Sendable {
  /// The folder's path, without a slash at its end.
  public let path: String

  /// Names the folder; nothing is touched.
  public init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The folder of run records.
  public var runs: String { path + "/runs" }
  /// The folder of leases.
  public var locks: String { path + "/locks" }
  /// The folder of what can be recomputed cheaply.
  public var cache: String { path + "/cache" }
  /// The folder of attempts under way.
  public var attempts: String { path + "/stages/tmp" }
  /// The folder of stages that failed their check.
  public var damaged: String { path + "/stages/damaged" }

  /// The folder of a published stage.
  public func stage(_ key: ContentHash) -> String {
    "\(path)/stages/\(key.hex.prefix(2))/\(key.hex)"
  }
  /// The folder of one attempt.
  public func attempt(_ key: ContentHash, _ attempt: AttemptID) -> String {
    "\(attempts)/\(key.hex).\(attempt)"
  }
  /// The folder with the journals of the last failed attempt of a stage.
  public func failed(_ key: ContentHash) -> String { "\(path)/stages/failed/\(key.hex)" }

  /// What is there for a key.
  public enum StageState: Sendable {
    /// Nothing: the stage has no result.
    case absent
    /// A complete result.
    case published(StageRecord)
    /// A complete result some of whose outputs were removed to save space; the others hold.
    case evicted(StageRecord)
    /// Something that does not hold what its record says; the reason.
    case damaged(String)

    /// What is recorded of a result that holds, as far as it is there.
    public var record: StageRecord? {
      switch self {
      case .published(let record), .evicted(let record): record
      case .absent, .damaged: nil
      }
    }
  }

  /// Checks the result of a stage: `done.json` reads, and every output has the recorded size.
  ///
  /// With `rehash`, every output is read and its digest compared as well.
  public func inspect(_ key: ContentHash, rehash: Bool = false) -> StageState {
    guard rehash else { return inspect(key, digest: nil) }
    return inspect(key) { path throws(FileError) in try FileTree.digest(of: path).hash }
  }

  /// Checks the result of a stage, its content too when there is a way to get digests of files.
  func inspect(
    _ key: ContentHash, digest: ((String) throws(FileError) -> ContentHash)?
  ) -> StageState {
    let folder = stage(key)
    let bytes: [UInt8]
    do { bytes = try FileTree.read(folder + "/done.json") } catch {
      guard FileTree.isFolder(folder) else { return .absent }
      return .damaged("done.json: \(error.reason)")
    }
    let value: Value
    do { value = try Value(json: bytes) } catch { return .damaged("done.json: \(error)") }
    guard let record = StageRecord(value) else {
      return .damaged("done.json: not a record of a stage, or changed since")
    }
    guard record.key == key else { return .damaged("done.json: it is of stage \(record.key)") }
    var evicted: Set<String>?
    for output in record.outputs {
      let path = folder + "/" + output.name
      guard let size = FileTree.size(of: path) else {
        let removed = evicted ?? evictedOutputs(of: key)
        evicted = removed
        if removed.contains(output.name) { continue }
        return .damaged("\(output.name) is missing")
      }
      guard size == output.size else {
        return .damaged("\(output.name) has \(size) bytes, \(output.size) were recorded")
      }
      guard let digest else { continue }
      guard let hash = try? digest(path) else {
        return .damaged("\(output.name) cannot be read")
      }
      guard hash == output.sha256 else {
        return .damaged("\(output.name) has other bytes than were recorded")
      }
    }
    return evicted == nil ? .published(record) : .evicted(record)
  }

  /// Checks the result of a stage by what is known of it, else by reading it in full; what is read
  /// and holds is added to the index.
  func inspect(_ key: ContentHash, index: StageIndex) -> IndexedState {
    index.holds(key) ? .known : read(key, for: index)
  }

  /// Checks the result of a stage by reading it in full, and adds it to the index if it holds.
  func read(_ key: ContentHash, for index: StageIndex) -> IndexedState {
    let folder = stage(key) + "/"
    // Identities from before the reading: a file that changes meanwhile is read again the next time.
    var identities: [(name: String, identity: FileIdentity)] = []
    if let identity = FileIdentity(of: folder + "done.json") {
      identities.append(("done.json", identity))
    }
    let state = inspect(key) { path throws(FileError) in
      if let identity = FileIdentity(of: path) {
        identities.append((String(path.dropFirst(folder.count)), identity))
      }
      return try FileTree.digest(of: path).hash
    }
    if case .published = state { index.add(key, files: identities) } else { index.remove(key) }
    return .looked(state)
  }

  /// Checks the result of a stage as a plain run does: by what the index knows of it, else by reading
  /// it in full.
  public func inspect(_ key: ContentHash, trusting index: StageIndex) -> StageState {
    switch inspect(key, index: index) {
    case .looked(let state): state
    case .known: inspect(key)
    }
  }

  /// What is there for a key, as far as it had to be looked at.
  enum IndexedState {
    /// A result that was read in full before and was not touched since.
    case known
    /// What was found now.
    case looked(StageState)
  }

  /// The journals of a published stage that are not as they were left.
  public func damagedJournals(of record: StageRecord) -> [String] {
    record.journals.filter { journal in
      (try? FileTree.digest(of: stage(record.key) + "/" + journal.name))?.hash != journal.sha256
    }.map(\.name)
  }

  /// What `done.json` of a published stage says.
  public func record(of key: ContentHash) throws -> StageRecord {
    try PublishedStage(key: key, path: stage(key)).record()
  }

  /// The published stage with `key`; nil when there is none (its content is not checked).
  public func published(_ key: ContentHash) -> PublishedStage? {
    let stage = PublishedStage(key: key, path: stage(key))
    return access(stage.path + "/done.json", F_OK) == 0 ? stage : nil
  }

  /// Takes a damaged stage out of the way and returns where it now lies.
  @discardableResult
  public func setAsideDamaged(_ key: ContentHash, attempt: AttemptID) throws(FileError) -> String {
    try FileTree.makeFolder(damaged)
    let target = "\(damaged)/\(key.hex).\(attempt)"
    guard rename(stage(key), target) == 0 || errno == ENOENT else {
      throw FileTree.failure(stage(key))
    }
    return target
  }

  /// Removes attempts whose process is gone; returns how many.
  ///
  /// Attempts of other hosts stay, since nothing is known about their processes.
  @discardableResult
  public func removeAbandonedAttempts() throws(FileError) -> Int {
    let abandoned = try abandonedAttempts()
    for attempt in abandoned { try remove(attempt) }
    return abandoned.count
  }
}

/// The folder of a stage that is complete.
public struct PublishedStage: Sendable, Hashable {
  /// The stage's key.
  public let key: ContentHash
  /// The stage's folder.
  public let path: String

  /// Names the folder of a stage.
  public init(key: ContentHash, path: String) {
    self.key = key
    self.path = path
  }

  /// The path of one of its files.
  public func path(of name: String) -> String { path + "/" + name }

  /// The bytes of one of its files.
  public func read(_ name: String) throws(FileError) -> [UInt8] {
    try FileTree.read(path(of: name))
  }

  /// What `done.json` says.
  public func record() throws -> StageRecord {
    let name = path(of: "done.json")
    guard let record = StageRecord(try Value(json: try FileTree.read(name))) else {
      throw FileError(path: name, reason: "not a record of a stage")
    }
    return record
  }

  /// The lines of `events.jsonl` that are whole; damaged ones are counted.
  public func events() throws(FileError) -> EventLog.Contents {
    try EventLog.read(path(of: EventLog.fileName))
  }
}
