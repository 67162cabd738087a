import Base
import ClusterSimulation
import Glibc
import Pipeline

/// A run of many stages on a simulated cluster: what the controller costs, and how often it asks.
struct ClusterScale {
  /// Stages that compute, each followed by one that needs it.
  var stages: Int
  /// Tasks that run at once.
  var slots: Int
  /// Seconds a stage takes.
  var seconds: Double

  /// Runs it and tells what it took as one JSON line.
  func run() throws -> Value {
    var graph = StageGraph()
    var pair: [StageNode] = []
    for place in 0..<stages {
      // Half of the stages wait for another one.
      let node = StageNode(
        kind: "noop", version: 1,
        parameters: ["number": .integer(place), "learning_rate": 0.01, "epochs": 20],
        inputs: place % 2 == 1 ? ["from": [pair[0].key]] : [:], label: "noop/number=\(place)")
      pair = [node]
      graph.add(node)
    }
    var settings = SimulatedCluster.Settings()
    settings.slots = slots
    settings.stageSeconds = seconds
    let cluster = SimulatedCluster(graph, settings)
    var profile = ClusterProfile()
    profile.throttle = slots
    let began = cluster.steadySeconds
    let before = Self.cpuSeconds
    let report = try SimulatedRun(
      cluster, graph, profile, estimate: StageEstimate(seconds: seconds, memory: 1 << 30)
    ).run()
    let cpu = Self.cpuSeconds - before
    let took = cluster.steadySeconds - began
    let gaps = zip(cluster.submissionTimes.dropFirst(), cluster.submissionTimes).map { $0 - $1 }
    return [
      "stages": .integer(report.finished),
      "computed": .integer(cluster.computed.values.reduce(0, +)),
      "slots": .integer(slots), "simulated_seconds": .number(took), "cpu_seconds": .number(cpu),
      "cpu_share": .number(cpu / took), "peak_bytes": .integer(Self.peakBytes),
      "squeue_calls": .integer(cluster.queueTimes.count),
      "polling_intervals": .number(took / profile.poll),
      "sbatch_calls": .integer(cluster.submissionTimes.count),
      "least_seconds_between_sbatch": gaps.min().map { .number($0) } ?? .null,
      "slots_used": .number(Double(stages) * seconds / took / Double(slots)),
    ]
  }

  private static var usage: rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }

  private static var cpuSeconds: Double {
    Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
  }

  private static var peakBytes: Int { usage.ru_maxrss * 1024 }
}
