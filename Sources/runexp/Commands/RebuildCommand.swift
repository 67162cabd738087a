import ArgumentParser
import Base
import Experiments
import Pipeline

/// Builds the store anew from what the results folder holds.
struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Build the store anew from stage folders and runs/*.json.",
    discussion: """
      Everything the store holds comes from these files, so a store that is lost or damaged loses
      nothing. No run may be alive in the folder meanwhile.

      Examples:
        runexp rebuild
        runexp rebuild --results /tmp/try --dry-run
      """)

  @OptionGroup var place: ResultsOptions

  @Option(help: ArgumentHelp("The database to build; in the results folder unless given."))
  var store: String?

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would be read.")
  var dryRun = false

  func run() throws {
    try place.folder.requireExisting()
    let path = store ?? StudyRun.storePath(place.folder)
    let rebuild = StoreRebuild(of: place.folder, at: path)
    try place.folder.reporting {
      if dryRun {
        return RebuildText.write(try rebuild.survey(), path: path, keptPath: rebuild.keptPath)
      }
      let lease = try RunLease.takeAlone(place.folder)
      let report = try rebuild.run()
      RebuildText.write(report, path: path, keptPath: rebuild.keptPath)
      withExtendedLifetime(lease) {}
    }
  }
}
