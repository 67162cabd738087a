import Base
import Foundation
import Pipeline

/// Writes a study as a Provenance Run RO-Crate: a folder with the files of its archive, and
/// `ro-crate-metadata.json`, which tells who made what of what.
///
/// The folder is a results folder too: `runexp rebuild --results FOLDER` makes its store.
public struct StudyCrate {
  /// The file with everything that is said of the others.
  public static let metadata = "ro-crate-metadata.json"
  /// The file that says how to cite a repository.
  public static let citation = "CITATION.cff"

  private let export: StudyExport
  private let study: String
  private let license: String
  private let program: String
  private let citationFile: String?
  private let summaryAbove: Int

  /// Names what goes in: `license` is an absolute URI or the name of a licence at spdx.org;
  /// `citationFile` is copied; above `summaryAbove` stages, they are told by groups.
  public init(
    _ export: StudyExport, of study: String, license: String, program: String,
    citationFile: String?, summaryAbove: Int
  ) {
    self.export = export
    self.study = study
    self.license =
      license.contains("://")
      ? license : "https://spdx.org/licenses/" + CrateEntity.id(ofPath: license)
    self.program = program
    self.citationFile = citationFile
    self.summaryAbove = summaryAbove
  }

  /// The citation file of the repository that `folder` is in; nil where it has none.
  public static func citationFile(around folder: String) -> String? {
    var place = URL(fileURLWithPath: folder).standardizedFileURL
    while true {
      let file = place.appendingPathComponent(citation).path
      if access(file, R_OK) == 0 { return file }
      let isTop = access(place.appendingPathComponent(".git").path, F_OK) == 0
      guard !isTop, place.path != "/" else { return nil }
      place.deleteLastPathComponent()
    }
  }

  /// Writes the folder; one that is there is not touched.
  public func write(to path: String) throws(ArchiveError) -> StudyExport.Report {
    try export.replacing(path) { unfinished in
      let gathered = try export.gather()
      var report = gathered.report
      try write(gathered.manifest.bytes, to: unfinished + "/" + ArchiveMember.manifest.path)
      for (file, source) in gathered.contents.files {
        let copy = try Self.newFile(unfinished + "/" + file.member.path)
        try ArchiveContents.copy(file, source) { try copy.write($0) }
      }
      let citation = try citationFile.map { try LocalFileSystem().read($0, limit: 1 << 20) }
      if let citation { try write(citation, to: unfinished + "/" + Self.citation) }
      let manifest = gathered.manifest.bytes
      let graph = CrateGraph(
        study: study, documents: gathered.documents, records: gathered.records,
        files: [
          ArchiveManifest.File(
            member: .manifest, size: manifest.count, sha256: ContentHash(of: manifest))
        ] + gathered.manifest.files,
        license: license, program: program,
        citation: citation.map { ($0.count, ContentHash(of: $0)) }, summaryAbove: summaryAbove)
      let text = graph.value.jsonBytes + [UInt8(ascii: "\n")]
      try write(text, to: unfinished + "/" + Self.metadata)
      report.bytes = gathered.manifest.files.reduce(text.count + manifest.count) { $0 + $1.size }
      return report
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try Self.newFile(path).write(bytes)
  }

  private static func newFile(_ path: String) throws -> OpenFile {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    return try OpenFile(creating: path)
  }
}
