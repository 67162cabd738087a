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
  /// Host, processor, library versions, program hash, settings, what git said: by name.
  public var environment: [String: String]
  /// The commit of the repository the spec lies in; nil where there is none.
  public var gitCommit: String?
  /// What tracked files differ from that commit; nil when they do not.
  public var gitDiff: String?
  /// The files it was made from, besides stages: sorted by role and path.
  public var files: [RunFile] = []
  /// What the study leaves out, and why.
  public var exclusions: [Exclusion] = []

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

/// A file a run was made from: of its spec, or of its data.
public struct RunFile: Sendable, Hashable {
  /// What a file is to a run.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// The spec, or what it extends.
    case spec
    /// Samples, tables, baselines.
    case data
  }

  /// What it is to the run; a newer program may know more.
  public var role: String
  /// Where it lies, as the user named it; of a published file that is fetched, the data set and its
  /// name.
  public var path: String
  /// Bytes; nil where it was not looked at, or is a folder.
  public var size: Int?
  /// The digest of its content; of a folder, of all names and contents.
  public var sha256: ContentHash
  /// Its text, of spec files.
  public var text: String?

  /// Makes a file of a run; see the properties.
  public init(
    role: Role, path: String, size: Int? = nil, sha256: ContentHash, text: String? = nil
  ) {
    self.init(role: role.rawValue, path: path, size: size, sha256: sha256, text: text)
  }

  init(role: String, path: String, size: Int?, sha256: ContentHash, text: String?) {
    self.role = role
    self.path = path
    self.size = size
    self.sha256 = sha256
    self.text = text
  }

  /// The file as JSON, for the run's file.
  public var value: Value {
    [
      "role": .text(role), "path": .text(path), "size": size.map { .integer($0) } ?? .null,
      "sha256": .text(sha256.hex), "text": text.map { .text($0) } ?? .null,
    ]
  }

  /// Reads a file; nil when a member is missing or of another type.
  public init?(_ value: Value) {
    guard let role = value["role"]?.text, let path = value["path"]?.text,
      let sha256 = value["sha256"]?.text.flatMap(ContentHash.init(hex:))
    else { return nil }
    self.init(
      role: role, path: path, size: value["size"]?.integer, sha256: sha256,
      text: value["text"]?.text)
  }
}

/// What a study leaves out on purpose.
public struct Exclusion: Sendable, Hashable {
  /// What is left out, such as a cell's label.
  public var subject: String
  /// Why, in the spec's words.
  public var reason: String

  /// Makes an exclusion.
  public init(subject: String, reason: String) {
    self.subject = subject
    self.reason = reason
  }

  /// The exclusion as JSON, for the run's file.
  public var value: Value { ["subject": .text(subject), "reason": .text(reason)] }

  /// Reads an exclusion; nil when a member is missing or of another type.
  public init?(_ value: Value) {
    guard let subject = value["subject"]?.text, let reason = value["reason"]?.text else {
      return nil
    }
    self.init(subject: subject, reason: reason)
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
