import Foundation
import TestSupport
import Testing

extension RealSlurmTests {
  /// What happens to tasks and to the controller of a run while it goes on.
  @Suite("interruptions")
  struct InterruptionTests {
    private let slurm: LocalSlurm

    init() throws { slurm = try LocalSlurm.shared() }

    /// Stages that take a while, so that there is time to disturb them.
    private static func stages(_ count: Int, seconds: Double, name: String = #function) -> String {
      NoopStudy.text(
        name: String(name.prefix { $0 != "(" }), count: count, shape: "wide",
        more: ", rows: 15, seconds: \(seconds)")
    }

    /// The tasks Slurm knows, by the index in their arrays; `%T` and the like as squeue knows them.
    private func tasks(_ state: String) throws -> [(id: String, node: String)] {
      try slurm.tasks("%i %T %N").compactMap { line in
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        return words[1] == state ? (words[0], words[2]) : nil
      }
    }

    /// Starts a study and waits until `count` of its tasks run.
    private func begin(_ study: ClusterStudy, running count: Int) throws -> LiveRun {
      let run = try study.start()
      #expect(
        try run.wait { try tasks("RUNNING").count >= count && !begun(study).isEmpty },
        "\(run.errors)")
      return run
    }

    /// Attempts that are under way.
    private func begun(_ study: ClusterStudy) -> [String] {
      (try? FileManager.default.contentsOfDirectory(
        atPath: study.scratch.path + "/out/stages/tmp")) ?? []
    }

    @Test(
      "its process killed, the plain command takes up what was submitted, and submits nothing twice"
    )
    func killedController() throws {
      defer { try? slurm.clear() }
      let study = try ClusterStudy(Self.stages(12, seconds: 1), on: slurm.environment)
      let expected = try study.local()
      let run = try begin(study, running: 4)
      #expect(run.wait { study.published >= 2 })
      kill(run.pid, SIGKILL)
      _ = run.wait()
      #expect(study.published < 12)
      let again = try study.run()
      #expect(again.code == 0, "\(again.errors)")
      #expect(again.errors.contains("taking up "), "\(again.errors)")
      try study.expectSound(expected)
      try study.expectNothingTwice()
      #expect(try slurm.tasks("%j %K").filter { $0.contains("-killedController-") }.count == 12)
    }

    @Test("a task that is put back into the queue runs again and is the same task")
    func requeued() throws {
      defer { try? slurm.clear() }
      let study = try ClusterStudy(Self.stages(3, seconds: 2), on: slurm.environment)
      let expected = try study.local()
      let run = try begin(study, running: 1)
      let id = try #require(try tasks("RUNNING").first).id
      try slurm.run("scontrol", "requeue", id)
      #expect(run.wait() == .exited(0), "\(run.errors)")
      try study.expectSound(expected)
      try study.expectNothingTwice()
      #expect(try slurm.run("scontrol", "show", "job", id).contains(" Restarts=1 "))
    }

    @Test("tasks that make room for others come back")
    func preempted() throws {
      defer { try? slurm.clear() }
      let study = try ClusterStudy(Self.stages(4, seconds: 2), on: slurm.environment)
      let expected = try study.local()
      let run = try begin(study, running: 4)
      try slurm.run(
        "sbatch", "-p", "urgent", "-N", "2", "--exclusive", "-J", "urgent", "-o", "/dev/null",
        "--wrap", "sleep 1")
      #expect(try run.wait { try slurm.tasks("%j %T").contains("urgent RUNNING") })
      #expect(try run.wait { try tasks("PENDING").count == 4 })
      #expect(run.wait() == .exited(0), "\(run.errors)")
      try study.expectSound(expected)
      try study.expectNothingTwice()
    }

    @Test(
      "a task cancelled by hand is a failed stage, whether it ran or waited; the next run does it")
    func cancelled() throws {
      defer { try? slurm.clear() }
      let study = try ClusterStudy(
        Self.stages(4, seconds: 2), on: slurm.environment, profile: ["throttle": "2"])
      let expected = try study.local()
      let run = try begin(study, running: 2)
      let running = try #require(try tasks("RUNNING").first).id
      let pending = try #require(try tasks("PENDING").last).id
      // The controller has to have seen it wait; it looks twice a second.
      usleep(1_500_000)
      try slurm.run("scancel", running)
      try slurm.run("scancel", pending)
      #expect(run.wait() == .exited(1), "\(run.errors)")
      for id in [running, pending] {
        #expect(
          run.errors.contains("its Slurm task was cancelled by hand (\(id))"), "\(run.errors)")
      }
      #expect(study.published == 2)
      let again = try study.run()
      #expect(again.code == 0, "\(again.errors)")
      #expect(again.output.hasPrefix("2 of 2 stages run in "), "\(again.output)")
      try study.expectSound(expected)
    }

    @Test("a node lost with all that ran there: its tasks run again elsewhere")
    func lostNode() throws {
      defer { try? slurm.clear() }
      let study = try ClusterStudy(Self.stages(4, seconds: 2), on: slurm.environment)
      let expected = try study.local()
      let run = try begin(study, running: 4)
      try slurm.lose(.node1)
      #expect(run.wait(seconds: 90) { study.published == 4 }, "\(run.errors)")
      #expect(run.wait() == .exited(0), "\(run.errors)")
      #expect(
        try slurm.run("sinfo", "-h", "-n", "node1", "-p", "main", "-o", "%t").hasPrefix("down"))
      try slurm.start(.node1)
      try study.expectSound(expected)
      try study.expectNothingTwice()
    }

    @Test("a node's daemon killed alone, and back: its tasks go on")
    func lostDaemon() throws {
      defer { try? slurm.clear() }
      let study = try ClusterStudy(Self.stages(4, seconds: 2), on: slurm.environment)
      let expected = try study.local()
      let run = try begin(study, running: 4)
      try slurm.kill(.node1)
      // Longer than the stages take: nobody can tell the controller of Slurm that they ended.
      #expect(run.wait { study.published == 4 })
      try slurm.start(.node1)
      #expect(run.wait() == .exited(0), "\(run.errors)")
      try study.expectSound(expected)
      try study.expectNothingTwice()
    }

    @Test("Slurm's controller killed and away for a while: the run waits, says so, and goes on")
    func lostSlurm() throws {
      defer { try? slurm.clear() }
      let study = try ClusterStudy(
        Self.stages(8, seconds: 2), on: slurm.environment, profile: ["throttle": "2"])
      let expected = try study.local()
      let run = try begin(study, running: 2)
      try slurm.kill(.controller)
      let words = "Slurm does not answer: "
      #expect(run.wait { run.errors.contains(words) }, "\(run.errors)")
      #expect(try study.ask("status", "--results", "out").output.contains(words))
      try slurm.start(.controller)
      #expect(run.wait { run.errors.contains("Slurm answers again") }, "\(run.errors)")
      #expect(run.wait() == .exited(0), "\(run.errors)")
      try study.expectSound(expected)
    }

    /// One cell whose training has a short and a longer segment.
    private static let training = TinyStudy.text
      .replacing("epochs: 2", with: "epochs: 4000").replacing("[0, 1, 2]", with: "[0, 1, 4000]")
      .replacing("seed: [0, 1]", with: "seed: [0]")
      .replacing(#/\n  high: .*/#, with: "")
      .appending("\nlimits: {train: {timeout: 90s}}\n")

    @Test(
      "training beyond its time limit goes on from its newest published segment, with more time")
    func timeLimit() throws {
      defer { try? slurm.clear() }
      let study = try ClusterStudy(
        Self.training, on: slurm.environment, profile: ["time": "10min", "throttle": "1"])
      let expected = try study.local()
      let run = try study.start()
      // The worker of the longer segment is stopped, and the time of its task is over.
      let label = "train/normal/seed=0@4000"
      var worker: pid_t?
      #expect(
        try run.wait {
          worker = try study.worker(of: label)
          return worker != nil
        }, "\(run.errors)")
      kill(try #require(worker), SIGSTOP)
      let before = study.scratch.files(named: "done.json", below: "out/stages")
      let id = try #require(try study.task(of: label))
      try slurm.run("scontrol", "update", "JobId=" + id, "EndTime=now+1")
      #expect(run.wait() == .exited(0), "\(run.errors)")
      #expect(run.errors.contains("\(id) reached its time limit"), "\(run.errors)")
      #expect(!before.isEmpty)
      let after = study.scratch.files(named: "done.json", below: "out/stages")
      #expect(before.allSatisfy { after[$0.key] == $0.value })
      try study.expectSound(expected)
      let times = try study.scripts().compactMap {
        try String(contentsOfFile: $0, encoding: .utf8).firstMatch(of: #/--time=(\d+)/#)?.1
      }
      #expect(times.contains("2") && times.contains("4"), "\(times)")
    }
  }
}
