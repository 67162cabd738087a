import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Store

/// Writes a study into one file that opens on another machine.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a study into one archive that opens on another machine: runexp import.",
    discussion: """
      The archive, a plain tar file, holds the stages of the study's last plan, its runs, tags and
      notes, figures and the spec, each with its hash. The same results give the same bytes. What is
      left out with --without counts as removed to save space there: it is computed again when needed.

      With --crate the same files become a folder with ro-crate-metadata.json, a Provenance Run
      RO-Crate that says who made what of what; CITATION.cff is copied where the repository one is in
      has one.

      Examples:
        runexp export bottleneck
        runexp export bottleneck --crate --license MIT -o bottleneck-crate
        runexp export bottleneck -o /tmp/small.runexp.tar --without weights --without tables
      """)

  @Argument(help: "The study's name.")
  var study: String

  @OptionGroup var place: ResultsOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The archive, or the folder of a crate; STUDY.runexp.tar or STUDY-crate unless given.",
      valueName: "path"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Leave out weights (checkpoints) or tables (values and interactions of all sets of players);"
        + " may be repeated.", valueName: "part"),
    completion: .list(StudyExport.Part.allCases.map(\.rawValue)))
  var without: [String] = []

  @Flag(help: "Write a Provenance Run RO-Crate, a folder.")
  var crate = false

  @Option(
    help: ArgumentHelp(
      "The licence a crate must name: one of spdx.org such as CC-BY-4.0, or an address.",
      valueName: "name"))
  var license: String?

  @Option(
    help: ArgumentHelp(
      "In a crate of more stages, tell them by kind and measurement.", valueName: "N"))
  var summaryAbove = 500

  mutating func validate() throws {
    if license != nil, !crate { throw ValidationError("--license goes with --crate") }
    if summaryAbove < 0 {
      throw ValidationError("--summary-above must be 0 or more, not \(summaryAbove)")
    }
    if output == "" || license == "" { throw ValidationError("-o and --license need a name") }
  }

  func run() throws {
    if crate, license == nil {
      throw Diagnostic(
        .error, "a crate has to say under which licence it is",
        notes: ["name it: --license CC-BY-4.0, or another of spdx.org, or its address"])
    }
    let parts = try without.map(Self.part)
    let folder = place.folder
    try folder.requireExisting()
    try folder.reporting {
      let lease = try RunLease.share(folder)
      defer { withExtendedLifetime(lease) {} }
      let known = try KnownStudies(in: folder, store: try place.store().openForReading())
      try known.require(study, in: folder)
      let path = output ?? study + (crate ? "-crate" : ".runexp.tar")
      let export = StudyExport(
        of: study, in: folder, documents: known.documents, leavingOut: Set(parts),
        program: Version.text)
      do {
        let report =
          if let license {
            try StudyCrate(
              export, of: study, license: license, program: Version.text,
              citationFile: StudyCrate.citationFile(
                around: FileManager.default.currentDirectoryPath), summaryAbove: summaryAbove
            ).write(to: path)
          } else {
            try export.write(to: path)
          }
        for line in ArchiveText.lines(report, of: study, path: path) { Terminal.output(line) }
      } catch let error as ArchiveError { throw error.diagnostic }
    }
  }

  private static func part(_ name: String) throws -> StudyExport.Part {
    if let part = StudyExport.Part(rawValue: name) { return part }
    let names = StudyExport.Part.allCases.map(\.rawValue)
    let near = NearestName.suggestion(for: name, among: names).map { ["did you mean `\($0)`?"] }
    throw Diagnostic(
      .error, "an export has no part `\(name)` that could be left out",
      notes: (near ?? []) + ["legal: " + names.joined(separator: ", ")])
  }
}
