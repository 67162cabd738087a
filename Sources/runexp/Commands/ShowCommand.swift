import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Store

/// Shows all that is known of one thing.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what is known of a run, study, cell or stage; of the store without a name.",
    discussion: """
      Examples:
        runexp show last
        runexp show bottleneck:variant=normal,seed=0 --all
      """)

  @Argument(
    help: ArgumentHelp(
      "A run (or last), a study, STUDY:CELL, a cell's label, a stage's label or the beginning of a"
        + " run's name or a stage's key."))
  var name: String?

  @OptionGroup var place: ResultsOptions

  @Flag(
    help: "Of a cell every epoch, else each measure's last; of a stage every neighbour and row.")
  var all = false

  @Flag(help: "Print JSON.")
  var json = false

  /// Whether every epoch of a cell is shown.
  private var isEveryEpoch: Bool { all || json }

  func run() throws {
    let store = try place.askedStore()
    let text = try text(store)
    guard !json else {
      return Terminal.output(
        Value.map(text.members.merging(["schema": 1]) { first, _ in first }).json)
    }
    text.lines.forEach(Terminal.output)
  }

  /// Another process took it away between two looks.
  private static func gone(_ subject: Annotation.Subject) -> Diagnostic {
    Diagnostic(.error, "\(subject.words) is no more in the store")
  }

  private func text(_ store: ResultsStore) throws -> FactsText {
    guard let name else {
      let size = try LocalFileSystem.size(of: store.path)
      return FactsText(
        try store.overview(), runs: try store.runs(limit: 5), store: store, bytes: size)
    }
    let subject = try store.requireSubject(name)
    let annotations = try store.annotations(of: subject)
    var text: FactsText
    switch subject.kind {
    case .study:
      text = FactsText(
        try store.overviews(study: subject.name),
        runs: try store.runs(study: subject.name, limit: 5),
        verdicts: try store.lastVerdicts(study: subject.name),
        measures: try store.measures(study: subject.name))
    case .run:
      let facts = try store.facts(ofRun: subject.name)
      text = FactsText(
        facts, holder: ChosenRun.holder(of: facts.overview, in: place.folder))
    case .cell:
      let cells = try store.cells(study: subject.study, label: subject.name)
      guard let cell = cells.first else { throw Self.gone(subject) }
      text = FactsText(
        cell, stages: try store.stages(ofCell: cell.id),
        metrics: try store.cellMetrics(
          study: subject.study, cell: subject.name, at: isEveryEpoch ? .all : .last),
        isLast: !isEveryEpoch)
    case .stage:
      guard let facts = try store.facts(ofStage: subject.name) else { throw Self.gone(subject) }
      text = FactsText(
        facts, folder: ContentHash(hex: subject.name).map(place.folder.stage), isComplete: all)
    }
    text.add(annotations)
    return text
  }
}

extension LocalFileSystem {
  /// The bytes of a file.
  fileprivate static func size(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.size] as? Int) ?? 0
  }
}
