import Base

/// All that the store knows of a run and that stage folders do not know: what the run's file keeps
/// and a rebuild puts back.
public struct RunSnapshot: Sendable, Hashable {
  /// What became of a stage that the run had to run.
  public struct Stage: Sendable, Hashable {
    /// The stage as it was planned.
    public var planned: PlannedRunStage
    /// A `RunStageState`, as text: a newer program may know more.
    public var state: String
    /// The attempt's name.
    public var attempt: String?
    /// How many attempts there were.
    public var attempts: Int
    /// Seconds since 1970.
    public var startedAt: Double?
    /// Seconds since 1970.
    public var endedAt: Double?
    /// How far it was, from 0 to 1.
    public var progress: Double?
    /// What it did.
    public var message: String?
    /// The end of what it printed.
    public var output: String?

    /// Makes a stage of a run; see the properties.
    public init(
      planned: PlannedRunStage, state: String, attempt: String? = nil, attempts: Int = 0,
      startedAt: Double? = nil, endedAt: Double? = nil, progress: Double? = nil,
      message: String? = nil, output: String? = nil
    ) {
      self.planned = planned
      self.state = state
      self.attempt = attempt
      self.attempts = attempts
      self.startedAt = startedAt
      self.endedAt = endedAt
      self.progress = progress
      self.message = message
      self.output = output
    }
  }

  /// What people call a stage.
  public struct StageLabel: Sendable, Hashable {
    /// The stage's key.
    public var key: ContentHash
    /// One of its labels.
    public var label: String

    /// Makes a label.
    public init(key: ContentHash, label: String) {
      self.key = key
      self.label = label
    }
  }

  /// What was asked.
  public var record: RunRecord
  /// A `RunStatus`, as text: a newer program may know more.
  public var status: String
  /// Seconds since 1970; nil while it runs, or when it was killed.
  public var endedAt: Double?
  /// How many stages had a result.
  public var cached: Int?
  /// How many had to run.
  public var planned: Int?
  /// Those that had to run, in the plan's order.
  public var stages: [Stage]
  /// The digest of the study's plan, once all its stages were collected.
  public var plan: String?
  /// The plan of the run's study.
  public var cells: [PlannedCell]
  /// Which stage each label meant in the run's plan; empty where an earlier run had noted the same.
  public var labels: [StageLabel] = []
  /// The measures of the study that have or ever had rows, sorted.
  public var measured: [String]
  /// The claims of the study as they were first seen, each claim's oldest first.
  public var sightings: [ClaimSighting]
  /// The last verdicts on the study's claims.
  public var verdicts: [VerdictRecord]

  /// Makes a snapshot; see the properties.
  public init(
    record: RunRecord, status: String, endedAt: Double? = nil, cached: Int? = nil,
    planned: Int? = nil, stages: [Stage] = [], plan: String? = nil, cells: [PlannedCell] = [],
    measured: [String] = [], sightings: [ClaimSighting] = [], verdicts: [VerdictRecord] = []
  ) {
    self.record = record
    self.status = status
    self.endedAt = endedAt
    self.cached = cached
    self.planned = planned
    self.stages = stages
    self.plan = plan
    self.cells = cells
    self.measured = measured
    self.sightings = sightings
    self.verdicts = verdicts
  }
}
