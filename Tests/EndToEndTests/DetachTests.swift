import Foundation
import Testing

/// Runs that go on without the terminal that began them.
@Suite("detached runs")
struct DetachTests {
  private static func text(seconds: Double, count: Int = 2) -> String {
    "runexp: 1\nname: slow\nnoop: {count: \(count), shape: chain, bytes: 10, seconds: \(seconds)}\n"
  }

  private struct Started {
    var run: String
    var pid: pid_t
    var log: String
  }

  /// Starts a run that goes on by itself.
  private func detach(_ scratch: ScratchFolder, _ more: String...) throws -> Started {
    let result = try Program.run(["slow.yaml", "--detach", "--json"] + more, in: scratch.path)
    #expect(result.code == 0, "\(result.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let members = try #require(object as? [String: Any])
    #expect(members["schema"] as? Int == 1)
    #expect(members["study"] as? String == "slow")
    return Started(
      run: try #require(members["run"] as? String), pid: try #require(members["pid"] as? pid_t),
      log: try #require(members["log"] as? String))
  }

  private func isAlive(_ pid: pid_t) -> Bool {
    Processes.all().contains { $0.pid == pid && $0.state != "Z" }
  }

  @Test("a run goes on by itself, is followed to its end, and leaves its log and its code")
  func followed() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text(seconds: 1), to: "slow.yaml")
    let run = try detach(scratch)
    #expect(run.log == "results/runs/\(run.run)/controller.log")
    #expect(isAlive(run.pid))
    kill(run.pid, SIGHUP)
    let status = try Program.run(["status"], in: scratch.path)
    let expected = "  process   \(run.pid) on \(ProcessInfo.processInfo.hostName), detached, for "
    #expect(status.output.contains(expected), "\(status.output)")
    #expect(status.output.contains("  log       \(run.log)\n"))
    let second = try Program.run(["slow.yaml", "--detach"], in: scratch.path)
    #expect(second.code == 4)
    #expect(second.errors.contains("is being run in results by process \(run.pid) on "))
    let attached = try Program.run(["attach"], in: scratch.path)
    #expect(attached.code == 0, "\(attached.errors)")
    #expect(attached.output.hasPrefix("slow: running: "), "\(attached.output)")
    #expect(attached.output.contains("\nslow: finished: 2 of 2 stages finished, 0 cached\n"))
    #expect(attached.output.contains(#""finished":2"#), "\(attached.output)")
    #expect(!isAlive(run.pid))
    let again = try Program.run(["attach", "slow"], in: scratch.path)
    #expect(again.code == 0)
    let ended = try Program.run(["status", run.run, "--json"], in: scratch.path)
    #expect(ended.output.contains("\"command\":\"\(Program.path) slow.yaml --detach --json\""))
    let upToDate = try Program.run(["slow.yaml", "--detach"], in: scratch.path)
    #expect(upToDate.code == 0)
    #expect(upToDate.output.contains("up to date: 2 stages, nothing to do"))
    let runs = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/results/runs")
    #expect(runs.sorted() == [run.run, run.run + ".json"])
    let nobody = try Program.run(["attach"], in: scratch.path)
    #expect(nobody.code == 2)
    #expect(
      nobody.errors == """
        error: nothing runs in results
          `runexp status` lists the last runs

        """)
  }

  @Test("the terminal is told how to follow a run and how to end it")
  func words() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text(seconds: 0.1), to: "slow.yaml")
    let result = try Program.run(
      ["slow.yaml", "--detach", "--results", "out"], in: scratch.path)
    let words = result.output.split(separator: " ")
    #expect(words.count > 7, "\(result.errors)")
    let (run, pid) = (words[1], words[7])
    #expect(
      result.output == """
        run \(run) goes on by itself: process \(pid) on \(ProcessInfo.processInfo.hostName)
          follow    runexp attach \(run) --results out
          end       runexp cancel \(run) --results out
          log       out/runs/\(run)/controller.log

        """)
    let attached = try Program.run(
      ["attach", String(run), "--results", "out"], in: scratch.path)
    #expect(attached.code == 0)
  }

  @Test("a run that fails ends with its code, and a killed one as killed")
  func codes() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text(seconds: 0.1), to: "slow.yaml")
    let failing = try detach(scratch, "--set", "noop.failing=[1]")
    let attached = try Program.run(["attach", failing.run], in: scratch.path)
    #expect(attached.code == 1)
    #expect(attached.output.contains("failed: noop/1: the spec asks for this failure"))
    try scratch.write(Self.text(seconds: 5), to: "slow.yaml")
    let killed = try detach(scratch)
    kill(killed.pid, SIGKILL)
    let after = try Program.run(["attach", killed.run], in: scratch.path)
    #expect(after.code == 137)
    #expect(after.output.contains("slow: killed: "), "\(after.output)")
  }

  @Test("faults are told in the foreground, and leave no run behind")
  func faults() throws {
    let scratch = try ScratchFolder()
    try scratch.write("runexp: 1\nname: slow\nnoop: {cuont: 2}\n", to: "slow.yaml")
    let fault = try Program.run(["slow.yaml", "--detach"], in: scratch.path)
    #expect(fault.code == 2)
    #expect(fault.errors.contains("slow.yaml:3:8: error: unknown key `cuont`"), "\(fault.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/results"))
    let both = try Program.run(
      ["slow.yaml", "--detach", "--foreground", "--only", "noop/0"], in: scratch.path)
    #expect(both.code == 2)
    #expect(
      both.errors.hasPrefix(
        "Error: --foreground needs this terminal, --detach leaves it: choose one\n"))
  }

  @Test("a run is cancelled, says so, and its command continues the study")
  func cancelled() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text(seconds: 3, count: 4), to: "slow.yaml")
    let run = try detach(scratch, "-j", "1")
    let dry = try Program.run(["cancel", "--dry-run"], in: scratch.path)
    #expect(dry.output == "would end run \(run.run): process \(run.pid)\n")
    #expect(isAlive(run.pid))
    let cancel = try Program.run(["cancel", "slow"], in: scratch.path)
    #expect(cancel.code == 0, "\(cancel.errors)")
    #expect(cancel.output == "run \(run.run) has ended; the same command continues it\n")
    #expect(!isAlive(run.pid))
    let attached = try Program.run(["attach", run.run], in: scratch.path)
    #expect(attached.code == 143)
    #expect(attached.output.hasPrefix("slow: interrupted: "), "\(attached.output)")
    let again = try Program.run(["cancel", run.run], in: scratch.path)
    #expect(again.code == 0)
    #expect(again.output == "run \(run.run) does not go on; nothing to end\n")
    let unknown = try Program.run(["cancel", "slwo"], in: scratch.path)
    #expect(unknown.code == 2)
    #expect(
      unknown.errors == """
        error: no run and no study `slwo` in the results folder
          did you mean `slow`?
          `runexp status` lists the last runs

        """)
    try scratch.write(Self.text(seconds: 0.01, count: 4), to: "slow.yaml")
    #expect(try Program.run(["slow.yaml"], in: scratch.path).code == 0)
  }

  @Test("the run of another host is not ended from here")
  func otherHost() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.path + "/results/runs/r1"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/results/locks", withIntermediateDirectories: true)
    let process = #""host":"node7","pid":12,"start":34,"since":1795250096"#
    try scratch.write(
      #"{"schema":1,"run":"r1","study":"slow","command":"runexp slow.yaml","store":"/s",\#(process)}"#,
      to: "results/runs/r1/controller.json")
    try scratch.write(
      #"{"boot":"b","token":"feed","counter":1,\#(process)}"#,
      to: "results/locks/study-slow.0.lease")
    let shared = ["RUNEXP_LEASES": "shared"]
    let cancel = try Program.run(["cancel"], in: scratch.path, environment: shared)
    #expect(cancel.code == 2)
    #expect(
      cancel.errors == """
        error: run r1 is process 12 on node7, not on this host
          there: runexp cancel r1 --results \(scratch.path)/results

        """)
    let attach = try Program.run(["attach", "slow"], in: scratch.path, environment: shared)
    #expect(attach.code == 2)
    #expect(
      attach.errors == """
        error: run r1 was begun on node7, where its store lies
          there: runexp attach r1 --results \(scratch.path)/results

        """)
  }
}
