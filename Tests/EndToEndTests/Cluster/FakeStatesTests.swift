import Foundation
import TestSupport
import Testing

/// States that a healthy cluster does not show, made by a fake one.
@Suite(
  "what Slurm may say", .enabled(if: FakeSlurm.isExpected, "there is no /usr/bin/python3"))
struct FakeStatesTests {
  private let slurm: FakeSlurm

  init() throws { slurm = try FakeSlurm() }

  /// A study of independent stages on the fake cluster.
  private func study(
    _ count: Int, seconds: Double = 0, profile: KeyValuePairs<String, String> = [:],
    name: String = #function
  ) throws -> ClusterStudy {
    try ClusterStudy(
      NoopStudy.text(
        name: String(name.prefix { $0 != "(" }), count: count, shape: "wide",
        more: ", rows: 15, seconds: \(seconds)"),
      on: slurm.environment, profile: profile)
  }

  @Test("out of memory: tried once more with more of it, then failed, and the reason says so")
  func outOfMemory() throws {
    let study = try study(1, seconds: 60)
    try slurm.will("doom", 2, "OUT_OF_MEMORY", 1.5)
    let run = try study.run()
    #expect(run.code == 1)
    let tasks = try slurm.tasks()
    #expect(tasks.map(\.state) == ["OUT_OF_MEMORY", "OUT_OF_MEMORY"])
    #expect(tasks.count == 2 && tasks[1].megabytes >= 2 * tasks[0].megabytes, "\(tasks)")
    #expect(
      run.errors.contains("submitting noop/0 again: 1_0 ran out of memory with 128 MiB"),
      "\(run.errors)")
    #expect(run.output.contains("failed: noop/0: 2_0 ran out of memory with "), "\(run.output)")
  }

  @Test("out of memory once: the second try, with more, is the result")
  func outOfMemoryOnce() throws {
    let study = try study(2, seconds: 1)
    let expected = try study.local()
    try slurm.will("slots", 1)
    try slurm.will("doom", 1, "OUT_OF_MEMORY", 0.7)
    let run = try study.run()
    #expect(run.code == 0, "\(run.errors)\(run.output)")
    #expect(try slurm.tasks().map(\.state) == ["OUT_OF_MEMORY", "COMPLETED", "COMPLETED"])
    try study.expectSound(expected)
  }

  @Test("a failed node: put back by Slurm or submitted again")
  func failedNode() throws {
    for isRequeued in [1, 0] {
      let study = try study(2, seconds: 1, name: "failedNode\(isRequeued)")
      let expected = try study.local()
      try slurm.will("requeue-by-default", isRequeued)
      try slurm.will("doom", 1, "NODE_FAIL", 0.5)
      let run = try study.run()
      #expect(run.code == 0, "\(run.errors)\(run.output)")
      #expect(run.errors.contains("again: ") == (isRequeued == 0), "\(run.errors)")
      try study.expectSound(expected)
    }
    #expect(try slurm.tasks().filter { $0.state == "NODE_FAIL" }.count == 1)
    #expect(try slurm.tasks().filter { $0.starts == 2 }.count == 1)
  }

  @Test("a refused submission fails its stages with Slurm's own words; the next run submits them")
  func refused() throws {
    let study = try study(3)
    let words = "Batch job submission failed: Invalid account or account/partition combination"
    try slurm.will("refuse", 1, words)
    let run = try study.run()
    #expect(run.code == 1)
    #expect(run.output.contains(words), "\(run.output)")
    #expect(run.output.contains("script.sh"), "\(run.output)")
    #expect(try slurm.tasks() == [])
    let again = try study.run()
    #expect(again.code == 0, "\(again.errors)")
    #expect(try slurm.tasks().count == 3)
  }

  @Test(
    "a submission that was taken although sbatch failed is found by its name, and is the only one")
  func lostAnswer() throws {
    let study = try study(3)
    try slurm.will("lose-answer", 1)
    let run = try study.run()
    #expect(run.code == 0, "\(run.errors)\(run.output)")
    #expect(try slurm.calls(of: "sbatch").count == 1)
    #expect(try slurm.tasks().map(\.id) == ["1_0", "1_1", "1_2"])
    try study.expectNothingTwice()
  }

  @Test("killed before sbatch answered, a run finds what it submitted by its name")
  func killedWhileSubmitting() throws {
    let study = try study(3, seconds: 0.5)
    let expected = try study.local()
    try slurm.will("slow", 5)
    let run = try study.start()
    #expect(try run.wait { try slurm.tasks().count == 3 })
    kill(run.pid, SIGKILL)
    _ = run.wait()
    #expect(study.scratch.files(named: "job.json", below: "out/runs").isEmpty)
    try slurm.will("slow", 0)
    let again = try study.run()
    #expect(again.code == 0, "\(again.errors)")
    #expect(try slurm.calls(of: "sbatch").count == 1)
    try study.expectSound(expected)
  }

  @Test("a controller out of reach when submitting and looking: the run waits and says so")
  func unreachable() throws {
    let study = try study(3)
    try slurm.will("unreachable", 2, "sbatch")
    try slurm.will("unreachable", 3, "squeue")
    let run = try study.run()
    #expect(run.code == 0, "\(run.errors)\(run.output)")
    let words = "Unable to contact slurm controller (connect failure)"
    #expect(run.errors.contains("Slurm does not answer: sbatch: error: " + words), "\(run.errors)")
    #expect(run.errors.contains("Slurm answers again"), "\(run.errors)")
    #expect(try slurm.tasks().map(\.id) == ["1_0", "1_1", "1_2"])
    try study.expectNothingTwice()
  }

  @Test(
    "tasks that ended and were forgotten have their results, with sacct or without",
    arguments: [
      "on", "off", "absent",
    ])
  func forgotten(accounting: String) throws {
    let study = try study(2, seconds: 1, profile: ["poll": "4s"], name: "forgotten-" + accounting)
    let expected = try study.local()
    try slurm.will("accounting", accounting)
    let run = try study.start()
    #expect(run.wait { study.published == 2 })
    try slurm.will("forget", 1)
    #expect(run.wait() == .exited(0), "\(run.errors)")
    try study.expectSound(expected)
    try study.expectNothingTwice()
  }

  @Test("how a forgotten task ended is known from the accounts")
  func accounts() throws {
    let study = try study(1, seconds: 1, profile: ["poll": "3s"])
    let expected = try study.local()
    try slurm.will("accounting", "on")
    try slurm.will("doom", 1, "OUT_OF_MEMORY", 0.5)
    let run = try study.start()
    #expect(try run.wait { try slurm.tasks().first?.state == "OUT_OF_MEMORY" })
    try slurm.will("forget", 1)
    #expect(run.wait() == .exited(0), "\(run.errors)")
    #expect(run.errors.contains("again: 1_0 ran out of memory"), "\(run.errors)")
    try study.expectSound(expected)
  }

  @Test("a task forgotten without a result is submitted again")
  func lost() throws {
    let study = try study(2, seconds: 1)
    let expected = try study.local()
    try slurm.will("slots", 0)
    let run = try study.start()
    #expect(try run.wait { try slurm.tasks().count == 2 })
    // What a controller of Slurm that lost its newest state forgets.
    try slurm.will("forget", 1)
    try slurm.will("slots", 2)
    #expect(run.wait() == .exited(0), "\(run.errors)")
    #expect(run.errors.contains("1_0: Slurm does not know it any more"), "\(run.errors)")
    #expect(try slurm.tasks().map(\.state) == ["COMPLETED", "COMPLETED"])
    try study.expectSound(expected)
  }

  @Test(
    "a job of another name under a number of ours is not ours",
    arguments: [
      "RUNNING", "COMPLETED",
    ])
  func reusedNumber(state: String) throws {
    let study = try study(2, seconds: 1, name: "reused-" + state.lowercased())
    let expected = try study.local()
    try slurm.will("slots", 0)
    let run = try study.start()
    #expect(try run.wait { try slurm.tasks().count == 2 })
    try slurm.will("stranger", 1, "theirs", state)
    try slurm.will("slots", 2)
    #expect(run.wait() == .exited(0), "\(run.errors)")
    try study.expectSound(expected)
    #expect(
      try slurm.tasks().first
        == .init(
          id: "1", name: "theirs", state: state, starts: 0, megabytes: 1))
  }

  @Test(
    "a task that would wait for ever shows why, and is given up",
    arguments: [
      "PartitionConfig", "DependencyNeverSatisfied",
    ])
  func hopeless(reason: String) throws {
    let study = try study(2, name: "hopeless-" + reason.lowercased())
    try slurm.will("hold", reason)
    let run = try study.start()
    #expect(
      try run.wait {
        try study.ask("status", "--results", "out").output.contains(
          "in the queue as 1_0: " + reason)
      }, "\(run.errors)")
    #expect(run.wait() == .exited(1))
    #expect(run.errors.contains("Slurm will never start 1_0: " + reason), "\(run.errors)")
    #expect(eventually { try slurm.tasks().allSatisfy { $0.state == "CANCELLED" } })
  }

  @Test("a task that runs twice at once gives one result")
  func duplicate() throws {
    let study = try study(3, seconds: 0.5)
    let expected = try study.local()
    try slurm.will("duplicate", 3)
    let run = try study.run()
    #expect(run.code == 0, "\(run.errors)\(run.output)")
    #expect(
      eventually { Processes.workers(in: study.scratch.path).isEmpty }, "a second one goes on")
    try study.expectSound(expected)
  }

  @Test("cancelled alone while it waits, a task is gone without a trace: it counts as cancelled")
  func vanished() throws {
    let study = try study(3, seconds: 0.5)
    try slurm.will("slots", 0)
    let run = try study.start()
    #expect(try run.wait { try slurm.calls(of: "squeue").count >= 2 })
    try slurm.will("cancel", "1_1")
    try slurm.will("slots", 1)
    #expect(run.wait() == .exited(1), "\(run.errors)")
    #expect(run.errors.contains("its Slurm task was cancelled by hand (1_1)"), "\(run.errors)")
    #expect(study.published == 2)
  }

  @Test("the queue is asked once an interval, however many jobs there are")
  func polling() throws {
    let study = try study(40, profile: ["array-size": "10", "poll": "2s"])
    try slurm.will("slots", 8)
    let run = try study.run()
    #expect(run.code == 0, "\(run.errors)\(run.output)")
    let submissions = try slurm.calls(of: "sbatch").map(\.time)
    #expect(submissions.count == 4)
    #expect(zip(submissions, submissions.dropFirst()).allSatisfy { $1 - $0 >= 0.9 })
    let looks = try slurm.calls(of: "squeue")
    #expect(!looks.isEmpty)
    // Besides, each submission is looked at once at its beginning.
    let span = (looks.last?.time ?? 0) - (submissions.first ?? 0)
    #expect(Double(looks.count) <= span / 2 + 1 + Double(submissions.count), "\(looks)")
  }
}
