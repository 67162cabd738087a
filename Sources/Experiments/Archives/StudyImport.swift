import Base
import Foundation
import Pipeline
import Store

/// Takes the study of an archive into a results folder.
///
/// What is there already is compared; nothing is overwritten but what is derived or had not ended.
/// Every file is compared with the manifest once more while it is unpacked beside the results, and
/// only then made one: a kill leaves whole stages and what the next run or import clears away.
/// Needs the folder alone.
public struct StudyImport {
  /// What an import does.
  public struct Plan: Sendable, Hashable {
    /// The study.
    public var study: String
    /// Stages that come in, sorted.
    public var stages: [ContentHash] = []
    /// Number of stages whose removed outputs come back.
    public var returning = 0
    /// Number of stages that are there already.
    public var presentStages = 0
    /// Number of the archive's stages some of whose outputs are not in it.
    public var evicted = 0
    /// Runs that come in.
    public var runs: [String] = []
    /// Number of runs that are there already.
    public var presentRuns = 0
    /// Names of tags and notes that come in.
    public var annotations: [String] = []
    /// Figure files that come in, relative to the folder of figures.
    public var figures: [String] = []
    /// Bytes that are written, the store not counted.
    public var bytes = 0

    /// Whether all of the archive is there already.
    public var isEmpty: Bool {
      stages.isEmpty && runs.isEmpty && annotations.isEmpty && figures.isEmpty
    }
  }

  private let archive: StudyArchive
  private let folder: ResultsFolder

  /// Names the archive and the folder.
  public init(of archive: StudyArchive, into folder: ResultsFolder) {
    self.archive = archive
    self.folder = folder
  }

  // MARK: What to do

  /// What importing would do; nothing is written.
  ///
  /// Throws `conflicts` when the folder holds something else under a name of the archive.
  public func plan() throws -> Plan {
    var plan = Plan(study: archive.study)
    var conflicts: [String] = []
    for (key, record) in archive.records.sorted(by: { $0.key < $1.key }) {
      let isWhole = archive.evicted[key] == nil
      if !isWhole { plan.evicted += 1 }
      switch folder.inspect(key) {
      case .absent, .damaged: plan.stages.append(key)
      case .published(let there):
        plan.presentStages += 1
        conflicts += conflict(record, there)
      case .evicted(let there):
        conflicts += conflict(record, there)
        if isWhole {
          plan.stages.append(key)
          plan.returning += 1
        } else {
          plan.presentStages += 1
        }
      }
    }
    for document in archive.documents {
      switch try state(of: document) {
      case .comes: plan.runs.append(document.id)
      case .stays: plan.presentRuns += 1
      case .differs:
        conflicts.append("\(document.id): another run of this id in \(runPath(document.id))")
      }
    }
    let takesFigures = try isNewest()
    for file in archive.manifest.files {
      switch file.member {
      case .annotation(let name):
        guard let there = try digest(of: file.member) else {
          plan.annotations.append(name)
          break
        }
        if there != file.sha256 {
          conflicts.append("\(file.member.path): another text in \(folder.path)")
        }
      case .figure(let study, let name):
        let there = try digest(of: file.member)
        if there == nil || takesFigures && there != file.sha256 {
          plan.figures.append("\(study)/\(name)")
        }
      default: break
      }
    }
    guard conflicts.isEmpty else {
      throw ArchiveError.conflicts(path: archive.path, folder: folder.path, conflicts)
    }
    let wanted = members(plan)
    plan.bytes = archive.manifest.files.reduce(0) { $0 + (wanted($1.member) ? $1.size : 0) }
    return plan
  }

  private func conflict(_ record: StageRecord, _ there: StageRecord) -> [String] {
    let names = there.differences(from: record)
    guard !names.isEmpty else { return [] }
    return [
      "stage \(record.label) (\(record.key.hex.prefix(12))): other bytes in"
        + " \(names.joined(separator: ", ")), computed by \(there.attempt) here and by"
        + " \(record.attempt) there"
    ]
  }

  private enum RunState { case comes, stays, differs }

  private func runPath(_ id: String) -> String { RunDocument.path(of: id, in: folder) }

  /// A run that had not ended when its file was written gives way to the same run at its end.
  private func state(of document: RunDocument) throws -> RunState {
    let path = runPath(document.id)
    guard access(path, F_OK) == 0 else { return .comes }
    let bytes = try LocalFileSystem().read(path, limit: .max)
    guard let there = (try? Value(json: bytes)).flatMap(RunDocument.init) else { return .differs }
    if there == document { return .stays }
    if there.snapshot.record != document.snapshot.record { return .differs }
    let running = RunStatus.running.rawValue
    if document.snapshot.status == running { return .stays }
    return there.snapshot.status == running ? .comes : .differs
  }

  /// Whether the study's last run in the archive is its last in the folder too.
  private func isNewest() throws -> Bool {
    guard let last = archive.documents.last else { return false }
    return RunDocument.all(in: folder).documents.allSatisfy {
      $0.study != archive.study
        || ($0.snapshot.record.startedAt, $0.id) <= (last.snapshot.record.startedAt, last.id)
    }
  }

  /// The digest of the file that lies where a member would go; nil when there is none.
  private func digest(of member: ArchiveMember) throws -> ContentHash? {
    let path = folder.path + "/" + member.path
    guard access(path, F_OK) == 0 else { return nil }
    return ContentHash(of: try LocalFileSystem().read(path, limit: .max))
  }

  /// Which members a plan brings in.
  private func members(_ plan: Plan) -> (ArchiveMember) -> Bool {
    let (stages, runs) = (Set(plan.stages), Set(plan.runs))
    let (annotations, figures) = (Set(plan.annotations), Set(plan.figures))
    return { member in
      switch member {
      case .stage(let key, _): stages.contains(key)
      case .run(let id): runs.contains(id)
      case .annotation(let name): annotations.contains(name)
      case .figure(let study, let name): figures.contains("\(study)/\(name)")
      case .manifest, .spec, .resolvedSpec: false
      }
    }
  }

  // MARK: Doing it

  /// Does what a plan says, and brings the study into the store.
  public func perform(_ plan: Plan, store: ResultsStore) throws {
    try FileManager.default.createDirectory(
      atPath: folder.attempts, withIntermediateDirectories: true)
    try folder.removeAbandonedAttempts()
    let durability = try Durability(folder)
    try unpack(plan)
    durability.finish()
    try restore(into: store)
  }

  private func unpack(_ plan: Plan) throws {
    let attempt = AttemptID(counter: 0)
    // Where the files of no stage wait; named like an attempt, so that it goes the same way.
    let others = folder.attempt(
      ContentHash(of: archive.manifest.value.jsonBytes), attempt)
    func place(_ member: ArchiveMember) -> String {
      if case .stage(let key, let name) = member {
        return folder.attempt(key, attempt) + "/" + name
      }
      return others + "/" + member.path
    }
    let wanted = members(plan)
    do {
      _ = try StudyArchive.pass(over: archive.path) { file throws(ArchiveError) in
        guard wanted(file.member) else { return nil }
        do throws(FileError) { return try Self.newFile(place(file.member)) } catch {
          throw .file(error)
        }
      } body: { _, _ in
      }
      for key in plan.stages {
        guard let record = archive.records[key] else { continue }
        if let difference = try folder.place(record, from: folder.attempt(key, attempt)) {
          throw FileError(path: folder.stage(key), reason: "\(difference)")
        }
      }
      // Runs last: they say that the stages are there.
      for name in plan.figures { try move(others, "figures/" + name) }
      for name in plan.annotations { try move(others, ArchiveMember.annotation(name).path) }
      for id in plan.runs { try move(others, ArchiveMember.run(id).path) }
      try Self.remove(others)
    } catch {
      for key in plan.stages { try? Self.remove(folder.attempt(key, attempt)) }
      try? Self.remove(others)
      throw error
    }
  }

  private static func newFile(_ path: String) throws(FileError) -> OpenFile {
    let parent = (path as NSString).deletingLastPathComponent
    if access(parent, F_OK) != 0 {
      do {
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      } catch { throw FileError(path: parent, reason: LocalFileSystem.reason(errno)) }
    }
    return try OpenFile(creating: path)
  }

  private func move(_ others: String, _ name: String) throws {
    let target = folder.path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    guard rename(others + "/" + name, target) == 0 else {
      throw FileError(path: target, reason: LocalFileSystem.reason(errno))
    }
  }

  private static func remove(_ path: String) throws {
    guard access(path, F_OK) == 0 else { return }
    try FileManager.default.removeItem(atPath: path)
  }

  /// Brings rows and runs into the store; a study that it knows is put together anew from the files of
  /// all its runs, so that they stand in their order.
  private func restore(into store: ResultsStore) throws {
    let collector = StageCollector(store: store, folder: folder)
    let known = try store.collectedKeys()
    let news = archive.records.keys.filter { !known.contains($0) }.sorted()
    if let fault = try collector.collect(news).damaged.first {
      throw ArchiveError.damagedStage(label: fault.key.hex, reason: fault.reason)
    }
    try store.add(archive.annotations)
    let runs = RunDocument.all(in: folder).documents.filter { $0.study == archive.study }
    let inStore = Set(try store.runIDs())
    let isThere = try runs.allSatisfy { document in
      guard inStore.contains(document.id) else { return false }
      let there = try store.snapshot(run: document.id)
      return there.record == document.snapshot.record && there.status == document.snapshot.status
    }
    guard !isThere else { return }
    if try store.studies().contains(archive.study) {
      try store.remove(study: archive.study, stages: [])
    }
    try RunDocument.restore(runs, into: store)
  }
}
