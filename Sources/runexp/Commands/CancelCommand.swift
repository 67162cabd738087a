import ArgumentParser
import Base
import Foundation
import Pipeline
import Store

/// Ends a run from any terminal.
struct CancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "End a run as Ctrl-C in its terminal would; what it finished stays.",
    discussion: """
      Running stages may end; after a while they are ended. The same command as before continues the
      study.

      Examples:
        runexp cancel --dry-run
        runexp cancel bottleneck
      """)

  @Argument(help: "A run or a study; else the only run that goes on.")
  var name: String?

  @OptionGroup var place: ResultsOptions

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would be done.")
  var dryRun = false

  /// Seconds a run is given to end, after the first and after the second request.
  private static let patience = [20.0, 10.0]

  func run() throws {
    let store = try RecordedHistory(place).store
    let run = try ChosenRun.find(name, in: place.folder, store: store)
    guard let holder = run.holder else {
      return Terminal.output("run \(run.id) does not go on; nothing to end")
    }
    guard holder.host == ProcessIdentity.host else {
      throw Diagnostic(
        .error, "run \(run.id) is process \(holder.pid) on \(holder.host), not on this host",
        notes: ["there: \(run.command("cancel", in: place.folder))"])
    }
    guard !dryRun else {
      return Terminal.output("would end run \(run.id): process \(holder.pid)")
    }
    for (number, seconds) in Self.patience.enumerated() {
      guard kill(pid_t(holder.pid), SIGTERM) == 0 || errno == ESRCH else {
        throw FileError(
          path: "process \(holder.pid) of run \(run.id)", reason: LocalFileSystem.reason(errno))
      }
      if number == 0 {
        Terminal.error(
          "asked process \(holder.pid) to end; running stages may end within"
            + " \(Amount.duration(seconds))")
      } else {
        Terminal.error("asked again: running stages are ended")
      }
      if hasEnded(run, within: seconds) {
        return Terminal.output("run \(run.id) has ended; the same command continues it")
      }
    }
    throw Diagnostic(
      .error, "process \(holder.pid) of run \(run.id) does not end",
      notes: ["to end it at once, losing what its stages are at: kill -KILL \(holder.pid)"])
  }

  private func hasEnded(_ run: ChosenRun, within seconds: Double) -> Bool {
    let clock = SystemClock()
    let end = clock.steadySeconds + seconds
    while clock.steadySeconds < end {
      if !run.goesOn(in: place.folder) { return true }
      usleep(50_000)
    }
    return false
  }
}
