import Foundation
import Testing

/// A real Slurm of two nodes on this machine, started by `Scripts/local_slurm.py`.
final class LocalSlurm: Sendable {
  /// A process of Slurm's.
  enum Daemon: String {
    case controller, node1, node2
  }

  private let kept: KeptProcesses

  /// Starts one whose nodes have `cpus` each; `killWait` seconds pass from TERM to KILL, and a
  /// finished job is forgotten after `minJobAge` seconds.
  init(cpus: Int = 2, killWait: Int = 2, minJobAge: Int = 300) throws {
    kept = try KeptProcesses(
      "local_slurm.py",
      ["--cpus", "\(cpus)", "--kill-wait", "\(killWait)", "--min-job-age", "\(minJobAge)"])
  }

  /// The one that tests share, which are therefore run one after the other.
  static func shared() throws -> LocalSlurm { try started.get() }

  private static let started = Result { try LocalSlurm() }

  /// Whether tests that need it run: where Slurm is installed and this is root, and in CI, where
  /// its absence is a failure.
  static let isExpected: Bool = {
    let isThere = ["slurmctld", "slurmd", "munged"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: "/usr/sbin/" + $0)
    }
    if geteuid() != 0 {
      print("skipped: a Slurm of the tests' own is started by root")
      return false
    }
    if !isThere || !KeptProcesses.isPossible {
      print("skipped: Slurm is not installed: install what tests use with `./setup.sh tests`")
      return ProcessInfo.processInfo.environment["CI"] != nil
    }
    return true
  }()

  /// What a program needs to find it.
  var environment: [String: String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return ["SLURM_CONF": kept.folder + "/slurm.conf", "PATH": path + ":/usr/sbin"]
  }

  /// Runs one of its commands and returns what it printed; fails the test when that fails.
  @discardableResult
  func run(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let result = try OtherProgram.run(words, environment: environment)
    #expect(result.code == 0, "\(words): \(result.errors)", sourceLocation: sourceLocation)
    return result.output
  }

  /// Every task it knows, as squeue writes it in this format.
  func tasks(_ format: String) throws -> [String] {
    try run("squeue", "-h", "-r", "-t", "all", "-o", format).split(separator: "\n")
      .map(String.init)
  }

  /// SIGKILL for a daemon alone; what runs on a node goes on.
  func kill(_ daemon: Daemon) throws { try kept.command("kill", daemon.rawValue) }

  /// The orderly end of a daemon.
  func stop(_ daemon: Daemon) throws { try kept.command("stop", daemon.rawValue) }

  /// Starts a daemon that ended.
  func start(_ daemon: Daemon) throws { try kept.command("start", daemon.rawValue) }

  /// SIGKILL for a node's daemon and everything that runs there.
  func lose(_ node: Daemon) throws { try kept.command("lose", node.rawValue) }

  /// Cancels every job and waits until nothing runs and both nodes are there, for the next test.
  func clear() throws {
    try run("scancel", "-u", NSUserName())
    let isClear = eventually {
      let nodes = try run("sinfo", "-h", "-p", "main", "-o", "%t%D")
      if nodes == "idle2\n" { return try run("squeue", "-h").isEmpty }
      // A controller that was killed may remember a node as down that has come back since. For a
      // node in any other state this is refused.
      _ = try OtherProgram.run(
        ["scontrol", "update", "NodeName=node1,node2", "State=RESUME"], environment: environment)
      return false
    }
    #expect(isClear, "jobs are left, or a node is away")
  }
}
