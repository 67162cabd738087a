import Base

/// A run as it begins: what was asked, of which program, where.
public struct RunRecord: Sendable, Hashable {
  /// The run's name, unique in the results folder.
  public var id: String
  /// The study.
  public var study: String
  /// The study's title.
  public var title: String
  /// The text of the spec file.
  public var specText: String
  /// The resolved spec, as `runexp config` prints it.
  public var resolvedSpec: String
  /// The command line, as typed.
  public var command: String
  /// Seconds since 1970.
  public var startedAt: Double
  /// The host that runs it.
  public var host: String
  /// The process.
  public var pid: Int
  /// How many workers it may have.
  public var jobs: Int
  /// Host, processor, library versions, program hash, commit: by name.
  public var environment: [String: String]

  /// Makes a record; see the properties.
  public init(
    id: String, study: String, title: String, specText: String, resolvedSpec: String,
    command: String, startedAt: Double, host: String = "", pid: Int = 0, jobs: Int = 1,
    environment: [String: String]
  ) {
    self.id = id
    self.study = study
    self.title = title
    self.specText = specText
    self.resolvedSpec = resolvedSpec
    self.command = command
    self.startedAt = startedAt
    self.host = host
    self.pid = pid
    self.jobs = jobs
    self.environment = environment
  }
}

/// How a run ended.
public enum RunStatus: String, Sendable, Hashable, CaseIterable {
  case running, finished, failed, interrupted
  /// Its process was killed before it could end.
  case killed
}

/// A line of a run's history.
public struct RunEvent: Sendable, Hashable {
  /// Seconds since 1970.
  public var at: Double
  /// What kind of event, such as `stage-failed`.
  public var kind: String
  /// The stage it is about.
  public var stage: ContentHash?
  /// What happened, for a person.
  public var text: String

  /// Makes an event.
  public init(at: Double, kind: String, stage: ContentHash? = nil, text: String) {
    self.at = at
    self.kind = kind
    self.stage = stage
    self.text = text
  }
}
