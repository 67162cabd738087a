import Base

/// What a stage is expected to need on a node.
public struct StageEstimate: Sendable, Hashable {
  /// Seconds it will take; nil when nothing is known.
  public var seconds: Double?
  /// Bytes of memory it will use; nil when nothing is known.
  public var memory: Int?
  /// Whether the seconds were counted from what it computes, since nothing of its kind has run: a
  /// guess that gets more room.
  public var isStated: Bool

  /// Makes an estimate; see the properties.
  public init(seconds: Double? = nil, memory: Int? = nil, isStated: Bool = false) {
    self.seconds = seconds
    self.memory = memory
    self.isStated = isStated
  }
}

/// A stage to submit: what it may take and use, with what was learned from earlier tries.
struct ClusterStage {
  var request: StageRequest
  /// Seconds it may take; nil where neither limits nor history tell.
  var seconds: Double?
  /// Bytes it may use; nil as above.
  var memory: Int?
  /// Seconds it is expected to take, which decide how many go into a task.
  var expected: Double?

  /// What a stage asks for: its own limits first, else what history tells times the margin, never
  /// less than `floor`, which an earlier try was too little for.
  init(
    _ request: StageRequest, _ estimate: StageEstimate, _ profile: ClusterProfile,
    floor: (seconds: Double, memory: Int) = (0, 0)
  ) {
    self.request = request
    expected = estimate.seconds
    let margin = profile.margin * (estimate.isStated ? Self.statedMargin : 1)
    let recorded = estimate.seconds.map { $0 * margin + Self.startSeconds }
    seconds = (request.limits.timeout?.amount).map { $0 + Self.startSeconds } ?? recorded
    if floor.seconds > 0 { seconds = max(seconds ?? 0, floor.seconds) }
    let used = estimate.memory.map {
      max(Self.leastMemory, Int(Double($0) * profile.margin) + Self.programMemory)
    }
    let asked = (request.limits.memory?.amount).map { $0 + Self.programMemory } ?? used
    let unrounded = floor.memory > 0 ? max(asked ?? 0, floor.memory) : asked
    memory = unrounded.map(Self.rounded)
  }

  /// How many times the profile's margin a stage gets whose length nobody has measured: nodes may be
  /// half as fast as the stated speed.
  static let statedMargin = 2.0
  /// Seconds between the start of a task and that of its first stage, on a slow file system.
  static let startSeconds = 30.0
  /// To the next 64 MiB, so that small differences make no arrays of their own.
  static func rounded(_ bytes: Int) -> Int { ((bytes + (64 << 20) - 1) >> 26) << 26 }

  /// Bytes the program uses besides its workers.
  static let programMemory = 64 << 20
  /// Fewer bytes than this are never asked for.
  static let leastMemory = 256 << 20
}

/// Tasks of one shape, which one `sbatch` submits.
struct SlurmArray {
  /// The stages of each task, in order.
  var tasks: [[ClusterStage]]
  /// What each task asks for.
  var request: SlurmRequest

  /// The expected seconds of all its tasks; nil when a stage is unknown.
  func expectedSeconds(_ profile: ClusterProfile) -> Double? {
    guard tasks.joined().allSatisfy({ $0.expected != nil }) else { return nil }
    return tasks.reduce(0) { sum, task in
      sum + StagePacking.seconds(of: task, profile) { $0.expected ?? 0 }
    }
  }
}

/// What a task asks for.
struct SlurmRequest: Sendable, Hashable {
  /// Cores.
  var cpus: Int
  /// Memory in MiB.
  var mebibytes: Int
  /// Time in minutes: Slurm counts in them.
  var minutes: Int
}

/// Puts stages together into arrays: those of like shape into one, short ones several to a task.
enum StagePacking {
  /// What stages of one array have in common.
  private struct Shape: Hashable {
    var kind: String
    var cores: Int
    var mebibytes: Int
    /// The time of one stage in minutes, to the next power of two; nil for an unknown one.
    ///
    /// Stages of one kind and very different lengths go into different arrays.
    var minutes: Int?
  }

  /// The arrays, in the order of their first stages.
  static func arrays(
    _ stages: [ClusterStage], _ profile: ClusterProfile, mostTasks: Int
  ) -> [SlurmArray] {
    var shapes: [Shape] = []
    var members: [Shape: [ClusterStage]] = [:]
    for stage in stages {
      let shape = shape(of: stage, profile)
      if members[shape] == nil { shapes.append(shape) }
      members[shape, default: []].append(stage)
    }
    let most = max(1, min(profile.arraySize, mostTasks))
    return shapes.flatMap { shape -> [SlurmArray] in
      let stages = members[shape] ?? []
      let tasks = tasks(stages, profile)
      return stride(from: 0, to: tasks.count, by: most).map { start in
        let part = Array(tasks[start..<min(start + most, tasks.count)])
        return SlurmArray(tasks: part, request: request(for: part, shape.mebibytes, profile))
      }
    }
  }

  private static func shape(of stage: ClusterStage, _ profile: ClusterProfile) -> Shape {
    let mebibytes = (stage.memory ?? ClusterStage.rounded(profile.memory)) >> 20
    let minutes = stage.seconds.map { seconds -> Int in
      var minutes = 1
      while Double(minutes) * 60 < seconds { minutes *= 2 }
      return minutes
    }
    return Shape(
      kind: stage.request.kind, cores: stage.request.cores, mebibytes: mebibytes,
      minutes: minutes)
  }

  /// Short stages go into a task until it takes as long as the profile wants, but never so many that
  /// fewer tasks are left than may run at once.
  private static func tasks(_ stages: [ClusterStage], _ profile: ClusterProfile)
    -> [[ClusterStage]]
  {
    let most = max(1, (stages.count + profile.throttle - 1) / max(1, profile.throttle))
    let atOnce = Double(stagesAtOnce(stages.first, profile))
    var tasks: [[ClusterStage]] = []
    var expected = 0.0
    var allowed = 0.0
    for stage in stages {
      let seconds = stage.expected ?? .infinity
      let fits =
        expected + seconds <= profile.pack * atOnce
        && allowed + (stage.seconds ?? .infinity) <= profile.time * atOnce
      if fits, let last = tasks.last, last.count < most * Int(atOnce) {
        tasks[tasks.count - 1].append(stage)
        expected += seconds
        allowed += stage.seconds ?? .infinity
      } else {
        tasks.append([stage])
        expected = seconds
        allowed = stage.seconds ?? .infinity
      }
    }
    return tasks
  }

  /// How many stages of one kind a task computes at once.
  static func stagesAtOnce(_ stage: ClusterStage?, _ profile: ClusterProfile) -> Int {
    max(1, profile.cpus / max(1, stage?.request.cores ?? 1))
  }

  /// Seconds a task takes that computes several stages at once: what they take together shared
  /// evenly, and no less than the longest.
  static func seconds(
    of task: [ClusterStage], _ profile: ClusterProfile, each: (ClusterStage) -> Double
  ) -> Double {
    let sum = task.reduce(0) { $0 + each($1) }
    return max(sum / Double(stagesAtOnce(task.first, profile)), task.map(each).max() ?? 0)
  }

  private static func request(
    for tasks: [[ClusterStage]], _ mebibytes: Int, _ profile: ClusterProfile
  ) -> SlurmRequest {
    let longest = tasks.map { Self.seconds(of: $0, profile) { $0.seconds ?? profile.time } }.max()
    let seconds = min(longest ?? profile.time, profile.time)
    let atOnce = tasks.map { min($0.count, stagesAtOnce($0.first, profile)) }.max() ?? 1
    return SlurmRequest(
      cpus: max(profile.cpus, tasks.first?.first?.request.cores ?? 1),
      mebibytes: mebibytes * atOnce, minutes: max(1, Int((seconds / 60).rounded(.up))))
  }
}
