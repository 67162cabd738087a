import Base
import Foundation
import TestSupport
import Testing

/// Runs killed at random moments, and the plain command after it.
///
/// 25 kills, or as many as `RUNEXP_TORTURE` says (`make torture`: 100). Only a kill that hit a
/// process of a live run counts.
@Suite("kill −9 at any moment", .serialized)
struct TortureTests {
  /// Who is killed.
  enum Victim: CaseIterable {
    case parent, worker, group
  }

  private static let kills =
    ProcessInfo.processInfo.environment["RUNEXP_TORTURE"].flatMap { Int($0) } ?? 25
  private static let arguments = ["tiny.yaml", "--results", "out", "-j", "2"]
  /// Kills of one results folder before it has to be finished.
  private static let killsPerFolder = 5

  @Test("the plain command ends with the bytes of a run that was let be")
  func killedAnywhere() throws {
    let reference = try ScratchFolder()
    try reference.write(TinyStudy.text, to: "tiny.yaml")
    let began = Date()
    let whole = try Program.run(Self.arguments, in: reference.path)
    let duration = Date().timeIntervalSince(began)
    #expect(whole.code == 0, "\(whole.errors)")
    let expected = try FinishedStudy(in: reference)
    #expect(!expected.rows.isEmpty && expected.artifacts.count > 30 && !expected.figures.isEmpty)

    var random = RandomStream(seed: 20_261_121, purpose: "torture")
    var hits: [Victim: Int] = [:]
    while hits.values.reduce(0, +) < Self.kills {
      let scratch = try ScratchFolder()
      try scratch.write(TinyStudy.text, to: "tiny.yaml")
      var story: [String] = []
      for _ in 0..<Self.killsPerFolder {
        // Whoever was hit least, so that each gets its share.
        let least = Victim.allCases.map { hits[$0, default: 0] }.min()
        let candidates = Victim.allCases.filter { hits[$0, default: 0] == least }
        let victim = candidates[random.below(candidates.count)]
        let moment = random.uniform(0, duration)
        let pick = random.below(1000)
        guard try Self.kill(victim, after: moment, pick: pick, in: scratch, &story) else {
          continue
        }
        hits[victim, default: 0] += 1
      }
      let last = try Program.run(Self.arguments, in: scratch.path)
      #expect(last.code == 0, "after \(story): \(last.errors)")
      let found = try FinishedStudy(in: scratch)
      #expect(found.differences(from: expected) == [], "after \(story)")
      try expectNoRemains(in: scratch)
    }
    #expect(Victim.allCases.allSatisfy { hits[$0, default: 0] > 0 }, "\(hits)")
  }

  /// Starts a run, kills the victim after `moment` seconds and waits for the end; false when the
  /// run or every worker had ended before.
  private static func kill(
    _ victim: Victim, after moment: Double, pick: Int, in scratch: ScratchFolder,
    _ story: inout [String]
  ) throws -> Bool {
    let run = try LiveRun(arguments, in: scratch.path)
    usleep(UInt32(moment * 1e6))
    var isHit = run.isAlive
    switch victim {
    case .parent: if isHit { Glibc.kill(run.pid, SIGKILL) }
    case .group: if isHit { Glibc.kill(-run.pid, SIGKILL) }
    case .worker:
      // Before the first worker there is none to kill yet.
      var workers: [pid_t] = []
      isHit = run.wait {
        workers = run.workers
        return !workers.isEmpty
      }
      if isHit { Glibc.kill(workers[pick % workers.count], SIGKILL) }
    }
    let ending = run.wait()
    if isHit { story.append("\(victim) at \(moment) s: \(ending)") }
    switch victim {
    case .parent, .group:
      // It may have come to its end between the look and the kill.
      if ending != .signalled(SIGKILL) { isHit = false }
    case .worker:
      // The stage fails, or the worker was idle and nobody noticed.
      #expect(ending == .exited(0) || ending == .exited(1), "\(story): \(run.errors)")
    }
    // Workers notice at once that their controller is gone.
    let end = Date().addingTimeInterval(5)
    while !Processes.workers(in: scratch.path).isEmpty, Date() < end { usleep(10_000) }
    #expect(Processes.workers(in: scratch.path) == [], "orphans after \(story)")
    return isHit
  }
}
