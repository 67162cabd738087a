import ArgumentParser
import Base
import Foundation
import Pipeline

/// Ends a run from any terminal.
struct CancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "End a run, and the jobs it has submitted to a cluster; what it finished stays.",
    discussion: """
      Its process is asked to end as by Ctrl-C: running stages may end, and after a while they are
      ended. The same command as before continues the study.

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
    let run = try ChosenRun.find(name, at: place)
    if let holder = run.holder, holder.host != ProcessIdentity.host {
      throw Diagnostic(
        .error, "run \(run.id) is process \(holder.pid) on \(holder.host), not on this host",
        notes: ["there: \(run.command("cancel", in: place.folder))"])
    }
    let submissions = OpenSubmissions(of: run.study, in: place.folder)
    if run.holder == nil, submissions.isEmpty {
      return Terminal.output("run \(run.id) does not go on; nothing to end")
    }
    guard !dryRun else {
      if let holder = run.holder {
        Terminal.output("would end run \(run.id): process \(holder.pid)")
      }
      for job in submissions.descriptions { Terminal.output("would cancel Slurm job \(job)") }
      return
    }
    if let holder = run.holder { try end(run, holder) }
    try cancelJobs(of: run)
  }

  /// Asks a run's process to end, and once more; throws when it does not.
  private func end(_ run: ChosenRun, _ holder: LeaseHolder) throws {
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

  /// Ends what the study's runs have submitted; a run that ends leaves its jobs in the queue.
  private func cancelJobs(of run: ChosenRun) throws {
    guard !OpenSubmissions(of: run.study, in: place.folder).isEmpty else { return }
    // No run may begin meanwhile and take the jobs up.
    let lease = try RunLease.take(
      study: run.study, in: place.folder, watching: LeaseText.watching)
    defer { withExtendedLifetime(lease) {} }
    let submissions = OpenSubmissions(of: run.study, in: place.folder)
    let slurm = try SlurmCommands(variables: ProcessInfo.processInfo.environment)
    do throws(SlurmFault) {
      let count = try submissions.cancel(by: slurm)
      Terminal.output(
        "cancelled \(Amount.count(count, "Slurm job")) of study \(run.study)")
    } catch {
      throw Diagnostic(
        .error, "Slurm jobs of study \(run.study) could not be cancelled: \(error)",
        notes: submissions.descriptions.map { "perhaps still there: \($0)" })
    }
  }
}
