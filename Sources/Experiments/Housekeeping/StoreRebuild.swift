import Base
import Foundation
import Pipeline
import Store

/// Builds the whole store from stage folders and `runs/*.json`.
///
/// The new database is made beside the old one and renamed over it, so a kill in the middle leaves
/// the old one. Needs the folder alone.
public struct StoreRebuild {
  /// What the database that was there is to the new one.
  public enum Old: Sendable, Hashable {
    /// There was none.
    case absent
    /// It held the same.
    case equal
    /// It held something else, in these subjects.
    case differs([String])
    /// It could not be read: why.
    case unreadable(String)

    /// Whether it is kept beside the new one.
    public var isKept: Bool {
      switch self {
      case .absent, .equal: false
      case .differs, .unreadable: true
      }
    }
  }

  /// A stage folder whose content did not go into the store.
  public struct DamagedStage: Sendable, Hashable {
    /// The stage.
    public var key: ContentHash
    /// What is wrong with it.
    public var reason: String
  }

  /// What was put into the store, and what could not be.
  public struct Report: Sendable, Hashable {
    /// Number of stages.
    public var stages = 0
    /// Number of runs.
    public var runs = 0
    /// The names of the studies, sorted.
    public var studies: [String] = []
    /// Stages left out.
    public var damaged: [DamagedStage] = []
    /// Files of runs left out.
    public var unreadableRuns: [FileError] = []
    /// Number of tags and notes.
    public var annotations = 0
    /// Files of tags and notes left out.
    public var unreadableAnnotations: [FileError] = []
    /// What the old database was; nil when nothing was built.
    public var old: Old?
  }

  private let folder: ResultsFolder
  private let path: String

  /// Names the results folder and the database.
  public init(of folder: ResultsFolder, at path: String) {
    self.folder = folder
    self.path = path
  }

  /// Where an old database that is not the same is kept.
  public var keptPath: String { path + ".before-rebuild" }

  /// What would be read; nothing is written.
  public func survey() throws -> Report {
    var report = Report()
    for key in try folder.stageKeys() {
      switch folder.inspect(key) {
      case .published, .evicted: report.stages += 1
      case .damaged(let reason): report.damaged.append(DamagedStage(key: key, reason: reason))
      case .absent: break
      }
    }
    let runs = RunDocument.all(in: folder)
    report.runs = runs.documents.count
    report.unreadableRuns = runs.faults
    report.studies = Set(runs.documents.map(\.study)).sorted()
    _ = annotations(&report)
    return report
  }

  /// Builds the database and puts it in place of the old one.
  public func run() throws -> Report {
    let fresh = path + ".rebuilding"
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(),
      withIntermediateDirectories: true)
    try Self.remove(fresh)
    var report = Report()
    let store = try ResultsStore(at: fresh, mode: .readWrite)
    let collected = try StageCollector(store: store, folder: folder).collect(folder.stageKeys())
    report.stages = collected.stages
    report.damaged = collected.damaged.map { DamagedStage(key: $0.key, reason: $0.reason) }
    try restoreRuns(into: store, &report)
    try store.add(annotations(&report))
    let contents = try store.contents()
    try store.close()
    let old = compare(with: contents)
    try replace(by: fresh, keeping: old.isKept)
    report.old = old
    return report
  }

  private func annotations(_ report: inout Report) -> [Annotation] {
    let found = folder.annotationsOnFile()
    report.annotations = found.annotations.count
    report.unreadableAnnotations = found.faults
    return found.annotations
  }

  private func restoreRuns(into store: ResultsStore, _ report: inout Report) throws {
    let runs = RunDocument.all(in: folder)
    try RunDocument.restore(runs.documents, into: store)
    report.runs = runs.documents.count
    report.unreadableRuns = runs.faults
    report.studies = Set(runs.documents.map(\.study)).sorted()
  }

  /// What the old database holds against the new one; it is left without a journal beside it.
  private func compare(with contents: StoreContents) -> Old {
    guard FileManager.default.fileExists(atPath: path) else { return .absent }
    do {
      let store = try ResultsStore(at: path, mode: .readWrite)
      if let fault = try store.faults(quick: false).first {
        try store.close()
        return .unreadable(fault)
      }
      let differences = try store.contents().differences(from: contents)
      try store.close()
      return differences.isEmpty ? .equal : .differs(differences)
    } catch {
      return .unreadable(error.fault)
    }
  }

  /// Renames the new database over the old one, which is never absent meanwhile.
  private func replace(by fresh: String, keeping: Bool) throws {
    if keeping {
      try Self.remove(keptPath)
      for suffix in ["-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
        try Self.check(rename(path + suffix, keptPath + suffix), path + suffix)
      }
      try Self.check(link(path, keptPath), keptPath)
    } else {
      // Of a closed database nothing is left in them; a new one must not find them.
      for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
    }
    try Self.check(rename(fresh, path), path)
  }

  /// Removes a database with its journals.
  private static func remove(_ path: String) throws {
    for suffix in ["", "-wal", "-shm", "-journal"] where access(path + suffix, F_OK) == 0 {
      try check(unlink(path + suffix), path + suffix)
    }
  }

  private static func check(_ code: Int32, _ path: String) throws {
    guard code == 0 else {
      throw FileError(path: path, reason: LocalFileSystem.reason(errno))
    }
  }
}
