import Base
import Pipeline
import Store

/// A study's archive that was read to its end and holds what its manifest says.
///
/// Nothing of it is believed before: every byte is compared with the manifest, every record is read.
public struct StudyArchive: Sendable {
  /// The file.
  public let path: String
  let manifest: ArchiveManifest
  /// The records of its stages, by key.
  let records: [ContentHash: StageRecord]
  /// The outputs of stages that are not in it, where some are not.
  let evicted: [ContentHash: Set<String>]
  /// Its runs in the order in which they were started.
  let documents: [RunDocument]
  /// Its tags and notes.
  let annotations: [Annotation]

  /// The study.
  public var study: String { manifest.study }
  /// The version of the program that made it.
  public var program: String { manifest.program }

  /// Bytes of the longest member that is kept in memory, such as the record of a stage.
  private static let longestText = 1 << 28

  /// Reads an archive in full; nothing is written.
  public init(reading path: String) throws(ArchiveError) {
    self.path = path
    var records: [ContentHash: StageRecord] = [:]
    var evicted: [ContentHash: Set<String>] = [:]
    var documents: [RunDocument] = []
    var annotations: [Annotation] = []
    manifest = try Self.pass(over: path) { file, content throws(ArchiveError) in
      func damaged(_ what: String) -> ArchiveError {
        .damaged(path: path, reason: "\(file.member.path) \(what)")
      }
      let value = content.flatMap { try? Value(json: $0) }
      switch file.member {
      case .stage(let key, "done.json"):
        guard let record = value.flatMap(StageRecord.init) else {
          throw damaged("is not a record of a stage")
        }
        guard record.key == key else { throw damaged("is of another stage") }
        records[key] = record
      case .stage(let key, ResultsFolder.evictionFile):
        guard let names = value?["outputs"]?.list else { throw damaged("names no outputs") }
        evicted[key] = Set(names.compactMap(\.text))
      case .run(let id):
        guard let document = value.flatMap(RunDocument.init) else {
          throw damaged("is not a record of a run, or one of a newer program")
        }
        guard document.id == id else { throw damaged("is of another run") }
        documents.append(document)
      case .annotation(let name):
        guard let annotation = value.flatMap(Annotation.init), annotation.id == name else {
          throw damaged("is not a tag or a note, or one of a newer program")
        }
        annotations.append(annotation)
      case .manifest, .spec, .resolvedSpec, .figure, .stage: break
      }
    }
    self.records = records
    self.evicted = evicted
    self.annotations = annotations
    self.documents = documents.sorted {
      ($0.snapshot.record.startedAt, $0.id) < ($1.snapshot.record.startedAt, $1.id)
    }
    try checkStages()
    guard !documents.isEmpty else { throw .damaged(path: path, reason: "it holds no run") }
    if let other = documents.first(where: { $0.study != study }) {
      throw .damaged(path: path, reason: "run \(other.id) is of study \(other.study)")
    }
  }

  /// Throws unless each stage has its record and every output is there with the bytes recorded, or
  /// named as removed.
  private func checkStages() throws(ArchiveError) {
    var files: [ContentHash: [String: ArchiveManifest.File]] = [:]
    for file in manifest.files {
      if case .stage(let key, let name) = file.member { files[key, default: [:]][name] = file }
    }
    for (key, members) in files.sorted(by: { $0.key < $1.key }) {
      func damaged(_ what: String) -> ArchiveError {
        .damaged(path: path, reason: "stage \(key.hex.prefix(12)) \(what)")
      }
      guard let record = records[key] else { throw damaged("has no done.json") }
      for output in record.outputs {
        guard let file = members[output.name] else {
          if evicted[key]?.contains(output.name) == true { continue }
          throw damaged("lacks \(output.name)")
        }
        guard file.size == output.size, file.sha256 == output.sha256 else {
          throw damaged("has other bytes in \(output.name) than were recorded")
        }
      }
      let known = Set(record.outputs.map(\.name) + record.journals.map(\.name))
        .union(["done.json", ResultsFolder.evictionFile])
      if let stray = Set(members.keys).subtracting(known).sorted().first {
        throw .unsafe(
          path: path, member: members[stray]?.member.path ?? stray,
          reason: "its stage has no such file")
      }
    }
  }

  // MARK: Passing over an archive

  /// Reads an archive from its beginning to its end and returns its manifest.
  ///
  /// `begin` is told of each member before its content and may give a file to copy it to; `body` is
  /// called when the member was read and compared with the manifest, with the content of texts. Throws
  /// when a member is of another kind than a plain file, not in the manifest, twice there, missing or
  /// not what the manifest says.
  static func pass(
    over path: String,
    begin: (ArchiveManifest.File) throws(ArchiveError) -> OpenFile? = { _ in nil },
    body: (ArchiveManifest.File, [UInt8]?) throws(ArchiveError) -> Void
  ) throws(ArchiveError) -> ArchiveManifest {
    do {
      let reader = try TarReader(path)
      let manifest = try readManifest(reader, path)
      let files = Dictionary(
        manifest.files.map { ($0.member, $0) }, uniquingKeysWith: { first, _ in first })
      var seen: Set<ArchiveMember> = []
      while let header = try reader.member() {
        let file = try checked(header, files, &seen, path)
        let copy = try begin(file)
        var hasher = ContentHasher()
        let isText = file.member.isText && file.size <= longestText
        var text: [UInt8] = []
        if isText { text.reserveCapacity(file.size) }
        try reader.read { piece in
          hasher.update(piece)
          try copy?.write(piece)
          if isText { text.append(contentsOf: piece) }
        }
        guard hasher.finish() == file.sha256 else {
          throw ArchiveError.damaged(
            path: path, reason: "\(file.member.path) has other bytes than were written")
        }
        try body(file, isText ? text : nil)
      }
      guard seen.count == files.count else {
        let missing = manifest.files.first { !seen.contains($0.member) }?.member.path ?? ""
        throw ArchiveError.damaged(path: path, reason: "\(missing) is missing")
      }
      return manifest
    } catch let error as ArchiveError {
      throw error
    } catch let error as TarError {
      if case .unreadable(let fault) = error { throw .file(fault) }
      throw .damaged(path: path, reason: error.description)
    } catch let error as FileError {
      throw .file(error)
    } catch { throw .damaged(path: path, reason: "\(error)") }
  }

  private static func readManifest(_ reader: TarReader, _ path: String) throws -> ArchiveManifest {
    let first: TarHeader?
    do { first = try reader.member() } catch {
      if case .unreadable = error { throw error }
      throw ArchiveError.notAnArchive(path: path, reason: error.description)
    }
    guard let first, first.kind == .file, first.name == ArchiveMember.manifest.path,
      first.size <= longestText
    else {
      throw ArchiveError.notAnArchive(path: path, reason: "it does not begin with manifest.json")
    }
    var text: [UInt8] = []
    try reader.read { text.append(contentsOf: $0) }
    return try ArchiveManifest(json: text, of: path)
  }

  /// The manifest's entry for a member that may be there.
  private static func checked(
    _ header: TarHeader, _ files: [ArchiveMember: ArchiveManifest.File],
    _ seen: inout Set<ArchiveMember>, _ path: String
  ) throws(ArchiveError) -> ArchiveManifest.File {
    func refused(_ reason: String) -> ArchiveError {
      .unsafe(path: path, member: header.name, reason: reason)
    }
    if case .other(let letter) = header.kind {
      throw refused("it is a \(kindName(letter)), and only plain files may be in an archive")
    }
    guard let member = ArchiveMember(header.name) else {
      throw refused("no archive holds a file there")
    }
    guard let file = files[member] else { throw refused("the manifest does not name it") }
    guard seen.insert(member).inserted else { throw refused("it is there twice") }
    guard header.size == file.size else {
      throw .damaged(
        path: path,
        reason: "\(member.path) has \(header.size) bytes, the manifest says \(file.size)")
    }
    return file
  }

  private static func kindName(_ letter: Character) -> String {
    switch letter {
    case "1": "hard link"
    case "2": "symbolic link"
    case "3", "4": "device"
    case "5": "folder"
    case "6": "pipe"
    default:
      "member of type `\(letter.isASCII && (letter.isLetter || letter.isNumber) ? letter : "?")`"
    }
  }
}

extension ArchiveMember {
  /// Whether it is a JSON file that is looked into.
  var isText: Bool {
    switch self {
    case .run, .annotation, .stage(_, "done.json"), .stage(_, ResultsFolder.evictionFile): true
    case .manifest, .spec, .resolvedSpec, .figure, .stage: false
    }
  }
}
