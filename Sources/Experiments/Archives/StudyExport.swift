import Base
import Foundation
import Pipeline
import Store

/// Writes a study into one archive that opens on another machine: the stages of its last plan with
/// all they were computed from, the files of its runs, tags and notes, figures and the spec.
///
/// The same content gives the same bytes. The archive is made beside its final name and renamed.
public struct StudyExport {
  /// What may be left out, since it is large and can be computed again.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// Checkpoints: weights and what the optimizer remembers.
    case weights
    /// Value tables, and the interactions of all sets of players and of all pairs.
    case tables

    var outputs: Set<String> {
      switch self {
      case .weights: [StageFiles.checkpointName]
      case .tables: [StageFiles.tablesName, StageFiles.interactionsName, StageFiles.ordersName]
      }
    }
  }

  /// What was written.
  public struct Report: Sendable, Hashable {
    /// Number of stages.
    public var stages = 0
    /// Number of them some of whose outputs are not in the archive.
    public var evicted = 0
    /// Number of stages of the plan that have no result.
    public var absent = 0
    /// Number of runs.
    public var runs = 0
    /// Number of members, the manifest not counted.
    public var files = 0
    /// Bytes of the archive.
    public var bytes = 0
  }

  private let study: String
  private let folder: ResultsFolder
  private let documents: [RunDocument]
  private let leftOut: Set<Part>
  private let program: String

  /// Names the study; `documents` are the runs of the folder, of all studies, in the order in which
  /// they were started, `program` is the version of this program.
  public init(
    of study: String, in folder: ResultsFolder, documents: [RunDocument], leavingOut: Set<Part>,
    program: String
  ) {
    self.study = study
    self.folder = folder
    self.documents = documents.filter { $0.study == study }
    leftOut = leavingOut
    self.program = program
  }

  /// What goes out: the manifest, where its files' contents come from, and what they are.
  struct Gathered {
    var report = Report()
    var contents = ArchiveContents()
    var records: [StageRecord] = []
    var documents: [RunDocument]
    var manifest: ArchiveManifest
  }

  /// Writes the archive; a file that is there is not overwritten.
  public func write(to path: String) throws(ArchiveError) -> Report {
    try replacing(path) { unfinished in
      var gathered = try gather()
      gathered.report.bytes = try write(gathered, to: unfinished)
      return gathered.report
    }
  }

  /// Has `work` make a file or folder beside its final name, and renames it; nothing is left where
  /// that fails.
  func replacing(_ path: String, by work: (String) throws -> Report) throws(ArchiveError) -> Report
  {
    guard access(path, F_OK) != 0 else { throw .exists(path: path) }
    let unfinished = path + ".\(getpid()).unfinished"
    try? FileManager.default.removeItem(atPath: unfinished)
    do {
      let report = try work(unfinished)
      guard rename(unfinished, path) == 0 else {
        throw FileError(path: path, reason: LocalFileSystem.reason(errno))
      }
      return report
    } catch {
      try? FileManager.default.removeItem(atPath: unfinished)
      switch error {
      case let error as ArchiveError: throw error
      case let changed as ArchiveContents.Changed: throw fault(changed.member)
      case let error as FileError: throw .file(error)
      default: throw .file(FileError(path: path, reason: "\(error)"))
      }
    }
  }

  /// A member whose content is not what was recorded, or not what it was a moment ago.
  private func fault(_ member: ArchiveMember) -> ArchiveError {
    guard case .stage(let key, let name) = member else {
      return .file(FileError(path: place(member), reason: "changed meanwhile"))
    }
    return .damagedStage(
      label: documents.last?.label(of: key) ?? key.hex,
      reason: "\(name) has other bytes than were recorded")
  }

  /// Looks at everything that goes out; what no record tells the digest of is read.
  func gather() throws -> Gathered {
    guard let last = documents.last else { throw ArchiveError.noRun(study: study) }
    var gathered = Gathered(
      documents: documents,
      manifest: ArchiveManifest(
        program: program, study: study, leftOut: leftOut.map(\.rawValue).sorted(), files: []))
    gathered.report.runs = documents.count
    let record = last.snapshot.record
    try gathered.contents.add(.spec, .bytes(Array(record.specText.utf8)))
    try gathered.contents.add(.resolvedSpec, .bytes(Array(record.resolvedSpec.utf8)))
    for member in documents.map(\.id).sorted().map(ArchiveMember.run) + annotations(last.stages) {
      try gathered.contents.add(member, .file(place(member)))
    }
    for file in Self.files(below: "\(folder.path)/figures/\(study)") {
      let member = ArchiveMember.figure(study: study, file: file)
      // Such as a hidden file with a line's end in its name: no archive holds one.
      guard ArchiveMember(member.path) == member else { continue }
      try gathered.contents.add(member, .file(place(member)))
    }
    for key in Set(last.stages).sorted() {
      switch folder.inspect(key) {
      case .absent: gathered.report.absent += 1
      case .damaged(let reason):
        throw ArchiveError.damagedStage(label: last.label(of: key), reason: reason)
      case .published(let record), .evicted(let record):
        gathered.report.stages += 1
        gathered.records.append(record)
        if try add(record, to: &gathered.contents) { gathered.report.evicted += 1 }
      }
    }
    gathered.manifest.files = gathered.contents.files.map(\.file)
    gathered.report.files = gathered.manifest.files.count
    return gathered
  }

  /// Adds the files of a stage; returns whether some outputs are left out or were removed before.
  private func add(_ record: StageRecord, to contents: inout ArchiveContents) throws -> Bool {
    func member(_ name: String) -> ArchiveMember { .stage(record.key, file: name) }
    let before = folder.evictedOutputs(of: record.key)
    let now = record.outputs.map(\.name).filter { name in
      leftOut.contains { $0.outputs.contains(name) }
    }
    let removed = before.union(now)
    try contents.add(member("done.json"), .file(place(member("done.json"))))
    if removed == before, !removed.isEmpty {
      let note = member(ResultsFolder.evictionFile)
      try contents.add(note, .file(place(note)))
    } else if !removed.isEmpty {
      // The same export has to give the same bytes, so it does not tell when it was made.
      let note: Value = [
        "outputs": .list(removed.sorted().map { .text($0) }), "at": .number(record.finishedAt),
        "facts": StageArrays.facts(of: StageArrays.all(of: record, in: folder)),
      ]
      try contents.add(
        member(ResultsFolder.evictionFile), .bytes(note.jsonBytes + [UInt8(ascii: "\n")]))
    }
    for output in record.outputs where !removed.contains(output.name) {
      let file = member(output.name)
      contents.add(file, .file(place(file)), size: output.size, sha256: output.sha256)
    }
    for journal in record.journals.map({ member($0.name) })
    where access(place(journal), F_OK) == 0 {
      try contents.add(journal, .file(place(journal)))
    }
    return !removed.isEmpty
  }

  /// Writes everything; the content of outputs is compared with what was recorded of them.
  private func write(_ gathered: Gathered, to path: String) throws -> Int {
    let modified = Int(gathered.documents.last?.snapshot.record.startedAt ?? 0)
    let writer = try TarWriter(creating: path)
    let text = gathered.manifest.bytes
    try writer.begin(
      TarHeader(name: ArchiveMember.manifest.path, size: text.count, modified: modified))
    try text.withUnsafeBytes { try writer.append($0) }
    for (file, source) in gathered.contents.files {
      try writer.begin(TarHeader(name: file.member.path, size: file.size, modified: modified))
      try ArchiveContents.copy(file, source) { try writer.append($0) }
    }
    try writer.finish()
    return writer.size + 2 * TarHeader.block
  }

  /// Where a member lies in the folder.
  private func place(_ member: ArchiveMember) -> String { "\(folder.path)/\(member.path)" }

  /// The tags and notes that speak of the study or of a stage of its last plan.
  private func annotations(_ stages: [ContentHash]) -> [ArchiveMember] {
    let keys = Set(stages.map(\.hex))
    return folder.annotationsOnFile().annotations.filter { annotation in
      annotation.subject.study == study
        || annotation.subject.kind == .stage && keys.contains(annotation.subject.name)
    }.map(\.id).sorted().map(ArchiveMember.annotation)
  }

  /// The regular files below a folder as relative paths, sorted.
  private static func files(below path: String) -> [String] {
    (FileManager.default.subpaths(atPath: path) ?? []).filter { name in
      var status = stat()
      return lstat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }.sorted()
  }
}

extension RunDocument {
  /// What people call a stage of the run; the beginning of its key where nothing says.
  func label(of key: ContentHash) -> String {
    snapshot.labels.first { $0.key == key }?.label
      ?? snapshot.stages.first { $0.planned.key == key }?.planned.label
      ?? String(key.hex.prefix(12))
  }
}
