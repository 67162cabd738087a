import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store

/// Where results lie.
struct ResultsOptions: ParsableArguments {
  /// The folder unless another is named.
  static let defaultPath = "results"

  @Option(
    name: .customLong("results"), help: "The results folder; `results` unless given.",
    completion: .directory)
  var given: String?

  @Option(
    name: .customLong("store"),
    help: ArgumentHelp(
      "The store's file, on a local disk; in the results folder where that is on one.",
      valueName: "path"),
    completion: .file())
  var storePath: String?

  mutating func validate() throws {
    if given == "" { throw ValidationError("--results needs the name of a folder") }
    if storePath == "" { throw ValidationError("--store needs the name of a file") }
  }

  /// The folder.
  var folder: ResultsFolder { ResultsFolder(given ?? Self.defaultPath) }

  /// The place for a run on a cluster: where the profile says unless the command does, by paths that
  /// hold in every folder.
  func onCluster(_ profile: ClusterProfile) -> ResultsOptions {
    var place = self
    place.given = AbsolutePath.of(given ?? profile.results ?? Self.defaultPath)
    place.storePath = storePath ?? profile.store
    return place
  }

  /// Which stages were read in full and found whole; none after the machine went down in a run.
  var index: StageIndex {
    StageIndex(folder, trusting: !Durability.past(of: folder).machineWentDown)
  }

  /// What a run would do there; nothing is written.
  func plan(_ graph: StageGraph) -> Plan { Plan.make(graph, in: folder, index: index) }

  /// Where the folder's store lies; throws when that would be a network file system.
  func store() throws -> StorePlace {
    try StorePlace.choose(
      results: folder.path, asked: storePath,
      stateFolder: StorePlace.stateFolder(ProcessInfo.processInfo.environment))
  }
}

/// How a run is done; none of it changes a result.
struct RunOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Worker processes; as many as cores unless given.")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Where stages run: local, slurm, or a cluster's profile: a file, or NAME for"
        + " clusters/NAME.yaml beside the spec.",
      valueName: "executor"))
  var on: String?

  @Option(
    help: ArgumentHelp(
      "Repeat failed stages K times, where the spec's limits say nothing of their kind.",
      valueName: "K"))
  var retries: Int?

  @Option(
    help: ArgumentHelp(
      "How long an attempt at a stage may take: 90s, 15min, 2h; as for --retries.",
      valueName: "duration"),
    transform: Self.duration)
  var timeout: Double?

  @Option(
    help: ArgumentHelp(
      "How much memory a stage may use: 512MiB, 4GiB; as for --retries.", valueName: "size"),
    transform: Self.size)
  var memory: Int?

  @Option(
    help: ArgumentHelp(
      "Start nothing more after this time, and exit 124 if work is left.", valueName: "duration"),
    transform: Self.duration)
  var maxTime: Double?

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show the plan, run nothing.")
  var dryRun = false

  @Flag(help: "Print one JSON document on standard output instead of tables.")
  var json = false

  @Flag(help: "Stop at the first failure; otherwise what does not depend on it is finished.")
  var failFast = false

  @Option(
    help: ArgumentHelp(
      "Start nothing more once N stages have failed; what runs may end.", valueName: "N"))
  var maxFailures: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Force results to the disk: safe against power loss too, not against kills alone.")
  var sync = true

  @Option(help: "Run this stage and what it needs, and nothing else.")
  var only: String?

  @Option(
    help: ArgumentHelp(
      "Run the cells of the i-th of n shards; the plain command then draws.", valueName: "i/n"),
    transform: Self.shard)
  var shard: StudyShard?

  @Flag(help: "Run the stage of --only in this process, for a debugger; what it needs, in workers.")
  var foreground = false

  @Flag(
    help: ArgumentHelp(
      "Let machines compute that have another BLAS core, BLAS, C library or program than this one:"
        + " their bits may differ. It is recorded."))
  var allowMixed = false

  @Flag(
    help: "Go on in the background once it is planned; `attach` follows it, `cancel` ends it.")
  var detach = false

  /// The name of the run that this process was detached as.
  @Option(help: .hidden) var detachedAs: String?

  @Flag(help: "Exit 6 unless every claim's verdict is what the spec expects.")
  var checkClaims = false

  @Flag(help: "Exit 3 if work would be done; with -n.")
  var check = false

  /// The number of worker processes where `jobs` is what was asked for.
  static func workers(_ jobs: Int?) -> Int {
    jobs ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// Refuses a number of workers that makes no sense.
  static func check(jobs: Int?) throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("-j must be a number of workers from 1 to 1024, not \(jobs)")
    }
  }

  mutating func validate() throws {
    try Self.check(jobs: jobs)
    if let retries, !(0...100).contains(retries) {
      throw ValidationError("--retries must be a number from 0 to 100, not \(retries)")
    }
    if let maxFailures, maxFailures < 1 {
      throw ValidationError("--max-failures must be a number from 1, not \(maxFailures)")
    }
    if shard != nil, only != nil {
      throw ValidationError("--shard and --only exclude each other: each runs a part of the study")
    }
    if foreground, only == nil {
      throw ValidationError("--foreground runs one stage: name it with --only")
    }
    if foreground, detach {
      throw ValidationError("--foreground needs this terminal, --detach leaves it: choose one")
    }
    if check, !dryRun {
      throw ValidationError("--check goes with -n: it says whether work is left")
    }
  }

  /// The limits of stages whose kind the spec does not limit itself.
  var limits: ResourceLimits.Bounds {
    ResourceLimits.Bounds(timeout: timeout, memory: memory, retries: retries)
  }

  /// The shard that a text such as `2/4` names.
  static func shard(_ text: String) throws -> StudyShard {
    guard let shard = StudyShard(text) else {
      throw ValidationError(
        "write the shard's number and how many there are, up to \(StudyShard.most), such as 2/4")
    }
    return shard
  }

  private static func duration(_ text: String) throws -> Double {
    guard let seconds = DurationText.seconds(text) else {
      throw ValidationError("write a duration such as 90s, 15min, 2h or a number of seconds")
    }
    return seconds
  }

  private static func size(_ text: String) throws -> Int {
    guard let bytes = SizeText.bytes(text) else {
      throw ValidationError("write a size such as 512MiB, 4GiB, 2GB or a number of bytes")
    }
    return bytes
  }
}
