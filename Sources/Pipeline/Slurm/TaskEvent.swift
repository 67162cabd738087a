import Base

/// What a node tells of its task, as lines of an `EventLog`.
public enum TaskEvent: Sendable, Hashable {
  /// The task began: where, and as which job of Slurm.
  case taskBegan(node: String, job: Int?)
  /// A stage began, by this attempt.
  case stageBegan(ContentHash, AttemptID)
  /// A stage says how far it is.
  case progress(ContentHash, StageJob.Progress)
  /// A stage ended.
  case stageEnded(ContentHash, AttemptResult)
  /// A worker was killed for no reason of the stage's own; how the task ends will tell why.
  case stageKilled(ContentHash, reason: String, lastOutput: String)
  /// The task ended; true when it was asked to, before it was done.
  case taskEnded(interrupted: Bool)

  /// The event's name and facts.
  public var line: (name: String, values: [String: Value]) {
    switch self {
    case .taskBegan(let node, let job):
      ("task-began", ["node": .text(node), "job": job.map { .integer($0) } ?? .null])
    case .stageBegan(let key, let attempt):
      ("stage-began", ["key": .text(key.hex), "attempt": .text("\(attempt)")])
    case .progress(let key, let progress):
      (
        "progress",
        [
          "key": .text(key.hex), "fraction": .number(progress.fraction),
          "message": .text(progress.message),
        ]
      )
    case .stageEnded(let key, let result):
      ("stage-ended", ["key": .text(key.hex), "result": .map(result.members)])
    case .stageKilled(let key, let reason, let output):
      (
        "stage-killed",
        ["key": .text(key.hex), "reason": .text(reason), "output": .text(output)]
      )
    case .taskEnded(let interrupted): ("task-ended", ["interrupted": .boolean(interrupted)])
    }
  }

  /// Reads an event; nil of any other.
  public init?(_ event: EventLog.Event) {
    let values = event.values
    let key = StageRecord.hash(values["key"])
    switch (event.name, key) {
    case ("task-began", _):
      self = .taskBegan(node: values["node"]?.text ?? "", job: values["job"]?.integer)
    case ("stage-began", let key?):
      guard let attempt = values["attempt"]?.text.flatMap({ AttemptID($0) }) else { return nil }
      self = .stageBegan(key, attempt)
    case ("progress", let key?):
      self = .progress(
        key,
        StageJob.Progress(
          fraction: values["fraction"]?.number ?? 0, message: values["message"]?.text ?? ""))
    case ("stage-ended", let key?):
      guard let result = values["result"].flatMap(AttemptResult.init) else { return nil }
      self = .stageEnded(key, result)
    case ("stage-killed", let key?):
      self = .stageKilled(
        key, reason: values["reason"]?.text ?? "", lastOutput: values["output"]?.text ?? "")
    case ("task-ended", _):
      self = .taskEnded(interrupted: values["interrupted"]?.boolean ?? false)
    default: return nil
    }
  }
}
