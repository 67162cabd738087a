import ArgumentParser
import Base
import Experiments
import Pipeline

/// Removes what no kept run uses.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Remove the files of stages that no kept run uses; records and rows stay.",
    discussion: """
      Such a stage is evicted: when it is needed again it is computed again, and has to give the same
      bytes. Damaged stages that were taken out of the way, what killed runs left, old cache entries
      and copies of programs that made no kept result go too. No run may be alive in the folder
      meanwhile.

      Examples:
        runexp gc --dry-run
        runexp gc --keep-last 3 --results /tmp/try
      """)

  @OptionGroup var place: ResultsOptions

  @Option(
    help: ArgumentHelp("Keep what the last N runs of each study use.", valueName: "N"))
  var keepLast = 1

  @Option(
    help: ArgumentHelp(
      "Remove damaged stages and cache entries that are older.", valueName: "days"))
  var olderThan = 7.0

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would be removed.")
  var dryRun = false

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    if keepLast < 1 { throw ValidationError("--keep-last must be 1 or more, not \(keepLast)") }
    if !(olderThan >= 0) { throw ValidationError("--older-than must be 0 or more days") }
  }

  func run() throws {
    let folder = place.folder
    try folder.requireExisting()
    try folder.reporting {
      let lease = dryRun ? nil : try RunLease.takeAlone(folder, watching: LeaseText.watching)
      defer { withExtendedLifetime(lease) {} }
      let known = try KnownStudies(in: folder, store: nil)
      try known.requireReadable()
      let collection = GarbageCollection(of: folder)
      let plan = try collection.plan(
        keepingLast: keepLast, of: known.documents, days: olderThan)
      if !dryRun { try collection.perform(plan) }
      if json {
        Terminal.output(RemovalText.value(plan, isDone: !dryRun).json)
      } else {
        for line in RemovalText.lines(plan, isDone: !dryRun) { Terminal.output(line) }
      }
    }
  }
}
