/// Where and how the stages of a run are computed; never part of a key.
public enum ExecutorChoice: Sendable, Hashable {
  /// In worker processes on this machine.
  case local
  /// As jobs of a Slurm cluster.
  case slurm(ClusterProfile)
}

/// What a run asks a Slurm cluster for, and how it uses it.
public struct ClusterProfile: Sendable, Hashable {
  /// The partition; the cluster's default when nil.
  public var partition: String?
  /// The account that is charged.
  public var account: String?
  /// The quality of service.
  public var qos: String?
  /// Features nodes must have, as `--constraint` takes them.
  public var constraint: String?
  /// The most seconds a task may ask for; what one of unknown length asks for.
  public var time = 3600.0
  /// Bytes a task asks for where neither the spec's limits nor recorded history tell.
  public var memory = 2 << 30
  /// Cores of a task.
  public var cpus = 1
  /// Most tasks of one array; Slurm's own `MaxArraySize` bounds it too.
  public var arraySize = 1000
  /// Most tasks of an array that run at once.
  public var throttle = 100
  /// Seconds a task should take: shorter stages are packed until it does.
  public var pack = 300.0
  /// What recorded times and memory are multiplied by before they are asked for.
  public var margin = 2.0
  /// Seconds between two looks at the queue.
  public var poll = 10.0
  /// Seconds a task that ended is given to show its results on the shared file system.
  public var settle = 90.0
  /// Shell lines a task runs first, such as `module load openblas`.
  public var setUp: [String] = []
  /// Further options of `sbatch`, one each.
  public var sbatch: [String] = []
  /// The results folder where the command names none.
  public var results: String?
  /// The store's file where the command names none.
  public var store: String?

  /// Makes the default profile.
  public init() {}
}
