import Base

/// What a run would submit to Slurm, as if all of one wave of stages ended before the next begins.
public struct SlurmForecast: Sendable {
  /// An array that would be submitted.
  public struct Array: Sendable, Hashable {
    /// The wave, from 1: how many stages that have to run stand before these, one behind the other.
    public var wave: Int
    /// The kind of its stages.
    public var kind: String
    /// How many stages it has.
    public var stages: Int
    /// How many tasks.
    public var tasks: Int
    /// Most tasks that run at once.
    public var throttle: Int
    /// Cores of each task.
    public var cpus: Int
    /// Memory of each task in MiB.
    public var mebibytes: Int
    /// Minutes each task may take.
    public var minutes: Int
    /// Seconds its tasks are expected to take, added up; nil when one of its stages is unknown.
    public var seconds: Double?
    /// Seconds its longest stage is expected to take; nil when none is known.
    public var longest: Double?
  }

  /// The arrays in order.
  public let arrays: [Array]
  /// The script of the first, as it would be written; nil when there is nothing to run.
  public let script: String?

  /// Hours of nodes the arrays are expected to take, each task counted as one node; of those whose
  /// length is known.
  public var nodeHours: Double { arrays.reduce(0) { $0 + ($1.seconds ?? 0) } / 3600 }
  /// Number of stages of unknown length.
  public var unknown: Int { arrays.reduce(0) { $0 + ($1.seconds == nil ? $1.stages : 0) } }

  /// Seconds the longest stage is expected to take, where a task may not take as long.
  public let tooLong: Double?

  /// What `plan` would submit with these options.
  public init(_ plan: Plan, _ options: SlurmExecutor.Options, mostTasks: Int?) {
    let profile = options.profile
    var waves: [[ClusterStage]] = []
    var depths = [Int](repeating: 0, count: plan.graph.count)
    for (place, entry) in zip(plan.links.order, plan.entries) where entry.state == .run {
      let before = plan.links.inputs[place] + plan.links.preferred[place]
      let depth = (before.map { depths[$0] }.max() ?? 0) + 1
      depths[place] = depth
      if waves.count < depth { waves.append([]) }
      let request = StageRequest(
        entry.node, preferred: [:], cores: min(entry.node.cores, profile.cpus),
        results: plan.folder, attempt: AttemptID(host: "", pid: 0, start: 0, counter: 0),
        binary: nil, environment: [:])
      waves[depth - 1].append(ClusterStage(request, options.estimate(request), profile))
    }
    var arrays: [Array] = []
    var script: String?
    for (index, stages) in waves.enumerated() {
      let packed = StagePacking.arrays(stages, profile, mostTasks: mostTasks ?? .max)
      for array in packed {
        let batch = SlurmBatch(
          folder: "\(plan.folder.runs)/\(options.run)/slurm/0001", study: options.study,
          name: "runexp-\(options.run)-1", request: array.request, throttle: profile.throttle,
          tasks: array.tasks.map { $0.map(\.request.key) })
        script = script ?? SlurmScript(batch, array, options).text
        arrays.append(
          Array(
            wave: index + 1, kind: array.tasks.first?.first?.request.kind ?? "",
            stages: array.tasks.reduce(0) { $0 + $1.count }, tasks: array.tasks.count,
            throttle: profile.throttle, cpus: array.request.cpus,
            mebibytes: array.request.mebibytes, minutes: array.request.minutes,
            seconds: array.expectedSeconds(profile),
            longest: array.tasks.joined().compactMap(\.expected).max()))
      }
    }
    self.arrays = arrays
    self.script = script
    tooLong = arrays.compactMap(\.longest).max().flatMap { $0 > profile.time ? $0 : nil }
  }
}
