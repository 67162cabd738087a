import ArgumentParser
import Base
import Experiments
import Spec

/// The spec and what is changed about it on the command line.
struct SpecOptions: ParsableArguments {
  @Argument(help: "The experiment spec, a YAML file.")
  var spec: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a value of the spec before anything is checked; may be repeated.",
      valueName: "path=value"))
  var overrides: [String] = []

  /// Reads the spec and prints its warnings; throws every fault.
  func study() throws -> Study {
    let study = try SpecReader(files: LocalFileSystem(), vocabulary: .runexp)
      .study(at: spec, overrides: overrides)
    for warning in study.warnings { Terminal.error(warning.text) }
    return study
  }
}
