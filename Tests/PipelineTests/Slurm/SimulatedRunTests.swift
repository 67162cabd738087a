import Base
import ClusterSimulation
import Glibc
import Testing

@testable import Pipeline

@Suite("runs on a simulated cluster")
struct SimulatedRunTests {
  /// `count` stages, and one that needs them all.
  private func fan(_ count: Int) -> StageGraph {
    let first = (0..<count).map { node("s\($0)") }
    var graph = StageGraph()
    for node in first { graph.add(node) }
    graph.add(node("last", from: first))
    return graph
  }

  private var profile: ClusterProfile {
    var profile = ClusterProfile()
    profile.throttle = 1000
    return profile
  }

  private let minute = StageEstimate(seconds: 60)
  /// Sums of seconds on the simulated clock round.
  private static let clockRounding = 1e-6

  @Test("all is computed once, with one look at the queue per interval and one submission a second")
  func plain() throws {
    let graph = fan(200)
    var settings = SimulatedCluster.Settings()
    settings.slots = 20
    let cluster = SimulatedCluster(graph, settings)
    let report = try SimulatedRun(cluster, graph, profile).run()
    #expect(report.isComplete)
    #expect(report.finished == 201)
    #expect(cluster.computed.values.allSatisfy { $0 == 1 })
    let looks = zip(cluster.queueTimes.dropFirst(), cluster.queueTimes).map { $0 - $1 }
    #expect(looks.allSatisfy { $0 >= profile.poll - Self.clockRounding })
    #expect(
      zip(cluster.submissionTimes.dropFirst(), cluster.submissionTimes).allSatisfy { $0 - $1 >= 1 })
    #expect(cluster.submissionTimes.count == 2)
  }

  @Test("results that become visible a minute late are waited for, and nothing is computed twice")
  func delayedVisibility() throws {
    let graph = fan(30)
    var settings = SimulatedCluster.Settings()
    settings.slots = 10
    settings.visibleAfter = 60
    let cluster = SimulatedCluster(graph, settings)
    let report = try SimulatedRun(cluster, graph, profile).run()
    #expect(report.isComplete)
    #expect(cluster.computed.count == 31)
    #expect(cluster.computed.values.allSatisfy { $0 == 1 })
    #expect(cluster.submissionTimes.count == 2)
  }

  @Test("a controller that begins anew takes up what was submitted", arguments: [0.0, 45.0])
  func newController(visibleAfter: Double) throws {
    let graph = fan(40)
    var settings = SimulatedCluster.Settings()
    settings.slots = 4
    settings.visibleAfter = visibleAfter
    let cluster = SimulatedCluster(graph, settings)
    let run = SimulatedRun(cluster, graph, profile, estimate: minute)
    // The first is killed where it waits for the eighth time: what it would do later is not looked at.
    var looks = 0
    var notes: [String] = []
    var second: RunReport?
    _ = try run.run(
      "1-first",
      pausing: {
        looks += 1
        guard looks == 8 else { return }
        second = try? run.run(
          "2-second",
          hearing: { event in if case .note(let text) = event { notes.append(text) } })
      })
    let report = try #require(second)
    #expect(notes == ["taking up 40 Slurm tasks submitted before"])
    #expect(report.isComplete)
    #expect(cluster.computed.count == 41)
    #expect(cluster.computed.values.allSatisfy { $0 == 1 })
    // The first array and the last stage.
    #expect(cluster.submissionTimes.count == 2)
  }

  @Test("a submission without an answer is found by its name, or submitted when it is not there")
  func unansweredSubmissions() throws {
    for isTaken in [true, false] {
      let graph = fan(3)
      let cluster = SimulatedCluster(graph)
      cluster.refusals = [(.unanswered("Socket timed out"), isTaken)]
      let report = try SimulatedRun(cluster, graph, profile).run()
      #expect(report.isComplete)
      #expect(cluster.computed.values.allSatisfy { $0 == 1 })
      #expect(cluster.jobNumbers.count == 2)
    }
  }

  @Test("a refused submission is the failure of its stages; one put off comes later")
  func refusedSubmissions() throws {
    let graph = fan(2)
    let cluster = SimulatedCluster(graph)
    cluster.refusals = [(.refused("Invalid partition name specified"), false)]
    let report = try SimulatedRun(cluster, graph, profile).run()
    #expect(report.failed == 2)
    #expect(report.skipped == 1)
    let failure = report.failures.first?.result
    #expect(
      failure
        == .failed(
          reason: "Slurm refuses /simulated/runs/first/slurm/0001/script.sh: Invalid partition name"
            + " specified", lastOutput: ""))
    let patient = SimulatedCluster(graph)
    patient.refusals = [
      (.deferred("job submit limit"), false), (.deferred("job submit limit"), false),
    ]
    var heard: [String] = []
    let second = try SimulatedRun(patient, graph, profile).run(hearing: { event in
      if case .note(let text) = event { heard.append(text) }
    })
    #expect(second.isComplete)
    #expect(heard == ["Slurm takes no more jobs now: job submit limit", "Slurm takes jobs again"])
  }

  @Test("lost, preempted, requeued and doubled tasks come to their results")
  func setbacks() throws {
    let graph = fan(6)
    var settings = SimulatedCluster.Settings()
    settings.slots = 6
    settings.fate = { task, life in
      guard task.job == 1, life == 0 else { return .normal }
      return switch task.index {
      case 0: .ends(.nodeFail, after: 20)
      case 1: .ends(.preempted, after: 20)
      case 2: .requeued(after: 20)
      case 3: .forgotten(after: 20)
      case 4: .doubled
      default: .normal
      }
    }
    let cluster = SimulatedCluster(graph, settings)
    let report = try SimulatedRun(cluster, graph, profile).run()
    #expect(report.isComplete)
    #expect(cluster.computed.count == 7)
  }

  @Test("a stage whose task is lost again and again fails, saying so")
  func lostForEver() throws {
    let graph = graph(node("a"))
    var settings = SimulatedCluster.Settings()
    settings.fate = { _, _ in .ends(.nodeFail, after: 5) }
    let cluster = SimulatedCluster(graph, settings)
    let report = try SimulatedRun(cluster, graph, profile).run()
    #expect(cluster.submissionTimes.count == 6)
    #expect(
      report.failures.first?.result
        == .failed(
          reason: "its Slurm task was lost 6 times, at last 6_0: its node failed", lastOutput: ""))
  }

  @Test("memory is doubled once, time up to the most that may be asked for")
  func escalation() throws {
    let graph = graph(node("a"))
    var settings = SimulatedCluster.Settings()
    settings.fate = { task, _ in task.job < 3 ? .ends(.outOfMemory, after: 5) : .normal }
    let full = SimulatedCluster(graph, settings)
    let report = try SimulatedRun(full, graph, profile).run()
    #expect(full.submissionTimes.count == 2)
    #expect(
      report.failures.first?.result
        == .failed(
          reason: "2_0 ran out of memory with 4 GiB, which was more than at first", lastOutput: ""))
    settings.fate = { task, _ in task.job < 5 ? .ends(.timeout, after: 5) : .normal }
    let slow = SimulatedCluster(graph, settings)
    var short = profile
    short.time = 600
    let second = try SimulatedRun(slow, graph, short, estimate: minute).run()
    // 150, 300 and 600 seconds.
    #expect(slow.submissionTimes.count == 3)
    #expect(
      second.failures.first?.result
        == .failed(
          reason: "it needs more than 10 min, the most time a task may ask for (time in the"
            + " cluster's profile); more checkpoints make shorter stages", lastOutput: ""))
  }

  @Test("a controller of Slurm that is away, and one that forgot everything")
  func controllerAway() throws {
    let graph = fan(10)
    let cluster = SimulatedCluster(graph)
    var looks = 0
    var heard: [String] = []
    let report = try SimulatedRun(cluster, graph, profile).run(
      pausing: {
        looks += 1
        if looks == 10 { cluster.answers = false }
        if looks == 20 { cluster.answers = true }
        if looks == 30 { cluster.forgetEverything() }
      },
      hearing: { event in if case .note(let text) = event { heard.append(text) } })
    #expect(report.isComplete)
    #expect(heard.contains("Slurm does not answer: Unable to contact slurm controller"))
    #expect(heard.contains("Slurm answers again"))
    #expect(heard.contains { $0.hasSuffix("Slurm does not know it any more") })
  }

  @Test("a task that is never started is given up after a minute, and cancelled")
  func hopeless() throws {
    let graph = graph(node("a"))
    let cluster = SimulatedCluster(graph)
    var looks = 0
    let report = try SimulatedRun(cluster, graph, profile).run(pausing: {
      looks += 1
      if looks == 1 { cluster.hold(job: 1, reason: "PartitionConfig") }
    })
    #expect(
      report.failures.first?.result
        == .failed(
          reason:
            "Slurm will never start 1_0: PartitionConfig; ask for another partition, fewer cpus,"
            + " less memory or time", lastOutput: ""))
    #expect(cluster.cancelled == [SlurmTaskID(job: 1, index: 0)])
  }

  @Test("a task that is held after a failed launch is cancelled and submitted again")
  func held() throws {
    let graph = graph(node("a"))
    let cluster = SimulatedCluster(graph)
    var looks = 0
    let report = try SimulatedRun(cluster, graph, profile).run(pausing: {
      looks += 1
      if looks == 1 { cluster.hold(job: 1, reason: "launch failed requeued held") }
    })
    #expect(report.isComplete)
    #expect(cluster.cancelled == [SlurmTaskID(job: 1, index: 0)])
    #expect(cluster.submissionTimes.count == 2)
  }

  @Test("a line that is visible in part is read once it is whole")
  func blurredLines() throws {
    let graph = graph(node("a"))
    let cluster = SimulatedCluster(graph)
    var looks = 0
    let events = "/simulated/runs/first/slurm/0001/events"
    let report = try SimulatedRun(cluster, graph, profile).run(pausing: {
      looks += 1
      // What the node said last is never whole: the folder tells the rest.
      if let name = cluster.names(in: events).last(where: { $0 != ".keep" }) {
        cluster.blur("\(events)/\(name)", bytes: 5)
      }
    })
    #expect(report.isComplete)
  }

  @Test("a run that is stopped leaves its tasks; at the second signal they are cancelled")
  func stopping() throws {
    let graph = fan(10)
    for signals in [1, 2] {
      let cluster = SimulatedCluster(graph)
      let interrupts = try Interrupts(handlesSignals: false)
      var options = Scheduler.Options()
      options.leavesRunning = true
      options.grace = 0
      var looks = 0
      let report = try SimulatedRun(cluster, graph, profile).run(
        options: options, interrupts: interrupts,
        pausing: {
          looks += 1
          if looks == 5 { for _ in 0..<signals { interrupts.raise(SIGTERM) } }
        })
      #expect(report.interruptedBy == SIGTERM)
      #expect(report.stopped == 11 - report.finished)
      #expect(cluster.cancelled.isEmpty == (signals == 1))
    }
  }

  @Test("the order in which stages come and go changes no submission twice: a chain of arrays")
  func layers() throws {
    var graph = StageGraph()
    var layer = (0..<20).map { node("0-\($0)") }
    for node in layer { graph.add(node) }
    for depth in 1..<5 {
      layer = (0..<20).map { node("\(depth)-\($0)", from: [layer[$0], layer[($0 + 1) % 20]]) }
      for node in layer { graph.add(node) }
    }
    var settings = SimulatedCluster.Settings()
    settings.slots = 7
    let cluster = SimulatedCluster(graph, settings)
    let report = try SimulatedRun(cluster, graph, profile, estimate: minute).run()
    #expect(report.isComplete)
    #expect(cluster.computed.count == 100)
    #expect(cluster.computed.values.allSatisfy { $0 == 1 })
  }
}
