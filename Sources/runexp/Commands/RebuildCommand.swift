import ArgumentParser
import Base
import Experiments
import Pipeline
import Store

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

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would be read.")
  var dryRun = false

  func run() throws {
    try place.folder.requireExisting()
    let folder = place.folder
    try folder.reporting {
      let store = try place.store()
      let rebuild = StoreRebuild(of: folder, at: store.path)
      if dryRun {
        let report = try rebuild.survey()
        return RebuildText.write(report, path: store.path, keptPath: rebuild.keptPath)
      }
      let lease = try RunLease.takeAlone(folder, watching: LeaseText.watching)
      defer { withExtendedLifetime(lease) {} }
      let report = try rebuild.run()
      if store.snapshot != nil { try store.writeSnapshot(of: try store.openForWriting()) }
      RebuildText.write(report, path: store.path, keptPath: rebuild.keptPath)
    }
  }
}
