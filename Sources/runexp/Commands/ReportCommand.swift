import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// Writes all there is to say about some studies into one page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write verdicts, figures, tables and provenance of studies into one HTML file.",
    discussion: """
      The page is made from the store, the run files and the figures: the spec file need not be there any
      more, nothing is run, and nothing is written into the results folder. It loads nothing from outside.
      Of several studies it begins with one table of all claims.

      Examples:
        runexp report bottleneck -o report.html
        runexp report bottleneck configs/and-or.yaml --title "What we found" -o report.html
        runexp report configs/bottleneck.yaml --latex tables/
      """)

  @Argument(
    help: ArgumentHelp("The studies, by name or spec.", valueName: "study|spec"),
    completion: .file(extensions: ["yaml", "yml"]))
  var names: [String]

  @Option(
    name: .shortAndLong,
    help: "The file to write; `-` is standard output. Else STUDY-report.html here.")
  var output: String?

  @Option(help: "What the page is called; after its study or their number unless given.")
  var title: String?

  @Option(
    help: ArgumentHelp(
      "Write the tables for LaTeX instead (package booktabs): into one file, or a file each into a folder.",
      valueName: "folder|file.tex"))
  var latex: String?

  @OptionGroup var place: ResultsOptions

  func run() throws {
    let store = try place.askedStore()
    let reports = try names.map { try report($0, from: store) }
    let studies = reports.map(\.study.name)
    if let twice = studies.first(where: { name in studies.count { $0 == name } > 1 }) {
      throw Diagnostic(
        .error, "study `\(twice)` is named twice", notes: ["name each study once"])
    }
    let contents = try reports.map { try $0.contents() }
    if let latex { try write(LatexTable.all(of: contents), to: latex) }
    if latex == nil || output != nil { try writePage(of: contents) }
    let problems = contents.flatMap { study in
      study.figures.compactMap { figure in
        figure.problem.map {
          "figure \(contents.count > 1 ? study.study + "/" : "")\(figure.name): \($0)"
        }
      }
    }
    for problem in problems { Terminal.error(problem) }
    if !problems.isEmpty { throw ExitStatus.failed }
  }

  // MARK: - Writing

  private func writePage(of contents: [ReportContents]) throws {
    guard contents.count > 1 else {
      var study = contents[0]
      if let title { study.title = title }
      return try write(
        ReportPage.bytes(of: study), named: "\(FigureDrawing.stem(study.study))-report.html")
    }
    let collection = ReportCollection(
      title: title ?? "\(contents.count) studies", studies: contents)
    if output != "-" { collection.summary.lines.forEach(Terminal.output) }
    try write(CollectionPage.bytes(of: collection), named: "studies-report.html")
  }

  private func write(_ bytes: [UInt8], named name: String) throws {
    if output == "-" {
      return Terminal.write(String(decoding: bytes, as: UTF8.self), to: STDOUT_FILENO)
    }
    let file = output ?? name
    try Self.write(bytes, to: file)
    Terminal.output("report: \(file)")
  }

  private func write(_ tables: [LatexTable], to place: String) throws {
    if place.hasSuffix(".tex") {
      try Self.write(Array(tables.map(\.text).joined(separator: "\n").utf8), to: place)
      return Terminal.output("tables: \(place)")
    }
    do {
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    } catch {
      throw FileError(path: place, reason: "cannot be made")
    }
    for table in tables {
      let file = (place as NSString).appendingPathComponent("\(table.name).tex")
      try Self.write(Array(table.text.utf8), to: file)
      Terminal.output("table: \(file)")
    }
  }

  private static func write(_ bytes: [UInt8], to file: String) throws {
    do { try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic) } catch {
      throw FileError(path: file, reason: "cannot be written")
    }
  }

  // MARK: - Studies

  /// What is reported: the study as its newest run had it, or as the spec named has it now.
  private func report(_ name: String, from store: ResultsStore) throws -> StudyReport {
    let names = try store.studies()
    var changed: (study: Study, text: String)?
    if !names.contains(name), LocalFileSystem().exists(name) {
      let source = SpecSource(file: name, overrides: [])
      changed = (
        try SpecOptions.study(at: name, overrides: []), source.files.first?.text ?? ""
      )
    }
    let study = changed?.study.name ?? name
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
    let prefix = self.names.count > 1 ? ReportCollection.prefix(of: study) : ""
    let recorded = RecordedSpec(run: run.id, text: try store.resolvedSpec(ofRun: run.id))
    guard let changed,
      try SpecSource(file: name, overrides: []).resolved() != recorded.text
    else {
      return StudyReport(
        folder: place.folder, store: store, study: try recorded.study(), changedSpec: nil,
        prefix: prefix)
    }
    Terminal.error(
      "\(name) is not the spec of run \(run.id): title, figures and claims are the spec's, results the"
        + " run's")
    return StudyReport(
      folder: place.folder, store: store, study: changed.study, changedSpec: changed.text,
      prefix: prefix)
  }
}
