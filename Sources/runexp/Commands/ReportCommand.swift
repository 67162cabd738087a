import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// Writes all there is to say about a study into one page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a study's verdicts, figures, tables and provenance into one HTML file.",
    discussion: """
      The page is made from the store, the run files and the figures: the spec file need not be there any
      more, nothing is run, and nothing is written into the results folder. It loads nothing from outside.

      Examples:
        runexp report bottleneck -o report.html
        runexp report configs/bottleneck.yaml --latex tables/
      """)

  @Argument(
    help: ArgumentHelp("The study, by its name or its spec.", valueName: "study|spec"),
    completion: .file(extensions: ["yaml", "yml"]))
  var name: String

  @Option(
    name: .shortAndLong,
    help: "The file to write; `-` is standard output. Else STUDY-report.html here.")
  var output: String?

  @OptionGroup var place: ResultsOptions

  func run() throws {
    let store = try openStore()
    let study = try recordedStudy(in: store)
    let contents = try StudyReport(folder: place.folder, store: store, study: study).contents()
    try write(ReportPage.bytes(of: contents), study: study.name)
    let problems = contents.figures.compactMap { figure in
      figure.problem.map { "figure \(figure.name): \($0)" }
    }
    for problem in problems { Terminal.error(problem) }
    if !problems.isEmpty { throw ExitStatus.failed }
  }

  private func write(_ bytes: [UInt8], study: String) throws {
    if output == "-" {
      return Terminal.write(String(decoding: bytes, as: UTF8.self), to: STDOUT_FILENO)
    }
    let file = output ?? "\(FigureDrawing.stem(study))-report.html"
    do { try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic) } catch {
      throw FileError(path: file, reason: "cannot be written")
    }
    Terminal.output("report: \(file)")
  }

  private func openStore() throws -> ResultsStore {
    guard let store = try place.store().openForReading() else {
      throw Diagnostic(
        .error, "no results in \(place.folder.path)",
        notes: ["run a study first: runexp SPEC.yaml", "or name another folder: --results DIR"])
    }
    let version = try store.settings().schemaVersion
    guard version == ResultsStore.schemaVersion else {
      throw Diagnostic(
        .error,
        "\(store.path) has schema \(version) of an older runexp; reports need \(ResultsStore.schemaVersion)",
        notes: ["bring it up to date: run the study again (`runexp SPEC.yaml`) or `runexp rebuild`"]
      )
    }
    return store
  }

  /// The study as its newest run had it; says so where the spec's file differs by now.
  private func recordedStudy(in store: ResultsStore) throws -> Study {
    let names = try store.studies()
    var study = name
    if !names.contains(name), LocalFileSystem().exists(name) {
      study = try SpecOptions.study(at: name, overrides: []).name
    }
    guard names.contains(study), let run = try store.runs(study: study, limit: 1).first else {
      let near = NearestName.suggestion(for: study, among: names)
        .map { ["did you mean `\($0)`?"] }
      throw Diagnostic(
        .error, "there is no study `\(study)` in \(place.folder.path)",
        notes: (near ?? [])
          + [
            names.isEmpty
              ? "there is no study in it" : "studies in it: \(names.joined(separator: ", "))"
          ])
    }
    let recorded = RecordedSpec(run: run.id, text: try store.resolvedSpec(ofRun: run.id))
    if study != name,
      try SpecSource(file: name, overrides: []).resolved() != recorded.text
    {
      Terminal.error("\(name) is not the spec of run \(run.id), which the report is about")
    }
    return try recorded.study()
  }
}
