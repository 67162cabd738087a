import ArgumentParser
import Base
import Experiments
import Pipeline
import Store

/// Forgets a study.
struct RemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Forget a study: its runs, rows, claims, figures, and stages only it uses.",
    discussion: """
      Its claims are forgotten too: written again, they count as made after their data. No run may be
      alive in the folder meanwhile.

      Examples:
        runexp rm bottleneck --dry-run
        runexp rm bottleneck --yes
      """)

  @Argument(help: "The study's name.")
  var study: String

  @OptionGroup var place: ResultsOptions

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would be removed.")
  var dryRun = false

  @Flag(help: "Remove it; without this nothing is removed.")
  var yes = false

  func run() throws {
    let folder = place.folder
    try folder.requireExisting()
    try folder.reporting {
      let isDone = yes && !dryRun
      let lease = isDone ? try RunLease.takeAlone(folder, watching: LeaseText.watching) : nil
      defer { withExtendedLifetime(lease) {} }
      let store = try place.store().open(forWriting: isDone)
      let known = try KnownStudies(in: folder, store: store)
      try known.require(study, in: folder)
      try known.requireReadable()
      let removal = StudyRemoval(of: folder, store: store)
      let plan = try removal.plan(study, of: known.documents)
      if isDone {
        try removal.perform(plan)
        if let store { try place.store().writeSnapshot(of: store) }
      }
      for line in RemovalText.lines(plan, isDone: isDone) { Terminal.output(line) }
      guard isDone || dryRun else {
        throw Diagnostic(
          .error, "nothing was removed: `rm` cannot be undone",
          notes: ["to remove what is listed: runexp rm \(study) --yes"])
      }
    }
  }
}
