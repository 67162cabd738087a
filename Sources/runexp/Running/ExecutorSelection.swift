import Base
import Experiments
import Foundation
import Spec

/// Where a run's stages are computed: where the command says, else the spec, else this machine.
struct ExecutorSelection {
  /// What the command says: `local`, `slurm`, a profile's name or file; nil for nothing.
  let asked: String?
  /// The spec's file, beside which profiles lie in `clusters/`.
  let spec: String

  /// The executor; throws where the profile is not there or faulty.
  func choice(of study: Study) throws -> ExecutorChoice {
    switch asked {
    case nil: return study.executor ?? .local
    case "local": return .local
    case "slurm":
      if case .slurm = study.executor, let own = study.executor { return own }
      return .slurm(ClusterProfile())
    case let name?: return try profile(name)
    }
  }

  private var folder: String {
    let folder = (spec as NSString).deletingLastPathComponent
    return (folder.isEmpty ? "" : folder + "/") + "clusters"
  }

  private func profile(_ name: String) throws -> ExecutorChoice {
    let isFile = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    let path = isFile ? name : "\(folder)/\(name).yaml"
    guard LocalFileSystem().exists(path) else { throw missing(name, path) }
    let bytes = try LocalFileSystem().read(path, limit: 1 << 20)
    return try ExecutorChoice.profile(String(decoding: bytes, as: UTF8.self), file: path)
  }

  private func missing(_ name: String, _ path: String) -> Diagnostic {
    let profiles = ((try? LocalFileSystem().list(folder)) ?? []).filter { $0.hasSuffix(".yaml") }
      .map { String($0.dropLast(".yaml".count)) }
    let names = ["local", "slurm"] + profiles
    let near = NearestName.suggestion(for: name, among: names).map { ["did you mean `\($0)`?"] }
    return Diagnostic(
      .error, "--on \(name): there is no \(path)",
      notes: (near ?? []) + ["legal here: \(names.joined(separator: ", ")), or a profile's file"])
  }
}
