import Base

/// Why an archive of a study is not made, or not taken in.
public enum ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file cannot be read or written.
  case file(FileError)
  /// There is a file already where the archive would go.
  case exists(path: String)
  /// No run of the study has a file, so its plan is not known.
  case noRun(study: String)
  /// A stage does not hold what its record says.
  case damagedStage(label: String, reason: String)
  /// The file is no archive of a study.
  case notAnArchive(path: String, reason: String)
  /// A newer program made the archive.
  case newer(path: String, schema: Int, program: String, known: Int)
  /// The archive's bytes are not those that were written.
  case damaged(path: String, reason: String)
  /// A member would lie outside of what an archive may hold.
  case unsafe(path: String, member: String, reason: String)
  /// The results folder holds something else under the same names.
  case conflicts(path: String, folder: String, [String])

  /// What is wrong, one line.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .exists(let path): "\(path): file exists"
    case .noRun(let study): "study \(study) has no file of a run, so its stages are not known"
    case .damagedStage(let label, let reason): "stage \(label) is damaged: \(reason)"
    case .notAnArchive(let path, let reason): "\(path): not an archive of a study: \(reason)"
    case .newer(let path, let schema, let program, let known):
      "\(path): an archive of schema \(schema) by runexp \(program), this one knows up to \(known)"
    case .damaged(let path, let reason): "\(path): damaged: \(reason)"
    case .unsafe(let path, let member, let reason):
      "\(path): member `\(Self.printable(member))` is refused: \(reason)"
    case .conflicts(let path, let folder, let all):
      "\(path) and \(folder) differ in \(all.count) \(all.count == 1 ? "place" : "places")"
    }
  }

  /// What is legal and what to do next; one line each.
  public var notes: [String] {
    switch self {
    case .file: []
    case .exists: ["name another file with -o, or remove it"]
    case .noRun: ["run the study first: runexp SPEC.yaml"]
    case .damagedStage: ["a plain run of the study computes it again; then export"]
    case .notAnArchive: ["make one where the study is: runexp export STUDY"]
    case .newer: ["use the newer program"]
    case .damaged: ["nothing was imported; copy the file again from where it was made"]
    case .unsafe: ["nothing was imported; no archive that runexp makes has such a member"]
    case .conflicts(_, let folder, let all):
      all.prefix(Self.shown)
        + (all.count > Self.shown ? ["and \(all.count - Self.shown) more"] : [])
        + ["nothing was imported; import into another folder than \(folder) with --results"]
    }
  }

  private static let shown = 8

  /// A name without control characters, which could drive the reader's terminal.
  private static func printable(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
  }
}
