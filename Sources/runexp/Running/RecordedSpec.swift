import Base
import Experiments
import Spec

/// The spec of a run as the store has it, whatever became of its file.
struct RecordedSpec {
  /// The run.
  let run: String
  /// The resolved spec, as `runexp config` prints it.
  let text: String

  /// What faults in it are said of.
  var name: String { "the spec of run \(run)" }

  /// The study it describes.
  func study() throws -> Study {
    try SpecReader(files: InMemoryFileSystem([name: text]), vocabulary: .runexp).study(at: name)
  }
}
