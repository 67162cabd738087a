import Foundation
import Testing

/// Tests that share one Slurm, and so run one after the other.
@Suite(
  "a real Slurm", .serialized,
  .enabled(if: LocalSlurm.isExpected, "Slurm is not installed, or this is not root"))
enum RealSlurmTests {}

extension RealSlurmTests {
  /// The cluster itself.
  @Suite("of the tests' own")
  struct ClusterTests {
    @Test("an array runs on both nodes; nothing is reached from outside")
    func jobs() throws {
      let slurm = try LocalSlurm.shared()
      defer { try? slurm.clear() }
      let scratch = try ScratchFolder()
      let job = try slurm.run(
        "sbatch", "--parsable", "-o", scratch.path + "/%a", "--array=0-3", "--wrap",
        "hostname >/dev/null && echo $SLURMD_NODENAME && sleep 1")
      let id = job.trimmingCharacters(in: .newlines)
      #expect(
        eventually { try slurm.tasks("%F %T").filter { $0 == "\(id) COMPLETED" }.count == 4 })
      let nodes = try (0..<4).map {
        try String(contentsOfFile: "\(scratch.path)/\($0)", encoding: .utf8)
      }
      #expect(nodes.sorted() == ["node1\n", "node1\n", "node2\n", "node2\n"])
      let ports = try OtherProgram.run(["ss", "-Hltnp"], environment: [:]).output
      let own = ports.split(separator: "\n").filter { $0.contains("slurm") }
      #expect(own.count >= 3)
      #expect(own.allSatisfy { $0.contains(" 127.0.0.1:") }, "\(own)")
    }

    @Test("daemons are killed and started again; what was submitted is still known")
    func daemons() throws {
      let slurm = try LocalSlurm.shared()
      defer { try? slurm.clear() }
      try slurm.run("sbatch", "-o", "/dev/null", "-J", "lasting", "--wrap", "sleep 60")
      #expect(eventually { try slurm.tasks("%j %T").contains("lasting RUNNING") })
      try slurm.stop(.controller)
      let down = try OtherProgram.run(["sinfo"], environment: slurm.environment)
      #expect(down.code == 1)
      #expect(down.errors.contains("Unable to contact slurm controller"))
      try slurm.start(.controller)
      #expect(eventually { try slurm.tasks("%j %T").contains("lasting RUNNING") })
      try slurm.kill(.node1)
      try slurm.start(.node1)
      #expect(try slurm.tasks("%j %T").contains("lasting RUNNING"))
    }

    @Test("when it ends, no process of it and none it started is left")
    func ending() throws {
      var slurm: LocalSlurm? = try LocalSlurm(cpus: 1)
      let scratch = try ScratchFolder()
      // A child in a session of its own, whose parent ends at once.
      try slurm?.run(
        "sbatch", "-o", scratch.path + "/output", "--wrap",
        "setsid sh -c 'echo $$ > \(scratch.path)/pid; exec sleep 600' & sleep 600")
      var pid: pid_t = 0
      #expect(
        eventually {
          let text = try? String(contentsOfFile: scratch.path + "/pid", encoding: .utf8)
          pid = text.flatMap { pid_t($0.trimmingCharacters(in: .newlines)) } ?? 0
          return pid != 0
        })
      let configuration = try #require(slurm?.environment["SLURM_CONF"])
      slurm = nil
      #expect(kill(pid, 0) != 0)
      #expect(!FileManager.default.fileExists(atPath: configuration))
      let left = Processes.all().filter { process in
        let line = FileManager.default.contents(atPath: "/proc/\(process.pid)/cmdline")
        return String(decoding: line ?? Data(), as: UTF8.self).contains(configuration)
      }
      #expect(left.isEmpty, "\(left)")
    }
  }
}

/// Whether `condition` comes to hold within `seconds`; what it throws means not yet.
func eventually(seconds: Double = 60, _ condition: () throws -> Bool) -> Bool {
  let end = Date().addingTimeInterval(seconds)
  while Date() < end {
    if (try? condition()) == true { return true }
    usleep(50_000)
  }
  return false
}
