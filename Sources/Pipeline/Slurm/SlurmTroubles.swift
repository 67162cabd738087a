/// What keeps a run on Slurm from going on, as far as it is Slurm's own.
struct SlurmTroubles {
  private var silence: String?
  private var deferral: String?

  /// What to tell who looks at the run from elsewhere; nil when nothing is the matter.
  var text: String? { silence.map(Self.silent) ?? deferral.map(Self.deferred) }

  private static func silent(_ reason: String) -> String { "Slurm does not answer: \(reason)" }

  private static func deferred(_ reason: String) -> String {
    "Slurm takes no more jobs now: \(reason)"
  }

  /// Slurm does not answer, for the reason given, or does when there is none; returns what to tell a
  /// person, nil when it is known.
  mutating func note(silence reason: String?) -> String? {
    guard silence != reason else { return nil }
    silence = reason
    return reason.map(Self.silent) ?? "Slurm answers again"
  }

  /// Slurm takes no more jobs, for the reason given, or does when there is none; returns what to tell a
  /// person, nil when it is known.
  mutating func note(deferral reason: String?) -> String? {
    guard deferral != reason else { return nil }
    deferral = reason
    return reason.map(Self.deferred) ?? "Slurm takes jobs again"
  }
}
