import Foundation
import Testing

/// Failures of single stages and ends of whole runs, with real worker processes.
@Suite("failure is contained")
struct LimitTests {
  private func results(_ text: String, _ arguments: String..., in scratch: ScratchFolder) throws
    -> Program.Result
  {
    try scratch.write("runexp: 1\nname: n\n" + text + "\n", to: "n.yaml")
    return try Program.run(["n.yaml", "--results", "out"] + arguments, in: scratch.path)
  }

  /// Processes whose parent is `pid`.
  private func children(of pid: Int32) -> [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { name in
      guard let child = Int32(name),
        let stat = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8),
        let end = stat.lastIndex(of: ")")
      else { return nil }
      return stat[end...].split(separator: " ").dropFirst(2).first == "\(pid)" ? child : nil
    }
  }

  @Test("a stage that hangs is ended and tried again; the others finish; a rerun does the rest")
  func timeout() throws {
    let scratch = try ScratchFolder()
    let limits = "limits: {noop: {timeout: 0.5s, retries: 1}}"
    let run = try results(
      "noop: {count: 4, failing: [1], failure: hang}\n" + limits, in: scratch)
    #expect(run.code == 1)
    #expect(run.output.hasPrefix("3 of 4 stages run in "), "\(run.output)")
    #expect(
      run.output.contains(
        "failed: noop/1: it ran longer than 0.5 s (limits.noop.timeout) (attempt 2)"))
    #expect(
      run.errors.contains(
        "retrying: noop/1: attempt 1 of 2 failed: it ran longer than 0.5 s"
          + " (limits.noop.timeout)"))
    let again = try results("noop: {count: 4}\n" + limits, in: scratch)
    #expect(again.code == 0)
    #expect(again.output.hasPrefix("1 of 1 stage run in "), "\(again.output)")
  }

  @Test("a stage that uses too much memory is ended; its peak is recorded when it may")
  func memory() throws {
    let scratch = try ScratchFolder()
    let noop = "noop: {count: 1, memory: 300000000, seconds: 0.5}"
    let run = try results(noop, "--memory", "150MiB", in: scratch)
    #expect(run.code == 1)
    #expect(run.output.contains(", its limit is 150 MiB (--memory)\n"), "\(run.output)")
    let free = try results(noop, "--memory", "1GiB", in: scratch)
    #expect(free.code == 0, "\(free.errors)")
    let record = try #require(scratch.files(named: "done.json", below: "out/stages").values.first)
    let value = try #require(try JSONSerialization.jsonObject(with: record) as? [String: Any])
    #expect(try #require(value["peak_bytes"] as? Int) >= 300_000_000)
  }

  @Test("a crash takes one stage", arguments: ["crash", "throw"])
  func crash(failure: String) throws {
    let scratch = try ScratchFolder()
    let run = try results(
      "noop: {count: 6, shape: chain, failing: [4], failure: \(failure)}", in: scratch)
    #expect(run.code == 1)
    #expect(run.output.hasPrefix("4 of 6 stages run in "), "\(run.output)")
    #expect(run.output.contains(", 1 failed, 1 skipped\n"))
  }

  @Test("a run whose time is over exits 124, and the same command continues")
  func maxTime() throws {
    let scratch = try ScratchFolder()
    let noop = "noop: {count: 4, seconds: 0.4}"
    let run = try results(noop, "--max-time", "0.2", "-j", "1", in: scratch)
    #expect(run.code == 124)
    #expect(run.output.hasPrefix("1 of 4 stages run in "), "\(run.output)")
    #expect(
      run.errors.contains(
        "stopping: 0.2 s (--max-time) are over; running stages may end. The same command continues."
      ))
    let again = try results(noop, "--max-time", "1h", in: scratch)
    #expect(again.code == 0)
    #expect(again.output.hasPrefix("3 of 3 stages run in "), "\(again.output)")
  }

  @Test(
    "interrupted twice, a run ends at once; terminated once, after its stages; nothing is left",
    arguments: [(SIGINT, 2, 60.0, 130), (SIGTERM, 1, 0.7, 143)])
  func interrupt(signal: Int32, times: Int, seconds: Double, code: Int) throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "runexp: 1\nname: n\nnoop: {count: 4, seconds: \(seconds)}\n", to: "n.yaml")
    let process = Program.process(["n.yaml", "--results", "out", "-j", "2"], in: scratch.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let attempts = scratch.path + "/out/stages/tmp"
    func underWay() -> Int {
      ((try? FileManager.default.contentsOfDirectory(atPath: attempts)) ?? []).count
    }
    while process.isRunning, underWay() < 2 { usleep(5_000) }
    let workers = children(of: process.processIdentifier)
    #expect(workers.count == 2)
    for _ in 0..<times {
      kill(process.processIdentifier, signal)
      usleep(200_000)
    }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == code)
    #expect(underWay() == 0)
    #expect(workers.allSatisfy { kill($0, 0) != 0 })
    #expect(scratch.files(named: "done.json", below: "out/stages").count == (times == 2 ? 0 : 2))
  }
}
