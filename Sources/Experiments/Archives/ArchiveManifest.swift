import Base

/// `manifest.json`, the first member of an archive: whose it is, and every other member in order.
struct ArchiveManifest: Sendable, Hashable {
  /// A member that is not the manifest.
  struct File: Sendable, Hashable {
    var member: ArchiveMember
    /// Bytes.
    var size: Int
    var sha256: ContentHash
  }

  /// The schema this program writes and reads.
  static let schema = 1
  /// What tells a manifest from other JSON files of the name.
  private static let format = "runexp-study"

  /// The version of the program that made the archive.
  var program: String
  /// The study.
  var study: String
  /// What was left out on purpose, sorted.
  var leftOut: [String]
  /// Every other member, in the archive's order.
  var files: [File]

  /// The bytes of the file.
  var bytes: [UInt8] { value.jsonBytes + [UInt8(ascii: "\n")] }

  /// The manifest as JSON.
  var value: Value {
    [
      "format": .text(Self.format), "schema": .integer(Self.schema), "program": .text(program),
      "study": .text(study), "left_out": .list(leftOut.map { .text($0) }),
      "files": .list(
        files.map {
          [
            "path": .text($0.member.path), "size": .integer($0.size),
            "sha256": .text($0.sha256.hex),
          ]
        }),
    ]
  }

  /// Reads a manifest of the archive at `path`, the name in messages.
  init(json: [UInt8], of path: String) throws(ArchiveError) {
    let value: Value
    do { value = try Value(json: json) } catch {
      throw .notAnArchive(path: path, reason: "manifest.json: \(error)")
    }
    guard value["format"]?.text == Self.format, let schema = value["schema"]?.integer else {
      throw .notAnArchive(path: path, reason: "manifest.json is not that of a study")
    }
    let program = value["program"]?.text ?? "of unknown version"
    guard schema <= Self.schema else {
      throw .newer(path: path, schema: schema, program: program, known: Self.schema)
    }
    guard let study = value["study"]?.text, let leftOut = value["left_out"]?.list,
      let list = value["files"]?.list
    else { throw .damaged(path: path, reason: "manifest.json lacks a member") }
    var files: [File] = []
    var seen: Set<ArchiveMember> = []
    for item in list {
      guard let name = item["path"]?.text, let size = item["size"]?.integer, size >= 0,
        let sha256 = item["sha256"]?.text.flatMap(ContentHash.init(hex:))
      else { throw .damaged(path: path, reason: "manifest.json: entry \(files.count + 1)") }
      guard let member = ArchiveMember(name), member != .manifest else {
        throw .unsafe(path: path, member: name, reason: "no archive holds a file there")
      }
      if case .figure(let owner, _) = member, owner != study {
        throw .unsafe(path: path, member: name, reason: "it belongs to another study")
      }
      guard seen.insert(member).inserted else {
        throw .unsafe(path: path, member: name, reason: "it is named twice")
      }
      files.append(File(member: member, size: size, sha256: sha256))
    }
    self.init(
      program: program, study: study, leftOut: leftOut.compactMap(\.text), files: files)
  }

  init(program: String, study: String, leftOut: [String], files: [File]) {
    self.program = program
    self.study = study
    self.leftOut = leftOut
    self.files = files
  }
}
