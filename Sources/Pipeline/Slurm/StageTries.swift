import Base

/// What the earlier tries of a stage on a cluster came to, and what the next has to ask for.
struct StageTries {
  /// What an earlier try was too little for.
  private(set) var floor: (seconds: Double, memory: Int) = (0, 0)
  private var losses = 0
  private var outOfMemory = 0

  /// How often a stage is submitted again after its task was lost.
  private static let mostLosses = 5

  /// What a setback means.
  struct Outcome: Equatable {
    /// What happened, for a person.
    var text: String
    /// Why there is no other try; nil when there is.
    var failure: String?
  }

  /// Takes up a setback of the stage in `task`, for which `asked` was asked.
  mutating func note(
    _ setback: SlurmTask.Setback, task: String, asked: ClusterStage, _ profile: ClusterProfile
  ) -> Outcome {
    switch setback {
    case .bystander: return Outcome(text: "\(task) ended before its turn")
    case .lost(let how):
      losses += 1
      let text = "\(task): \(how)"
      return Outcome(
        text: text,
        failure: losses > Self.mostLosses
          ? "its Slurm task was lost \(losses) times, at last \(text)" : nil)
    case .outOfTime:
      let seconds = min(asked.seconds ?? profile.time, profile.time)
      floor.seconds = min(2 * seconds, profile.time)
      return Outcome(
        text: "\(task) reached its time limit",
        failure: seconds < profile.time
          ? nil
          : "it needs more than \(DurationText.text(profile.time)), the most time a task may ask for"
            + " (time in the cluster's profile); more checkpoints make shorter stages")
    case .outOfMemory:
      outOfMemory += 1
      let bytes = asked.memory ?? ClusterStage.rounded(profile.memory)
      floor.memory = 2 * bytes
      let text = "\(task) ran out of memory with \(SizeText.text(bytes))"
      return Outcome(
        text: text, failure: outOfMemory > 1 ? "\(text), which was more than at first" : nil)
    }
  }
}
