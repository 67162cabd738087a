import ArgumentParser
import Base
import Experiments
import Foundation
import Spec

/// What is changed about a spec on the command line.
struct OverrideOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a value of the spec before anything is checked; may be repeated.",
      valueName: "path=value"))
  var overrides: [String] = []
}

/// The spec and what is changed about it on the command line.
struct SpecOptions: ParsableArguments {
  @Argument(
    help: "The experiment spec, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
  var spec: String

  @OptionGroup var changes: OverrideOptions

  /// What is changed, each as `path=value`.
  var overrides: [String] { changes.overrides }

  /// Reads the spec and prints its warnings; throws every fault.
  func study() throws -> Study { try Self.study(at: spec, overrides: overrides) }

  /// Reads a spec and prints its warnings; throws every fault.
  static func study(at path: String, overrides: [String]) throws -> Study {
    guard LocalFileSystem().exists(path) else { throw missing(path) }
    let study = try SpecReader(files: LocalFileSystem(), vocabulary: .runexp)
      .study(at: path, overrides: overrides)
    for warning in study.warnings { Terminal.error(warning.text) }
    return study
  }

  /// There is no such spec: what was probably meant, or how to start one.
  static func missing(_ path: String) -> Diagnostic {
    Diagnostic(
      .error, "\(path): no such file", notes: nearbySpecs(path) + ["or start one: runexp init"])
  }

  /// A hint at the spec file that was probably meant.
  private static func nearbySpecs(_ path: String) -> [String] {
    let folder = (path as NSString).deletingLastPathComponent
    let listed = folder.isEmpty ? "." : folder
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: listed) else {
      return ["the folder `\(listed)` does not exist"]
    }
    let specs = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    let wanted = (path as NSString).lastPathComponent
    if let near = NearestName.suggestion(for: wanted, among: specs) {
      return ["did you mean: \(folder.isEmpty ? near : folder + "/" + near)?"]
    }
    return specs.isEmpty
      ? ["there is no .yaml file in `\(listed)`"]
      : ["specs in `\(listed)`: \(specs.prefix(8).joined(separator: ", "))"]
  }
}
