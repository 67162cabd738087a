import ArgumentParser
import Base
import Foundation
import Pipeline
import Store

/// Follows a run that goes on by itself, as if it had been started here.
struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Follow a run until it ends, and exit with the code it ended with.",
    discussion: """
      Ctrl-C ends this command and leaves the run alone. A run that was killed counts as ended with
      code 137.

      Examples:
        runexp attach
        runexp attach bottleneck --results /scratch/results
      """)

  @Argument(help: "A run or a study; else the only run that goes on.")
  var name: String?

  @OptionGroup var place: ResultsOptions

  func run() throws {
    let run = try ChosenRun.find(name, at: place)
    let home = place.folder.run(run.id)
    guard let store = run.store else {
      if let ending = home.ending { throw ExitStatus(code: ending.code) }
      let host = run.controller?.host ?? "another host"
      throw Diagnostic(
        .error, "run \(run.id) was begun on \(host), where its store lies",
        notes: ["there: \(run.command("attach", in: place.folder))"])
    }
    var screen = StatusScreen()
    var status: RunStatusText
    while true {
      // Asked first: what a process wrote before its end is then seen.
      let isOver = !run.goesOn(in: place.folder)
      guard let overview = try store.run(run.id) else {
        throw Diagnostic(.error, "run \(run.id) was removed")
      }
      status = try RunStatusText(overview, in: place.folder, store)
      screen.show(status.lines, summaries: [status.summary])
      guard !isOver else { break }
      sleep(1)
    }
    if home.controller != nil { Terminal.write(home.endOfLog(), to: STDOUT_FILENO) }
    let code = home.ending?.code ?? status.exitCode
    guard code == 0 else { throw ExitStatus(code: code) }
  }
}
