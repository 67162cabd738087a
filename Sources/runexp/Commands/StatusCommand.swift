import ArgumentParser
import Base
import Foundation
import Pipeline
import Store

/// Says what runs in a results folder, from any other terminal.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say what runs in the results folder, how far it is, and how the last runs ended.",
    discussion: """
      Examples:
        runexp status --watch
        runexp status bottleneck --json | jq .runs[0].seconds_left
      """)

  @Argument(help: "A run or a study; else every study's newest run that has not ended.")
  var name: String?

  @OptionGroup var place: ResultsOptions

  @Flag(help: "Show it again every second until the run ends.")
  var watch = false

  @Flag(help: "Print JSON.")
  var json = false

  /// How many of the last runs are listed.
  private static let listed = 5

  mutating func validate() throws {
    if watch, json {
      throw ValidationError("--watch is for people, --json for scripts: choose one")
    }
  }

  func run() throws {
    guard let store = try RecordedHistory(place).store else {
      if let name { throw Self.unknown(name, among: []) }
      let empty = "no run in \(place.folder.path) yet"
      let none: Value = ["schema": 1, "runs": [], "last_runs": []]
      return Terminal.output(json ? none.json : empty)
    }
    if json { return Terminal.output(try status(store).value.json) }
    var status = try status(store)
    guard watch else { return status.lines.forEach(Terminal.output) }
    var screen = StatusScreen()
    while true {
      screen.show(status.lines, summaries: status.runs.map(\.summary))
      guard status.runs.contains(where: \.isAlive) else { return }
      sleep(1)
      status = try self.status(store)
    }
  }

  private func status(_ store: ResultsStore) throws -> StatusText {
    let last = try store.runs(limit: Self.listed)
    let chosen: [RunOverview]
    if let name {
      guard let run = try store.run(name) ?? store.runs(study: name, limit: 1).first else {
        throw Self.unknown(name, among: try store.studies() + store.runIDs())
      }
      chosen = [run]
    } else {
      chosen = try store.studies()
        .flatMap { try ChosenRun.current(of: $0, in: place.folder, store) }
        .filter { $0.status == RunStatus.running.rawValue }
    }
    let runs = try chosen.map { try RunStatusText($0, in: place.folder, store) }
    return StatusText(runs: runs, last: name == nil ? last : [], folder: place.folder)
  }

  /// There is no such run: the nearest name.
  static func unknown(_ name: String, among names: [String]) -> Diagnostic {
    let near = NearestName.suggestion(for: name, among: names).map { ["did you mean `\($0)`?"] }
    return Diagnostic(
      .error, "no run and no study `\(name)` in the results folder",
      notes: (near ?? []) + ["`runexp status` lists the last runs"])
  }
}
