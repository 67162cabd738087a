import Base
import Pipeline

/// A controller on a simulated cluster: scheduler and executor, as a run has them.
public struct SimulatedRun {
  /// The cluster.
  public let cluster: SimulatedCluster
  /// The stages.
  public let graph: StageGraph
  /// What is asked of the cluster.
  public var profile: ClusterProfile
  /// What each stage is expected to need.
  public var estimate: StageEstimate

  /// Makes a run; nothing happens yet.
  public init(
    _ cluster: SimulatedCluster, _ graph: StageGraph, _ profile: ClusterProfile,
    estimate: StageEstimate = StageEstimate()
  ) {
    self.cluster = cluster
    self.graph = graph
    self.profile = profile
    self.estimate = estimate
  }

  /// An executor as the run called `name` has it; `pausing` is told each time before it waits.
  public func executor(_ name: String, pausing: @escaping () -> Void = {}) -> SlurmExecutor {
    let estimate = estimate
    let cluster = cluster
    return SlurmExecutor(
      SlurmExecutor.Options(
        study: "simulated", run: name, profile: profile, program: "/shared/runexp",
        workingFolder: "/shared"
      ) { _ in estimate },
      results: ResultsFolder("/simulated"), service: cluster, files: cluster, clock: cluster
    ) { seconds, _ in
      pausing()
      cluster.pass(seconds)
      return false
    }
  }

  /// Runs all there is to run; `name` is the run's.
  public func run(
    _ name: String = "first", options: Scheduler.Options = Scheduler.Options(),
    interrupts: Interrupts? = nil, pausing: @escaping () -> Void = {},
    hearing: @escaping (RunEvent) throws -> Void = { _ in }
  ) throws -> RunReport {
    // Where the plan looks for results nothing lies: what is there the scheduler finds itself.
    let scheduler = Scheduler(
      plan: Plan.make(graph, in: ResultsFolder("/simulated")),
      executor: executor(name, pausing: pausing), results: cluster, leases: FreeLeases(),
      options: options, interrupts: interrupts, clock: cluster, observer: hearing)
    return try scheduler.run()
  }
}
