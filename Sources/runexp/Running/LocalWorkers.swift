import Base
import Experiments
import Foundation
import Pipeline

/// Worker processes of this program as every command starts them.
enum LocalWorkers {
  /// How they are started: one BLAS thread each, and one core type for all.
  static var options: LocalProcessExecutor.Options {
    LocalProcessExecutor.Options(
      environment: ["OPENBLAS_NUM_THREADS": "1"].merging(StageKinds.workerEnvironment) { _, ours in
        ours
      })
  }

  /// The fact that holds the digest of the program's image.
  static let binaryFact = "binary"

  /// The facts that workers of a run must share: other ones round otherwise.
  static let decisiveFacts: Set<String> = [binaryFact, "blas", "blas_core", "libc"]

  /// What this process computes with, for a worker.
  static func ownFacts() throws -> WorkerFacts {
    let variables = ProcessInfo.processInfo.environment
    var facts = try provenance()
    facts["slurm_job"] = variables["SLURM_JOB_ID"]
    facts["slurm_node"] = variables["SLURMD_NODENAME"]
    return WorkerFacts(
      host: ProcessIdentity.host, environment: facts,
      binary: facts[binaryFact].flatMap(ContentHash.init(hex:)))
  }

  /// What the results may depend on, as each run and stage records it.
  static func provenance() throws -> [String: String] {
    var facts = MachineFacts.current().merging(StageKinds.facts) { _, ours in ours }
    facts["runexp"] = Version.text
    facts[binaryFact] = try BinaryIdentity.current().hex
    return facts
  }
}
