import Base
import Glibc
import Testing

@testable import Pipeline

/// Limits of real processes: shell scripts in the place of workers.
@Suite struct LimitTests {
  private func run(_ script: String, _ nodes: StageNode..., in results: TemporaryResults) throws
    -> (report: RunReport, heard: [String])
  {
    var graph = StageGraph()
    for node in nodes { graph.add(node) }
    var options = LocalProcessExecutor.Options(arguments: ["-c", script], environment: [:])
    options.executable = "/bin/sh"
    return try results.run(graph, executor: LocalProcessExecutor(slots: 2, options: options))
  }

  private let timeout = StageLimits(timeout: .init(0.2, from: "limits.write.timeout"))
  private let memory = StageLimits(memory: .init(16 << 20, from: "limits.write.memory"))
  /// What a worker without work says.
  private let answer = #"echo '{"ended":"failed","reason":"alive","output":"","resident":0}'"#

  @Test func aStageThatRunsTooLongIsEndedAndTheOthersGoOn() throws {
    let results = try TemporaryResults()
    let hanging = node("hanging", limits: timeout)
    let folder = results.folder.attempts
    let (report, _) = try run(
      "read job; case $job in *hanging*) mkdir -p \(folder)/x; exec sleep 600;; esac; \(answer);"
        + " read more",
      hanging, node("other"), in: results)
    #expect(
      report.outcomes.map(\.result) == [
        .failed(
          reason: "it ran longer than 0.2 s (limits.write.timeout)", lastOutput: ""),
        .failed(reason: "alive", lastOutput: ""),
      ])
  }

  @Test(arguments: [
    "read job; v=$(yes | head -c 50000000); sleep 600",
    // In a process the worker started.
    "read job; (v=$(yes | head -c 50000000); sleep 600) & wait",
  ])
  func aStageThatUsesTooMuchMemoryIsEnded(script: String) throws {
    let results = try TemporaryResults()
    let (report, _) = try run(script, node("greedy", limits: memory), in: results)
    guard case .failed(let reason, _) = try #require(report.outcomes.first).result else {
      Issue.record("it was let be")
      return
    }
    #expect(reason.hasPrefix("it used "))
    #expect(reason.hasSuffix(", its limit is 16 MiB (limits.write.memory)"))
  }

  @Test func whatAKilledWorkerStartedIsKilledToo() throws {
    let results = try TemporaryResults()
    let file = results.folder.path + "/child"
    _ = try run(
      "read job; sleep 600 & echo $! > \(file); wait", node("a", limits: timeout), in: results)
    let text = String(decoding: try FileTree.read(file), as: UTF8.self)
    let child = try #require(Int(text.split(separator: "\n").first ?? ""))
    // Killed processes may take a moment to be reaped by whoever inherits them.
    for _ in 0..<500 where isRunning(child) { usleep(10_000) }
    #expect(!isRunning(child))
  }

  private func isRunning(_ pid: Int) -> Bool {
    guard let bytes = try? FileTree.read("/proc/\(pid)/stat") else { return false }
    return !String(decoding: bytes, as: UTF8.self).contains(") Z ")
  }

  @Test func lastOutputOfAStageThatIsEndedIsKept() throws {
    let results = try TemporaryResults()
    let a = node("a", limits: timeout)
    // The folder's name is that of the first attempt of this process.
    let attempts = results.folder.attempts
    let start = try #require(ProcessIdentity.startTicks(of: ProcessIdentity.pid))
    let attempt = AttemptID(
      host: ProcessIdentity.host, pid: ProcessIdentity.pid, start: start, counter: 1)
    let folder = "\(attempts)/\(a.key.hex).\(attempt)"
    let (report, _) = try run(
      "read job; mkdir -p \(folder); echo the last words > \(folder)/output.log; exec sleep 600", a,
      in: results)
    #expect(
      report.outcomes.map(\.result) == [
        .failed(
          reason: "it ran longer than 0.2 s (limits.write.timeout)", lastOutput: "the last words")
      ])
    #expect(try FileTree.names(in: attempts) == [])
    #expect(
      try FileTree.names(in: results.folder.failed(a.key)) == ["failure.json", "output.log"])
  }

  @Test func peakOfAStageIsItsOwn() throws {
    let results = try TemporaryResults()
    let a = node("a", kind: "pause")
    guard ProcessMemory.resetPeak() else {
      print("skipped: this kernel does not let a process set its peak back")
      return
    }
    results.attempt(a)
    let stage = try #require(results.folder.published(a.key))
    let peak = try #require(try stage.record().peakBytes)
    #expect(peak >= 1 << 20)
    // A record of before peaks and checksums were recorded.
    var members = try #require(try stage.record().value.map)
    members["peak_bytes"] = nil
    #expect(StageRecord(.map(members)) == nil)
    members["sum"] = nil
    #expect(StageRecord(.map(members))?.peakBytes == nil)
    #expect(StageRecord(.map(members))?.key == a.key)
  }

  @Test func limitsAreNoPartOfAKey() {
    #expect(node("a", limits: memory).key == node("a").key)
  }
}
