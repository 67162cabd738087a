import Foundation
import TestSupport
import Testing

/// Runs on a cluster that are ended from another terminal.
@Suite(
  "cancelled jobs", .enabled(if: FakeSlurm.isExpected, "there is no /usr/bin/python3"))
struct CancelledJobsTests {
  private let slurm: FakeSlurm
  private let study: ClusterStudy

  init() throws {
    slurm = try FakeSlurm()
    study = try ClusterStudy(
      NoopStudy.text(name: "long", count: 2, shape: "wide", more: ", rows: 15, seconds: 60"),
      on: slurm.environment)
  }

  private func cancel(_ more: String...) throws -> Program.Result {
    try study.ask(["cancel", "long", "--results", "out"] + more)
  }

  @Test("a detached run is ended with its jobs")
  func detached() throws {
    let run = try study.run("--detach")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.contains("runexp cancel "), "\(run.output)")
    while try slurm.tasks().isEmpty { usleep(10_000) }
    let cancelled = try cancel()
    #expect(cancelled.code == 0, "\(cancelled.errors)")
    #expect(cancelled.output.hasSuffix("cancelled 1 Slurm job of study long\n"))
    #expect(eventually { try slurm.tasks().allSatisfy { $0.state == "CANCELLED" } })
    let attached = try study.ask(["attach", "long", "--results", "out"])
    #expect(attached.code == 143, "\(attached.errors)")
  }

  @Test("a run that is interrupted leaves its jobs, says so, and takes them up again")
  func interrupted() throws {
    try study.write(
      NoopStudy.text(name: "long", count: 2, shape: "wide", more: ", rows: 15, seconds: 3"))
    let run = try study.start()
    #expect(try run.wait { try study.task(of: "noop/0") != nil })
    kill(run.pid, SIGINT)
    #expect(run.wait() == .exited(130))
    let line =
      "stopping: Slurm's jobs go on, and the same command takes them up again; `runexp cancel` ends"
      + " them\n"
    #expect(run.errors.contains(line), "\(run.errors)")
    #expect(try !slurm.tasks().contains { $0.state == "CANCELLED" })
    let again = try study.run()
    #expect(again.code == 0, "\(again.errors)")
    #expect(try slurm.calls(of: "sbatch").count == 1)
  }

  @Test("the jobs of a controller that was killed are cancelled, once it was said which")
  func orphaned() throws {
    let run = try study.start()
    #expect(try run.wait { try study.task(of: "noop/0") != nil })
    kill(run.pid, SIGKILL)
    _ = run.wait()
    let dry = try cancel("--dry-run")
    #expect(dry.output.hasPrefix("would cancel Slurm job 1 (runexp-"), "\(dry.output)")
    #expect(dry.output.hasSuffix(" tasks)\n"), "\(dry.output)")
    #expect(try !slurm.tasks().contains { $0.state == "CANCELLED" })
    let cancelled = try cancel()
    #expect(cancelled.output == "cancelled 1 Slurm job of study long\n", "\(cancelled.errors)")
    #expect(eventually { try slurm.tasks().allSatisfy { $0.state == "CANCELLED" } })
    let again = try cancel()
    #expect(again.output.hasSuffix(" does not go on; nothing to end\n"), "\(again.output)")
  }
}
