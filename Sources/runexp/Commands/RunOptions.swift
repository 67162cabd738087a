import ArgumentParser
import Base
import Pipeline

/// Where results lie.
struct ResultsOptions: ParsableArguments {
  @Option(name: .customLong("results"), help: "The results folder.")
  var results = "results"

  mutating func validate() throws {
    if results.isEmpty { throw ValidationError("--results needs the name of a folder") }
  }

  /// The folder.
  var folder: ResultsFolder { ResultsFolder(results) }

  /// What a run would do there; nothing is written.
  func plan(_ graph: StageGraph) -> Plan {
    let isTrusted = !Durability.past(of: folder).machineWentDown
    return Plan.make(graph, in: folder, index: StageIndex(folder, trusting: isTrusted))
  }
}

/// How a run is done; none of it changes a result.
struct RunOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Worker processes; as many as cores unless given.")
  var jobs: Int?

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show the plan, run nothing.")
  var dryRun = false

  @Flag(help: "Print one JSON document on standard output instead of tables.")
  var json = false

  @Flag(help: "Stop at the first failure; otherwise what does not depend on it is finished.")
  var failFast = false

  @Flag(
    inversion: .prefixedNo,
    help: "Force results to the disk: safe against power loss too, not against kills alone.")
  var sync = true

  @Flag(help: "Exit 6 unless every claim's verdict is what the spec expects.")
  var checkClaims = false

  @Flag(help: "Exit 3 if work would be done; with -n.")
  var check = false

  mutating func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("-j must be a number of workers from 1 to 1024, not \(jobs)")
    }
    if check, !dryRun {
      throw ValidationError("--check goes with -n: it says whether work is left")
    }
  }
}
