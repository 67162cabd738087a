/// What Slurm says of one task.
public enum SlurmState: Sendable, Hashable {
  /// It waits, for the reason given.
  case pending(reason: String)
  /// It runs, on the node given, or is about to end there.
  case running(node: String)
  /// It ended.
  case ended(SlurmEnd)

  /// Reads the state's word, as `squeue` and `sacct` print it: `CANCELLED by 0` and `OUT_OF_ME+`
  /// are understood; a word of a later version counts as running, since only known ends are ends.
  init(word: String, reason: String, node: String) {
    let first = word.prefix { $0 != " " }
    let isCut = first.hasSuffix("+")
    let name = isCut ? String(first.dropLast()) : String(first)
    if Self.waiting.contains(where: { $0 == name }) {
      self = .pending(reason: reason)
    } else if let end = SlurmEnd.allCases.first(where: {
      $0.rawValue == name || isCut && name.count > 3 && $0.rawValue.hasPrefix(name)
    }) {
      self = .ended(end)
    } else {
      self = .running(node: node)
    }
  }

  private static let waiting = [
    "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD",
    "SPECIAL_EXIT",
  ]

  /// Whether a task that waits for `reason` was put back after a failed launch and is held: it waits until
  /// somebody releases it.
  static func isHeld(_ reason: String) -> Bool { reason.contains("requeued held") }

  /// Reasons for which a task waits for ever.
  static let hopelessReasons: Set<String> = [
    "PartitionConfig", "DependencyNeverSatisfied", "BadConstraints", "PartitionNodeLimit",
    "PartitionTimeLimit", "InvalidAccount", "InvalidQOS", "AccountNotAllowed", "QOSNotAllowed",
  ]
}

/// How Slurm says a task ended.
public enum SlurmEnd: String, Sendable, Hashable, CaseIterable {
  /// By itself, with exit code 0.
  case completed = "COMPLETED"
  /// By itself, with another exit code, or it could not be launched.
  case failed = "FAILED"
  /// Somebody cancelled it.
  case cancelled = "CANCELLED"
  /// It reached its time limit.
  case timeout = "TIMEOUT"
  /// It used more memory than it asked for.
  case outOfMemory = "OUT_OF_MEMORY"
  /// Its node failed.
  case nodeFail = "NODE_FAIL"
  /// Its node did not boot.
  case bootFail = "BOOT_FAIL"
  /// It had to make room for another and was not put back into the queue.
  case preempted = "PREEMPTED"
  /// Its cluster withdrew it.
  case revoked = "REVOKED"
  /// The deadline it was given passed.
  case deadline = "DEADLINE"
}

/// The number of one task of an array.
public struct SlurmTaskID: Sendable, Hashable, CustomStringConvertible {
  /// The array's job.
  public var job: Int
  /// The index in the array.
  public var index: Int

  /// Makes a number.
  public init(job: Int, index: Int) {
    self.job = job
    self.index = index
  }

  /// `12_3`, as Slurm writes it.
  public var description: String { "\(job)_\(index)" }
}
