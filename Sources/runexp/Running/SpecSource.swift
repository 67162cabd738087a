import Base
import Experiments
import Spec

/// The text of a spec, for the records of runs.
struct SpecSource {
  /// The spec file as the user named it.
  let file: String
  /// What was changed on the command line.
  let overrides: [String]

  /// The text of the file.
  var text: String {
    let bytes = (try? LocalFileSystem().read(file, limit: 1 << 23)) ?? []
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The resolved spec, as `runexp config` prints it.
  func resolved() throws -> String {
    try SpecReader(files: LocalFileSystem(), vocabulary: .runexp)
      .longForm(at: file, overrides: overrides)
  }
}
