import ArgumentParser
import Base
import Foundation
import Pipeline
import Spec
import Store
import Views

/// Draws a study's figures again from what the store holds, or tells whether they would change.
struct FiguresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Draw the figures of a spec from the store; nothing is run.",
    discussion: """
      Figures go to figures/STUDY in the results folder: .svg, .pdf, .csv with every number, and .gp,
      which draws them by itself. It works while a run writes. With --check nothing is written: the
      numbers are made again and compared with the .csv files, and it exits 3 where one drifted. With --md
      the numbers are printed as tables in Markdown, for a README, and nothing is drawn.

      Examples:
        runexp figures configs/bottleneck.yaml
        runexp figures configs/bottleneck.yaml strength-by-order --check --tolerance 1e-9
        runexp figures configs/bottleneck.yaml ends-over-middle --md
      """)

  @OptionGroup var options: SpecOptions

  @Argument(help: "The figures; all of the spec's unless given.")
  var names: [String] = []

  @OptionGroup var place: ResultsOptions

  @Flag(help: "Write a .png of each too.")
  var png = false

  @Flag(help: "Write nothing; exit 3 if a number is not what its .csv file holds.")
  var check = false

  @Option(
    help: ArgumentHelp(
      "With --check: how far numbers may be apart, as a part of the larger; 0 wants the same bits.",
      valueName: "X"))
  var tolerance: Double?

  @Flag(name: .customLong("md"), help: "Print the numbers as Markdown tables and draw nothing.")
  var markdown = false

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw ValidationError("--tolerance must be a number of at least 0, not \(tolerance)")
    }
    if tolerance != nil, !check { throw ValidationError("--tolerance goes with --check") }
    if png, check { throw ValidationError("--check writes nothing: leave --png out") }
    if markdown, check || png || json {
      throw ValidationError("--md prints tables alone: leave --check, --png and --json out")
    }
  }

  func run() throws {
    let study = try options.study()
    let requests = try chosen(of: study)
    try place.folder.requireExisting()
    try place.folder.reporting {
      guard let store = try RecordedHistory(place).store, try store.studies().contains(study.name)
      else {
        throw Diagnostic(
          .error, "the store of \(place.folder.path) holds no study `\(study.name)`",
          notes: ["run it first: runexp \(options.spec)"])
      }
      let figures = try StudyFigures(study, in: place.folder, store: store)
      if check {
        try compare(requests, figures)
      } else if markdown {
        try tabulate(requests, figures)
      } else {
        try draw(requests, figures)
      }
    }
  }

  /// The figures named, in the spec's order.
  private func chosen(of study: Study) throws -> [FigureRequest] {
    let requests = study.figures.map(\.value)
    let known = requests.map(\.name)
    for name in names where !known.contains(name) {
      let near = NearestName.suggestion(for: name, among: known).map { ["did you mean `\($0)`?"] }
      throw Diagnostic(
        .error, "\(options.spec) has no figure `\(name)`",
        notes: (near ?? []) + [
          known.isEmpty ? "it has no figures" : "figures: " + known.joined(separator: ", ")
        ])
    }
    return names.isEmpty ? requests : requests.filter { names.contains($0.name) }
  }

  // MARK: - Drawing

  private func draw(_ requests: [FigureRequest], _ figures: StudyFigures) throws {
    let drawing = FigureDrawing(
      folder: StudyFigures.folder(of: figures.study.name, in: place.folder), writesPNG: png,
      variables: ProcessInfo.processInfo.environment)
    var drawn: [Value] = []
    var failures: [Value] = []
    for request in requests {
      do {
        let data = try figures.data(of: request)
        let outcome = try drawing.draw(data, provenance: figures.provenance(of: request))
        drawn.append(
          .map([
            "name": .text(request.name), "files": .list(outcome.files.map { .text($0) }),
            "redrawn": .boolean(outcome.isRedrawn), "caption": .text(data.caption),
          ]))
        guard !json else { continue }
        Terminal.output(
          "figure \(request.name): \(outcome.files[0])\(outcome.isRedrawn ? "" : " (unchanged)")")
      } catch {
        failures.append(.map(["name": .text(request.name), "reason": .text("\(error)")]))
        if !json { Terminal.error("error: \(error)") }
      }
    }
    if json {
      Terminal.output(
        Value.map([
          "schema": 1, "study": .text(figures.study.name), "figures": .list(drawn),
          "failures": .list(failures),
        ]).json)
    }
    if !failures.isEmpty { throw ExitStatus.failed }
  }

  // MARK: - Tables

  private func tabulate(_ requests: [FigureRequest], _ figures: StudyFigures) throws {
    var hasFailed = false
    for request in requests {
      do {
        let data = try figures.data(of: request)
        let lines = ["**\(data.name).** \(data.caption)", ""] + data.numbers.markdown + [""]
        lines.forEach(Terminal.output)
      } catch {
        hasFailed = true
        Terminal.error("error: \(error)")
      }
    }
    if hasFailed { throw ExitStatus.failed }
  }

  // MARK: - Comparing

  private func compare(_ requests: [FigureRequest], _ figures: StudyFigures) throws {
    let drawing = FigureDrawing(
      folder: StudyFigures.folder(of: figures.study.name, in: place.folder),
      variables: ProcessInfo.processInfo.environment)
    var drifts: [FigureDrift] = []
    var missing: [String] = []
    var failures: [(name: String, reason: String)] = []
    for request in requests {
      let path = drawing.csv(of: request.name)
      do {
        let data = try figures.data(of: request)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
          missing.append(path)
          continue
        }
        drifts += FigureDrift.of(text, from: data, tolerance: tolerance ?? 0)
      } catch {
        failures.append((request.name, "\(error)"))
      }
    }
    show(drifts, missing, failures, checked: requests.count)
    if !failures.isEmpty { throw ExitStatus.failed }
    if !drifts.isEmpty || !missing.isEmpty { throw ExitStatus.workLeft }
  }

  /// The most differences that are listed; more say nothing more.
  private static let listed = 20

  private func show(
    _ drifts: [FigureDrift], _ missing: [String], _ failures: [(name: String, reason: String)],
    checked: Int
  ) {
    guard !json else {
      return Terminal.output(
        Value.map([
          "schema": 1, "checked": .integer(checked),
          "drifts": .list(
            drifts.map {
              .map([
                "figure": .text($0.figure), "row": .integer($0.row), "column": .text($0.column),
                "old": $0.old.map { .text($0) } ?? .null,
                "new": $0.new.map { .text($0) } ?? .null,
              ])
            }),
          "missing": .list(missing.map { .text($0) }),
          "failures": .list(
            failures.map { .map(["name": .text($0.name), "reason": .text($0.reason)]) }),
        ]).json)
    }
    for failure in failures { Terminal.error("error: \(failure.reason)") }
    for path in missing { Terminal.output("missing: \(path)") }
    for drift in drifts.prefix(Self.listed) { Terminal.output("drifted: \(drift.text)") }
    if drifts.count > Self.listed {
      Terminal.output("and \(drifts.count - Self.listed) more numbers")
    }
    if failures.isEmpty, missing.isEmpty, drifts.isEmpty {
      Terminal.output("\(Amount.count(checked, "figure")) as drawn")
    }
  }
}
