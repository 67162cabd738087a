import ArgumentParser
import Base
import Experiments
import Pipeline
import Store

/// Takes in the study of an archive.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take in a study from an archive that `runexp export` made.",
    discussion: """
      The archive is read to its end and every file compared with its hash before anything is written.
      Results that are there already stay; an archive with other results for the same stage is
      refused. No run may be alive in the folder meanwhile.

      Examples:
        runexp import bottleneck.runexp.tar
        runexp import bottleneck.runexp.tar --results /tmp/try --dry-run
      """)

  @Argument(help: "The archive.", completion: .file(extensions: ["tar"]))
  var file: String

  @OptionGroup var place: ResultsOptions

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would come in.")
  var dryRun = false

  func run() throws {
    let folder = place.folder
    do {
      let archive = try StudyArchive(reading: file)
      let study = StudyImport(of: archive, into: folder)
      guard !dryRun else {
        return ArchiveText.lines(try study.plan(), of: archive, into: folder, isDone: false)
          .forEach(Terminal.output)
      }
      // Before a folder is made for what is refused.
      _ = try study.plan()
      try folder.reporting {
        let lease = try RunLease.takeAlone(folder, watching: LeaseText.watching)
        defer { withExtendedLifetime(lease) {} }
        let storePlace = try place.store()
        let store = try storePlace.openForWriting()
        let plan = try study.plan()
        try study.perform(plan, store: store)
        try storePlace.writeSnapshot(of: store)
        for line in ArchiveText.lines(plan, of: archive, into: folder, isDone: true) {
          Terminal.output(line)
        }
      }
    } catch let error as ArchiveError { throw error.diagnostic }
  }
}
