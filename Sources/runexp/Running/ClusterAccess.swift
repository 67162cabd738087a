import Base
import Experiments
import Foundation
import Pipeline

/// A Slurm cluster that takes jobs from this host.
struct ClusterAccess {
  /// What is asked of it.
  let profile: ClusterProfile
  private let commands: SlurmCommands

  /// Access to the cluster a run asks for; nil when it asks for none; throws where Slurm's commands are
  /// not there.
  init?(_ executor: ExecutorChoice) throws {
    guard case .slurm(let profile) = executor else { return nil }
    self.profile = profile
    commands = try SlurmCommands(variables: ProcessInfo.processInfo.environment)
  }

  /// The executor of a run.
  func executor(
    study: String, run: String, results: ResultsFolder, estimates: [ContentHash: StageEstimate]
  ) throws -> SlurmExecutor {
    let options = SlurmExecutor.Options(
      study: study, run: run, profile: profile,
      program: try BinaryCopy.place(in: results, hash: BinaryIdentity.current()),
      workingFolder: FileManager.default.currentDirectoryPath
    ) { estimates[$0.key] ?? StageEstimate() }
    return SlurmExecutor(
      options, results: results, service: commands, files: MountedFiles(results))
  }
}
