import Base

/// Some stages with all that tells where they came from.
public struct Lineage: Sendable, Hashable {
  /// One stage.
  public struct Stage: Sendable, Hashable {
    /// The store's number of it.
    public var number: Int64
    /// Its key.
    public var key: String
    /// Its kind; nil of a stage that has never finished.
    public var kind: String?
    /// What people call it.
    public var label: String
    /// The version of its kind.
    public var version: Int?
    /// Which of `machines` computed it; nil of a stage that has never finished.
    public var machine: Int?
    /// Seconds since 1970 when it finished; nil when it has no result.
    public var finishedAt: Double?
  }

  /// What computed stages: a machine, and the program on it.
  public struct Machine: Sendable, Hashable {
    /// The digest of the program.
    public var binary: String?
    /// Host, processor, libraries: by name.
    public var facts: [String: String]
  }

  /// A stage another one was computed from.
  public struct Input: Sendable, Hashable {
    /// The stage, by number.
    public var stage: Int64
    /// What the input is to it.
    public var role: String
    /// The input, by number.
    public var input: Int64
  }

  /// A file stages read besides other stages.
  public struct File: Sendable, Hashable {
    /// The digest of its content.
    public var sha256: String
    /// What stages call it.
    public var name: String
    /// Where the last run that read it found it; nil where no run says.
    public var path: String?
    /// Bytes, where known.
    public var size: Int?
    /// Number of the stages that read it.
    public var stages: Int
  }

  /// A run that computed some of the stages.
  public struct Run: Sendable, Hashable {
    /// Its name.
    public var id: String
    /// Its study.
    public var study: String
    /// How it ended.
    public var status: String
    /// Seconds since 1970 at its start.
    public var startedAt: Double
    /// The command line.
    public var command: String
    /// The commit of the spec's repository.
    public var commit: String?
    /// What git said of it.
    public var git: String?
    /// Number of the stages it computed.
    public var stages: Int
  }

  /// The stages, by kind and label.
  public var stages: [Stage] = []
  /// What computed them.
  public var machines: [Machine] = []
  /// Their inputs, where those are among the stages.
  public var inputs: [Input] = []
  /// The seeds in their parameters, each name with its values in order.
  public var seeds: [String: [String]] = [:]
  /// The files they read.
  public var files: [File] = []
  /// The runs that computed them, oldest first.
  public var runs: [Run] = []

  /// Makes a lineage of no stage.
  public init() {}
}
