import Base
import Experiments
import Foundation
import Pipeline

/// A Slurm cluster that takes jobs from this host.
struct ClusterAccess {
  /// What is asked of it.
  let profile: ClusterProfile

  /// Access to a cluster; nothing is asked of it yet.
  init(profile: ClusterProfile) { self.profile = profile }

  /// Access to the cluster a run asks for; nil when it asks for none; throws where Slurm's commands are
  /// not there.
  init?(_ executor: ExecutorChoice) throws {
    guard case .slurm(let profile) = executor else { return nil }
    self.init(profile: profile)
    _ = try Self.commands()
  }

  private static func commands() throws -> SlurmCommands {
    try SlurmCommands(variables: ProcessInfo.processInfo.environment)
  }

  /// The largest number of tasks an array may have; nil where the cluster is not asked or does not tell.
  var mostArrayTasks: Int? { try? Self.commands().mostArrayTasks }

  /// Where the program lies for nodes, or would.
  static func program(in results: ResultsFolder) throws -> String {
    BinaryCopy.path(in: results, hash: try BinaryIdentity.current())
  }

  /// What the executor of a run is made with.
  func options(
    study: String, run: String, program: String, estimates: LiveEstimates
  ) -> SlurmExecutor.Options {
    SlurmExecutor.Options(
      study: study, run: run, profile: profile, program: program,
      workingFolder: FileManager.default.currentDirectoryPath
    ) { estimates.estimate(of: $0) }
  }

  /// The executor of a run, after the program was copied for the nodes.
  func executor(
    study: String, run: String, results: ResultsFolder, estimates: LiveEstimates
  ) throws -> SlurmExecutor {
    let program = try BinaryCopy.place(in: results, hash: BinaryIdentity.current())
    return SlurmExecutor(
      options(study: study, run: run, program: program, estimates: estimates), results: results,
      service: try Self.commands(), files: MountedFiles(results))
  }
}
