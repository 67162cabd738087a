import Foundation
import Testing

/// The fake is a program too: what it answers is what Slurm 22.05 answered on one machine.
@Suite("the fake Slurm", .enabled(if: FakeSlurm.isExpected, "there is no /usr/bin/python3"))
struct FakeSlurmTests {
  private let slurm: FakeSlurm
  private let scratch: ScratchFolder

  init() throws {
    slurm = try FakeSlurm()
    scratch = try ScratchFolder()
  }

  /// Submits a shell line and returns the job's id.
  private func submit(_ line: String, _ options: String...) throws -> String {
    let words =
      ["sbatch", "--parsable", "--open-mode=append", "-o", scratch.path + "/%A.%a"] + options
    let result = try slurm.run(words + ["--wrap", line])
    #expect(result.code == 0, "\(result.errors)")
    return result.output.trimmingCharacters(in: .newlines)
  }

  private func queue(_ options: String..., format: String = "%i %T %r") throws -> [String] {
    let result = try slurm.run(["squeue", "-h", "-o", format] + options)
    #expect(result.code == 0, "\(result.errors)")
    return result.output.split(separator: "\n").map(String.init)
  }

  private func output(_ name: String) throws -> String {
    try String(contentsOfFile: scratch.path + "/" + name, encoding: .utf8)
  }

  @Test("an array runs task by task, with the environment and the rows of a real one")
  func array() throws {
    let line = "echo $SLURM_ARRAY_JOB_ID $SLURM_ARRAY_TASK_ID $SLURM_JOB_ID $SLURM_RESTART_COUNT."
    try slurm.will("slots", 0)
    let id = try submit(line, "--array=0-3%2", "-J", "four")
    #expect(id == "1")
    #expect(
      try queue(format: "%F|%K|%A|%i|%T|%j|%M|%N") == ["1|0-3%2|1|1_[0-3%2]|PENDING|four|0:00|"])
    #expect(try queue("-r", format: "%i").count == 4)
    try slurm.will("slots", 2)
    #expect(eventually { try slurm.tasks().allSatisfy { $0.state == "COMPLETED" } })
    #expect(try queue("-j", id) == [])
    #expect(
      try queue("-t", "all", format: "%F %K %A %T")
        == ["1 0 2 COMPLETED", "1 1 3 COMPLETED", "1 2 4 COMPLETED", "1 3 1 COMPLETED"])
    #expect(try output("1.1") == "1 1 3 .\n")
    #expect(try slurm.calls(of: "sbatch").count == 1)
    #expect(try slurm.calls(of: "squeue").allSatisfy { $0.code == 0 })
  }

  @Test("the head of a script is read, the command line wins, the environment is handed over")
  func script() throws {
    try scratch.write(
      "#!/bin/sh\n#SBATCH --mem=2G --job-name=one\n#SBATCH -o \(scratch.path)/out\necho $A $PWD\n",
      to: "job.sh")
    let result = try slurm.run([
      "sbatch", "--job-name=two", "--export=ALL,A=b", scratch.path + "/job.sh",
    ])
    #expect(result.output == "Submitted batch job 1\n")
    #expect(eventually { try slurm.tasks().first?.state == "COMPLETED" })
    #expect(
      try slurm.tasks()
        == [.init(id: "1", name: "two", state: "COMPLETED", starts: 1, megabytes: 2048)])
    #expect(try output("out") == "b /tmp\n")
  }

  @Test("tasks end as the test says")
  func doom() throws {
    try slurm.will("doom", 1, "OUT_OF_MEMORY", 0)
    try slurm.will("accounting", "on")
    let id = try submit("exec sleep 60", "--array=0-2")
    #expect(eventually { try queue("-t", "all").contains("1_0 OUT_OF_MEMORY None") })
    try slurm.will("cancel", "\(id)_1")
    #expect(eventually { try queue("-t", "all").contains("1_1 CANCELLED None") })
    #expect(eventually { try queue().contains("1_2 RUNNING None") })
    let plain = try slurm.run(["sacct", "-n", "-X", "-P", "-j", id, "-o", "JobID,State,ExitCode"])
    #expect(
      plain.output == "1_0|OUT_OF_MEMORY|0:125\n1_1|CANCELLED by 0|0:0\n1_2|RUNNING|0:0\n")
    let columns = try slurm.run(["sacct", "-n", "-X", "-o", "State"])
    #expect(columns.output == "OUT_OF_ME+ \nCANCELLED+ \n   RUNNING \n")
    let failing = try submit("exit 7")
    #expect(eventually { try queue("-t", "all").contains(failing + " FAILED NonZeroExitCode") })
  }

  @Test("a lost node puts its task back, with the same id; without requeue it is lost")
  func nodeFailure() throws {
    let line =
      "echo $SLURM_JOB_ID ${SLURM_RESTART_COUNT:-none}; test $SLURM_RESTART_COUNT || sleep 60"
    try slurm.will("doom", 1, "NODE_FAIL", 0)
    _ = try submit(line)
    #expect(eventually { try slurm.tasks().first?.state == "COMPLETED" })
    #expect(try output("1.None") == "1 none\n1 1\n")
    try slurm.will("doom", 1, "NODE_FAIL", 0)
    _ = try submit("sleep 60", "--no-requeue")
    #expect(eventually { try slurm.tasks().last?.state == "NODE_FAIL" })
  }

  @Test("a pending task that is cancelled alone is gone; one of a cancelled array is not")
  func cancelling() throws {
    try slurm.will("hold", "PartitionConfig")
    let id = try submit("true", "--array=0-2")
    #expect(try queue() == ["1_[0-2] PENDING PartitionConfig"])
    #expect(try slurm.run(["scancel", id + "_1"]).code == 0)
    #expect(try queue() == ["1_[0,2] PENDING PartitionConfig"])
    #expect(try slurm.run(["scancel", id]).code == 0)
    #expect(try queue("-t", "all") == ["1_[0,2] CANCELLED PartitionConfig"])
    #expect(try queue("-t", "all", "-r", format: "%i %T") == ["1_0 CANCELLED", "1_2 CANCELLED"])
    #expect(try slurm.run(["scancel", "99"]).code == 0)
  }

  @Test("refusals, a controller out of reach, a lost answer, ids unknown and used again")
  func refusals() throws {
    func failure(_ words: String...) throws -> String {
      let result = try slurm.run(words)
      #expect(result.output == "")
      return "\(result.code) \(result.errors)"
    }
    try slurm.will("refuse", 1, "Batch job submission failed: Invalid qos specification")
    #expect(
      try failure("sbatch", "--wrap", "true")
        == "1 sbatch: error: Batch job submission failed: Invalid qos specification\n")
    #expect(
      try failure("sbatch", "--array=0-1001", "--wrap", "true")
        == "1 sbatch: error: Batch job submission failed: Invalid job array specification\n")
    #expect(try slurm.tasks() == [])
    try slurm.will("unreachable", 1, "squeue", "scancel")
    let contact = "error: Unable to contact slurm controller (connect failure)\n"
    #expect(try failure("squeue") == "1 squeue: " + contact)
    #expect(try failure("scancel", "1") == "8 scancel: " + contact)
    #expect(try slurm.run(["squeue", "-h"]).code == 0)
    try slurm.will("lose-answer", 1)
    #expect(
      try failure("sbatch", "-J", "unheard", "--wrap", "sleep 60")
        == "1 sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n"
    )
    #expect(eventually { try queue("-n", "unheard") == ["1 RUNNING None"] })
    try slurm.will("stranger", 1, "theirs", "RUNNING")
    #expect(try queue("-t", "all", format: "%i %j") == ["1 theirs"])
    try slurm.will("forget", 1)
    #expect(
      try failure("squeue", "-j", "1")
        == "1 squeue: error: slurm_load_jobs error: Invalid job id specified\n")
    #expect(try queue("-j", "1,2") == [])
    #expect(try failure("sacct") == "1 sacct: error: Slurm accounting storage is disabled\n")
    try slurm.will("accounting", "absent")
    #expect(try failure("sacct").hasPrefix("127 "))
  }

  @Test("a task is started twice; with no folder for its output it fails")
  func duplicates() throws {
    try slurm.will("duplicate", 1)
    _ = try submit("echo $SLURM_JOB_ID")
    #expect(eventually { (try? output("1.None")) == "1\n1\n" })
    _ = try slurm.run(["sbatch", "-o", scratch.path + "/no/folder", "--wrap", "true"])
    #expect(eventually { try queue("-t", "all").contains("2 FAILED JobLaunchFailure") })
  }
}
