import Base
import Experiments
import Spec
import Store

/// The text of a spec, for the records of runs.
struct SpecSource {
  /// The spec file as the user named it.
  let file: String
  /// What was changed on the command line.
  let overrides: [String]

  private var reader: SpecReader { SpecReader(files: LocalFileSystem(), vocabulary: .runexp) }

  /// The file and those it extends, each with its text.
  var files: [RunFile] {
    reader.sources(at: file).map { path, bytes in
      RunFile(
        role: .spec, path: path, size: bytes.count, sha256: ContentHash(of: bytes),
        text: String(decoding: bytes, as: UTF8.self))
    }
  }

  /// The resolved spec, as `runexp config` prints it.
  func resolved() throws -> String {
    try reader.longForm(at: file, overrides: overrides)
  }
}
