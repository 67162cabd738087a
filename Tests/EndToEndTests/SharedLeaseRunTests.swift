import Foundation
import Testing

/// Runs in a results folder that other machines may see, as far as one machine can show it.
@Suite("leases of files")
struct SharedLeaseRunTests {
  private static let slow =
    "runexp: 1\nname: slow\nnoop: {count: 3, shape: chain, bytes: 10, seconds: 1}\n"
  private static let shared = ["RUNEXP_LEASES": "shared"]

  private func leases(_ scratch: ScratchFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/results/locks")
      .filter { $0.hasSuffix(".lease") || $0.hasSuffix(".lock") }
  }

  @Test("a second run is refused, a killed one is taken over, nothing is left")
  func takeOver() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.slow, to: "slow.yaml")
    let live = try LiveRun(["slow.yaml", "-j", "1"], in: scratch.path, environment: Self.shared)
    #expect(live.wait { !live.workers.isEmpty })
    #expect(try leases(scratch) == ["study-slow.0.lease"])
    let second = try Program.run(["slow.yaml"], in: scratch.path, environment: Self.shared)
    #expect(second.code == 4)
    let begin = "error: study slow is being run in results by process \(live.pid) on "
    #expect(second.errors.hasPrefix(begin), "\(second.errors)")
    let status = try Program.run(
      ["status", "slow", "--json"], in: scratch.path, environment: Self.shared)
    #expect(status.output.contains("\"pid\":\(live.pid)"), "\(status.output)")
    let alone = try Program.run(
      ["rebuild", "--results", "results"], in: scratch.path, environment: Self.shared)
    #expect(alone.code == 4, "\(alone.errors)")

    kill(live.pid, SIGKILL)
    _ = live.wait()
    #expect(try leases(scratch) == ["study-slow.0.lease"])
    let next = try Program.run(["slow.yaml"], in: scratch.path, environment: Self.shared)
    #expect(next.code == 0, "\(next.errors)")
    #expect(try leases(scratch) == [])
    let stages = scratch.path + "/results/locks/leased"
    #expect(try FileManager.default.contentsOfDirectory(atPath: stages) == [])
  }

  @Test("one of several runs that begin at once goes on")
  func race() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.slow, to: "slow.yaml")
    let runs = try (0..<4).map { _ in
      try LiveRun(["slow.yaml"], in: scratch.path, environment: Self.shared)
    }
    let ends = runs.map { $0.wait() }
    #expect(ends.filter { $0 == .exited(0) }.count == 1)
    #expect(ends.filter { $0 == .exited(4) }.count == 3)
  }

  @Test(
    "a run of another host is alive as long as it writes, and dead at once to its own",
    .enabled(if: Namespace.canMount))
  func otherHost() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.slow, to: "slow.yaml")
    let result = try Namespace.script(
      """
      export RUNEXP_LEASES=shared
      # Each becomes the next program and stays the same process.
      there='hostname node7; exec "$RUNEXP" slow.yaml -j 1'
      unshare -u sh -c "$there" >/dev/null 2>&1 &
      pid=$!
      until "$RUNEXP" status | grep -q "process   $pid on node7"; do sleep 0.05; done
      "$RUNEXP" slow.yaml >/dev/null || echo "code $?"
      "$RUNEXP" cancel || echo "code $?"
      kill -9 $pid
      wait $pid || true
      "$RUNEXP" slow.yaml >/dev/null || echo "code $?"
      unshare -u sh -c "$there" >/dev/null 2>&1 && echo "node7 went on"
      ls results/locks
      """, in: scratch.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output == "code 4\ncode 2\ncode 4\nnode7 went on\nleased\n", "\(result.output)")
    let lines = result.errors.split(separator: "\n").filter { !$0.contains("Killed") }
    #expect(lines.count == 4, "\(result.errors)")
    #expect(lines.allSatisfy { $0.contains(" on node7") || $0.contains("there: runexp cancel ") })
  }

  @Test("an unknown word for how leases are held is refused")
  func unknownMeans() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.slow, to: "slow.yaml")
    let run = try Program.run(
      ["slow.yaml"], in: scratch.path, environment: ["RUNEXP_LEASES": "nfs"])
    #expect(run.code == 2)
    #expect(
      run.errors == """
        error: RUNEXP_LEASES is `nfs`; it may be `shared` (files, for file systems that other \
        machines see too), `local` (locks of the kernel), or not set: then the kind of file system \
        decides

        """)
  }
}
